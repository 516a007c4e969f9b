"""What is looped over changes, between two rounds, the list that is sorted in every round."""


def ranks(queries, scores):
    out = []
    for query in queries:
        if query in sorted(scores):
            out.append((query, len(set(scores))))
    return out


def known(queries, scores):
    return [query for query in queries if query in scores]


def known_below(queries, scores):
    found = []
    for query in queries:
        if query not in scores:
            found.append(query)
    return found


def counted(queries, scores):
    table = {}
    for query in queries:
        table[query] = scores.count(query)
    return table


def mean_of(queries, scores):
    return [query - sum(scores) for query in queries]


def feed(scores):
    for number in (1, 2, 3, 4):
        scores.append(number)
        yield number
        scores[0] = number + 1
        yield number + 1


class Stream:
    def __init__(self, scores):
        self.scores = scores
        self.numbers = feed(scores)

    def __iter__(self):
        return feed(self.scores)


def of_attribute(stream, scores):
    out = []
    for query in stream.numbers:
        if query in sorted(scores):
            out.append(query)
    return out


def members_of_attribute(stream, scores):
    return [query for query in stream.numbers if query not in scores]


def members_of_items(streams, scores):
    out = []
    for query in streams[0]:
        if query not in scores:
            out.append(query)
    return out


def zipped(stream, scores):
    return [query for query, _ in zip(stream, stream) if query in set(scores)]


def mapped(queries, scores):
    return [query for query in map(abs, queries) if query in scores]


def filtered(stream, scores):
    out = []
    for query in filter(None, stream.numbers):
        if query in scores:
            out.append(sum(scores))
    return out


def fed(function, how, scores):
    return function({"feed": feed, "stream": Stream, "streams": lambda s: [Stream(s)]}[how](scores), scores), scores


PROBES = [
    "fed(ranks, 'feed', [0])",
    "fed(ranks, 'stream', [9])",
    "fed(known, 'feed', [0])",
    "fed(known, 'stream', [0])",
    "fed(known_below, 'feed', [5, 6])",
    "fed(counted, 'feed', [0, 7])",
    "fed(mean_of, 'feed', [0, 7])",
    "fed(of_attribute, 'stream', [0, 7])",
    "fed(members_of_attribute, 'stream', [0, 7])",
    "fed(members_of_items, 'streams', [0, 7])",
    "fed(zipped, 'stream', [0, 7])",
    "fed(zipped, 'feed', [0, 7])",
    "fed(mapped, 'feed', [0, 7])",
    "fed(filtered, 'stream', [0, 7])",
]
