"""Membership and lookup in things that are no lists: texts, ranges, dictionaries, views, subclasses, iterators."""


class Quiet(list):
    pass


class Counting(list):
    asked = 0

    def __contains__(self, item):
        Counting.asked += 1
        return list.__contains__(self, item)

    def count(self, item):
        Counting.asked += 1
        return list.count(self, item)

    def index(self, item):
        Counting.asked += 1
        return 7

    def __len__(self):
        Counting.asked += 100
        return list.__len__(self)


class Keys(dict):
    def __contains__(self, key):
        return True

    def __missing__(self, key):
        return key


class Anything:
    def __init__(self):
        self.asked = []

    def __contains__(self, item):
        self.asked.append(item)
        return len(self.asked) % 2

    def count(self, item):
        self.asked.append(item)
        return len(self.asked)

    index = count


def members(items, container):
    return [item for item in items if item in container]


def strangers(items, container):
    out = []
    for item in items:
        if item not in container:
            out.append(item)
    return out


def counts(items, container):
    return [container.count(item) for item in items]


def places(items, container):
    out = []
    for item in items:
        out.append(container.index(item))
    return out


def held(items, holder):
    out = []
    for item in items:
        if item in holder.container:
            out.append(item)
    return out


def key_members(items, table):
    return [item for item in items if item in table.keys()]


def value_members(items, table):
    return [item for item in items if item in table.values()]


def listed(items, table):
    return [item for item in items if item in list(table)]


class Holder:
    def __init__(self, container):
        self.container = container


class Swapping:
    def __init__(self, *containers):
        self.containers = list(containers)

    @property
    def container(self):
        self.containers.append(self.containers.pop(0))
        return self.containers[0]


def asked(function, items, container):
    Counting.asked = 0
    try:
        answer = function(items, container)
    except Exception as error:
        answer = type(error).__name__, str(error)
    return answer, Counting.asked, getattr(container, "asked", None)


NAN = float("nan")
PROBES = [
    "asked(members, ['a', 'bc', ''], 'abc')",
    "asked(members, [b'a', 97], b'abc')",
    "asked(members, [1, 1.5, 2.0, True], range(3))",
    "asked(members, [1, 2], iter([2, 1]))",
    "asked(members, [1, 2, []], {1: 2})",
    "asked(members, [1, 2], Keys())",
    "asked(members, [1, 2, 3], Anything())",
    "asked(members, [1, 2, 3], Counting([2]))",
    "asked(members, [1, 2, 3], Quiet([2]))",
    "asked(members, [1, NAN, float('nan'), [1], (1, 2), (1, 2.0)], [1, NAN, [1], (1, 2)])",
    "asked(members, [1], None)",
    "asked(members, [], None)",
    "asked(strangers, [1, True, 1.0, -0.0, '1'], [1, 0])",
    "asked(strangers, ['a'], 'abc')",
    "asked(strangers, [1, 2], {1, 3})",
    "asked(strangers, [[1], 2], {1, 3})",
    "asked(counts, [1, True, 1.0, NAN, 'a'], [1, 1.0, True, NAN, NAN])",
    "asked(counts, ['a', 'ab', ''], 'aab')",
    "asked(counts, [1, 2], Counting([2]))",
    "asked(counts, [1, 2], Anything())",
    "asked(counts, [1, [1]], [[1], 1])",
    "asked(counts, [1], {1: 2})",
    "asked(places, [1, True, 1.0], [0, 1.0, 1])",
    "asked(places, [1, 5], [0, 1.0, 1])",
    "asked(places, ['b', 'x'], 'abc')",
    "asked(places, [(1, 2), [5]], [[5], (1, 2.0)])",
    "asked(places, [1, 2], Counting([2]))",
    "asked(places, [2], range(4))",
    "asked(places, [2.5], range(4))",
    "asked(held, [1, 2], Holder([2, 1.0]))",
    "asked(held, [1, 2, 1, 2], Swapping([1], [2]))",
    "asked(held, [1, 2], object())",
    "asked(held, [], object())",
    "key_members([1, 1.0, 2], {True: 1})",
    "value_members([1, 1.0, [2]], {1: True, 2: [2]})",
    "listed([1, 2], iter([1, 2, 1]))",
    "listed([1, 2], {1: 2})",
]
