"""The operand of the repeated call is changed under another name: attribute, closure, global, alias, default."""

SHARED = [3, 1]


def by_global(queries, scores):
    out = []
    for query in queries:
        out.append(sorted(scores)[0])
        SHARED.append(-query)
    return out


def by_alias(queries, scores):
    other = scores
    out = []
    for query in queries:
        out.append(max(scores))
        other += [query]
    return out


def by_nested_function(queries, scores):
    def note(number):
        scores.append(number)

    out = []
    for query in queries:
        out.append(sum(scores))
        note(query)
    return out


class Keeper:
    def __init__(self, scores):
        self.scores = scores

    def by_attribute(self, queries, scores):
        out = []
        for query in queries:
            out.append(len(set(scores)))
            self.scores.append(query)
        return out

    def by_item(self, queries, scores):
        out = []
        for query in queries:
            out.append(min(scores))
            self.scores[0] = -query
        return out

    def by_deletion(self, queries, scores):
        out = []
        for query in queries:
            out.append(tuple(scores))
            del self.scores[:1]
        return out


def by_default(queries, scores, held=SHARED):
    out = []
    for query in queries:
        if query in sorted(scores):
            out.append(query)
        held.append(query)
    return out


def helper(scores):
    return len(scores) * 2


def by_callee(queries, scores, change):
    out = []
    for query in queries:
        out.append(helper(scores))
        change(query)
    return out


def by_walrus(queries, scores):
    return [sum(scores) for query in queries if (scores := scores + [query])]


def by_unpacking(queries, scores):
    out = []
    for query, scores[0] in queries:
        out.append(sum(scores))
    return out


def by_loop_over(queries, scores):
    out = []
    for scores in queries:
        out.append(sum(scores))
    return out


def by_with(queries, scores, lock):
    out = []
    for query in queries:
        with lock:
            out.append(sum(scores))
    return out


class Lock:
    def __init__(self, scores):
        self.scores = scores

    def __enter__(self):
        self.scores.append(1)

    def __exit__(self, *details):
        self.scores.append(2)


def shared(function):
    SHARED[:] = [3, 1]
    return function([1, 2, 3], SHARED), list(SHARED)


def kept(name):
    scores = [4, 2, 7]
    return getattr(Keeper(scores), name)([1, 2, 3], scores), scores


def with_callee():
    scores = [1]
    return by_callee([5, 6], scores, scores.append)


PROBES = [
    "shared(by_global)",
    "shared(by_alias)",
    "shared(by_nested_function)",
    "shared(by_default)",
    "shared(by_walrus)",
    "kept('by_attribute')",
    "kept('by_item')",
    "kept('by_deletion')",
    "with_callee()",
    "by_unpacking([(1, 2), (3, 4)], [0, 5])",
    "by_loop_over([[1], [2, 3]], [0, 5])",
    "(lambda s: by_with([1, 2], s, Lock(s)))([0])",
]
