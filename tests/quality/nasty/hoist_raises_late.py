"""The repeated call fails, or its result is told apart by identity, only in some round."""


def guarded(rows, text):
    out = []
    for row in rows:
        try:
            out.append(row + text.upper())
        except TypeError as error:
            out.append(str(error))
            text = 5
    return out


def partial(rows, numbers, out):
    for row in rows:
        out.append(row)
        if row > 1:
            out.append(max(numbers))


def identities(rows, names):
    found = []
    for row in rows:
        found.append(tuple(names))
    return found, found[0] is found[-1], found[0] is names


def copies(rows, names):
    found = []
    for row in rows:
        copy = sorted(names)
        found.append(copy)
    return len({id(copy) for copy in found})


def iterators(rows, names):
    found = []
    for row in rows:
        found.append(list(names))
    return found


def nan_of(rows, numbers):
    found = []
    for row in rows:
        found.append(sum(numbers))
    return [number == number for number in found], [number in found for number in found]


def fresh_sum(rows, parts):
    found = []
    for row in rows:
        joined = sum(parts, [])
        joined.append(row)
        found.append(joined)
    return found


def taken(rows, names):
    found = []
    for row in rows:
        first = max(names)
        first.append(row)
        found.append(len(first))
    return found


def probing_partial(rows, numbers):
    out = []
    try:
        partial(rows, numbers, out)
    except Exception as error:
        return type(error).__name__, str(error), out
    return out


class Text(str):
    def upper(self):
        Text.asked += 1
        return f"{Text.asked}"

    asked = 0


def uppers(rows, text):
    Text.asked = 0
    out = []
    for row in rows:
        if row != text.upper():
            out.append(text.upper())
    return out, Text.asked


class Numbers(list):
    def __iter__(self):
        self.append(len(self))
        return super().__iter__()


def sums(rows, numbers):
    out = []
    for row in rows:
        out.append(sum(numbers) + row)
    return out, len(numbers)


PROBES = [
    "guarded(['a', 'b', 'c'], 'x')",
    "guarded([1, 'b'], 'x')",
    "probing_partial([0, 1, 2], [])",
    "probing_partial([0, 1], [])",
    "probing_partial([0, 2, 3], [4, 'x'])",
    "probing_partial([2], None)",
    "identities([1, 2], ['a'])",
    "identities([1, 2], ('a',))",
    "copies([1, 2], [3, 1])",
    "iterators([1, 2], iter('ab'))",
    "iterators([1, 2], {'a': 1})",
    "nan_of([1, 2], [float('nan')])",
    "nan_of([1, 2], [float('inf'), float('-inf')])",
    "fresh_sum([1, 2], [[3], [4]])",
    "taken([1, 2], [[3], [4]])",
    "uppers(['a', 'b'], Text('a'))",
    "uppers(['a', 'A'], 'a')",
    "sums([1, 2], Numbers([1]))",
]
