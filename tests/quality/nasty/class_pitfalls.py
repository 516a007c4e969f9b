"""Classes that are not what their text says, and names that mean two things in one function."""

from dataclasses import dataclass

row = [7, 8]


def replacing(kind):
    return type(kind.__name__, (kind,), {"area": property(lambda self: 99), "grow": lambda self, by: by})


@replacing
class Odd:
    def __init__(self, side):
        self.side = side

    @property
    def area(self):
        return self.side * self.side

    def grow(self, by):
        self.side += by
        return self.side

    def run(self, n):
        total = 0
        for _ in range(n):
            total += self.grow(1)
        return total


@dataclass
class Even:
    side: int = 2

    @property
    def surface(self):
        return self.side * 2

    def shrink(self, by):
        if by > self.side:
            return 0
        self.side -= by
        return self.side

    def run(self, n):
        total = 0
        for _ in range(n):
            total += self.shrink(1)
        return total


def doubled(a):
    made = [row for row in row]
    return made + [a]


def counted(a):
    found = sum([row for row in a])
    return found + len(row)


def areas(items):
    return [item.area for item in items]


def surfaces(items):
    return [item.surface for item in items]


def all_doubled(items):
    found = []
    for item in items:
        made = doubled(item)
        found.append(made)
    return found


def all_counted(items):
    found = []
    for item in items:
        n = counted(item)
        found.append(n)
    return found


PROBES = [
    "areas([Odd(3)])",
    "Odd(2).run(3)",
    "surfaces([Even(3), Even('a')])",
    "surfaces([Odd(1)])",
    "Even(3).run(5)",
    "Even('a').run(1)",
    "all_doubled([1, 2])",
    "all_counted([[1, 2], [3]])",
    "all_counted([['a']])",
]
