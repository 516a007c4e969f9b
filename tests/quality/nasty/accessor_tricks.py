"""Properties and short methods that look as if their expression could stand in their place."""

heard = []


class Plain:
    def __init__(self, value):
        self.kept = value

    @property
    def value(self):
        return self.kept + 1

    @property
    def missing(self):
        return self.nowhere

    def plus(self, other):
        return self.kept + other

    def heavier(self, other):
        return self.kept > other.kept


class Child(Plain):
    @property
    def kind(self):
        return "child"


class Loud(Plain):
    @property
    def kept(self):
        heard.append("kept")
        return 5

    @kept.setter
    def kept(self, value):
        heard.append(value)


class Lazy:
    def __init__(self, value):
        self.held = value

    @property
    def fallback(self):
        return self.held.nothing

    def __getattr__(self, name):
        return name


def values(items):
    return [item.value for item in items]


def sums(items, k):
    total = 0
    for item in items:
        total += item.plus(k)
    return total


def gone(items):
    for item in items:
        try:
            return item.missing
        except AttributeError as error:
            return str(error)
    return None


def fallbacks(items):
    return [item.fallback for item in items]


def heaviest(items):
    best = items[0]
    for item in items:
        if item.heavier(best):
            best = item
    return best.kept


def described(items):
    return [f"{item.value}" for item in items]


def kinds(items):
    return [item.kind for item in items]


def listened(function, *arguments):
    heard.clear()
    return function(*arguments), list(heard)


PROBES = [
    "values([Plain(1), Child(2)])",
    "values([Plain('a')])",
    "values([3])",
    "listened(values, [Loud(1), Plain(2)])",
    "sums([Plain(1), Child(2)], 3)",
    "sums([Plain(1)], 'a')",
    "listened(sums, [Loud(1)], 2)",
    "gone([Plain(1)])",
    "gone([Child(1)])",
    "gone([])",
    "fallbacks([Lazy(1)])",
    "heaviest([Plain(1), Child(3), Plain(2)])",
    "heaviest([Plain(1), 3])",
    "described([Plain(1), Child(2)])",
    "kinds([Child(1)])",
    "kinds([Plain(1)])",
]
