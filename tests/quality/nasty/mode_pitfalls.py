"""Conditions that look as if they were the same in every round of a loop."""

heard = []


class Fickle:
    """True every second time."""

    def __init__(self):
        self.asked = 0

    def __bool__(self):
        self.asked += 1
        heard.append(self.asked)
        return self.asked % 2 == 0

    def __eq__(self, other):
        heard.append(other)
        return self.asked % 2 == 0

    def __hash__(self):
        return 1


class Text(str):
    def __eq__(self, other):
        heard.append(other)
        return len(heard) % 2 == 0

    __hash__ = str.__hash__


def marked(items, flag):
    found = []
    for item in items:
        if flag:
            found.append(item)
        else:
            found.append(-item)
    return found


def named(items, mode):
    total = 0
    for item in items:
        if mode == "add":
            total += item
        elif mode != "keep":
            total -= item
    return total


def filling(items, seen):
    for item in items:
        if seen:
            break
        seen.append(item)
    return seen


def either(items, default=None):
    found = []
    for item in items:
        if default is None:
            found.append(item)
            continue
        found.append(default)
    return found


def counted(n, quiet):
    i = 0
    while i < n:
        if quiet:
            i += 2
        else:
            i += 1
    return i


def listened(function, *arguments):
    heard.clear()
    return function(*arguments), list(heard)


PROBES = [
    "marked([1, 2, 3], True)",
    "marked([1, 2, 3], 0)",
    "marked([], Fickle())",
    "listened(marked, [1, 2, 3], Fickle())",
    "listened(named, [1, 2, 3], Fickle())",
    "listened(named, [1, 2, 3], Text('add'))",
    "named([1, 2], 'keep')",
    "named([1, 'a'], 'add')",
    "filling([1, 2], [])",
    "filling([1, 2], [0])",
    "either([1, 2])",
    "either([1, 2], 5)",
    "either([1], [])",
    "counted(5, 1)",
    "counted(5, '')",
    "counted(2.5, None)",
]
