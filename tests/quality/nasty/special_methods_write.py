"""Comparing, adding, indexing and reading an attribute change the lists that the loop looks into."""


class Evil:
    def __init__(self, held, number, grows):
        self.held = held
        self.grows = grows
        self.number = number

    def touch(self):
        if self.held:
            self.held[-1] = self.number
            if self.grows:
                self.held.append(self.number + 1)

    def __eq__(self, other):
        self.touch()
        return self.number == other

    def __hash__(self):
        self.touch()
        return self.number

    def __lt__(self, other):
        self.touch()
        return self.number < other

    def __add__(self, other):
        self.touch()
        return self.number + other

    __radd__ = __add__

    def __bool__(self):
        self.touch()
        return self.number % 2 == 0

    def __len__(self):
        self.touch()
        return 2

    def __getitem__(self, place):
        self.touch()
        return (self.number, self.number + 1)[place]

    def __repr__(self):
        return f"Evil({self.number})"

    @property
    def value(self):
        self.touch()
        return self.number


def members(queries, scores):
    return [query for query in queries if query in sorted(scores)]


def truthy(queries, scores):
    out = []
    for query in queries:
        if query:
            out.append(len(set(scores)))
    return out


def added(queries, scores):
    total = 0
    for query in queries:
        total = query + total + sum(scores)
    return total


def valued(queries, scores):
    out = []
    for query in queries:
        out.append(query.value in scores)
    return out


def looked(queries, scores):
    out = []
    for query in queries:
        out.append(scores.count(query[0]))
    return out


def joined(queries, scores):
    out = []
    for query in queries:
        for score in scores:
            if score == query.value:
                out.append(score)
                if len(out) > 40:
                    return out
    return out


def fresh(queries, scores):
    out = []
    for query in queries:
        if query not in scores:
            out.append(query)
    return out


def tried(function, numbers, length, grows=True):
    held = list(range(length))
    queries = [Evil(held, number, grows) for number in numbers]
    queries.insert(1, 3)
    queries.append(5)
    try:
        return function(queries, held), held
    except Exception as error:
        return type(error).__name__, str(error), held


PROBES = [
    "tried(members, [2, 3, 5, 3, 2], 6, False)",
    "tried(truthy, [2, 3, 5, 3, 2], 6, False)",
    "tried(added, [2, 3, 5, 3, 2], 6, False)",
    "tried(valued, [2, 3, 5, 3, 2], 6, False)",
    "tried(looked, [2, 3, 5, 3, 2], 6, False)",
    "tried(joined, [2, 3, 5, 3, 2], 6, False)",
    "tried(fresh, [2, 3, 5, 3, 2], 6, False)",
    "tried(members, [2, 3, 5], 6)",
    "tried(truthy, [2, 3, 5], 6)",
    "tried(added, [2, 3, 5], 6)",
    "tried(valued, [2, 3, 5], 6)",
    "tried(looked, [2, 3, 5], 6)",
    "tried(joined, [2, 3, 5], 6)",
    "tried(fresh, [2, 3, 5], 6)",
    "tried(members, [4], 0)",
]
