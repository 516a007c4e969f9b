"""Built-in names that mean something else: by assignment, parameter, class body, loop, import or deletion."""

import re
from operator import *  # noqa: F403

len_of = len
asked = []


def sum(numbers):
    asked.append("sum")
    return 100


class Box:
    max = 7

    def largest(self, rows, items):
        return [max(items) == row for row in rows]


def sums(rows, numbers):
    return [row + sum(numbers) for row in rows]


def members(rows, set):
    return [row for row in rows if row in set(rows)]


def ranks(rows, items):
    return [row for row in rows if row in sorted(items)]


def star(rows, items):
    return [row for row in rows if contains(items, row)]  # noqa: F405


def lower(rows, re):
    return [re.sub("a", "b", row) for row in rows]


def least(items, sorted):
    return sorted(items)[0]


def first(items):
    for list in items:
        pass
    return list(items) if callable(list) else sorted(items)[0]


class Pattern:
    def sub(self, pattern, new, text):
        asked.append(pattern)
        return text + new


def tried(*arguments):
    asked.clear()
    return sums(*arguments), list(asked)


PROBES = [
    "least([3, 1], list)",
    "tried([1, 2], [3])",
    "Box().largest([1, 3], [3])",
    "members([1, 2], list)",
    "ranks([1, 2], [2])",
    "star([1, 2], [2])",
    "lower(['a'], re)",
    "lower(['a'], Pattern())",
    "first([3, 1])",
]
