"""Helper source, examples and refusals of :mod:`ouroboros.operators.handwritten_sort`."""

from __future__ import annotations

from ouroboros.operators.contract import Example, Refusal
from ouroboros.operators.facts.guards import FIELD, PLAIN, QUIET, SORTABLE_BY

TOTAL = '''\
def _ouroboros_total(items):
    """Whether plain items have one total order, in which none raises when it is compared."""
    kinds = set(map(type, items))
    if kinds == {tuple}:
        return len(set(map(len, items))) == 1 and all(map(_ouroboros_total, zip(*items)))
    if kinds in ({int}, {str}, {bytes}):
        return True
    return kinds <= {int, float, bool} and all(item == item for item in items)


def _ouroboros_sortable(items, stable):
    """Whether sorting the list by hand and by ``sort`` end alike; unless stable, equal items must be one."""
    if type(items) is not list:
        return False
    return _ouroboros_total(items) if stable else set(map(type, items)) in ({int}, {str})'''

_BY = f"{TOTAL}\n\n\n{PLAIN}\n\n\n{QUIET}\n\n\n{SORTABLE_BY}\n\n\n"

_CALLS = (
    "f([5, 3, 9, 1, 3])",
    "f([])",
    "f([1])",
    "f([2, True, 1, 1.0, 0, False, -0.0, 0.0])",
    "f([float('nan'), 2.0, 1.0])",
    "f(['b', 'a', 'B'])",
    "f([(2, 'a'), (1, 'b'), (1, 'a')])",
    "f([(2, 'a'), (1, 2), (1, 'a')])",
    "f([3, 'a', 1])",
    "f([[2], [1]])",
    "f((2, 1))",
    "f((1, 2))",
    "f(None)",
)

EXAMPLES = (
    Example(
        before="""\
def f(xs):
    n = len(xs)
    for i in range(n):
        for j in range(0, n - i - 1):
            if xs[j] > xs[j + 1]:
                xs[j], xs[j + 1] = xs[j + 1], xs[j]
    return xs
""",
        after=TOTAL
        + "\n\n\n"
        + """\
def f(xs):
    n = len(xs)
    if type(xs) is list and type(n) is int and n == len(xs) and _ouroboros_sortable(xs, True):
        xs.sort()
    else:
        for i in range(n):
            for j in range(0, n - i - 1):
                if xs[j] > xs[j + 1]:
                    xs[j], xs[j + 1] = xs[j + 1], xs[j]
    return xs
""",
        calls=_CALLS,
    ),
    Example(
        before="""\
def f(xs):
    for i in range(1, len(xs)):
        current: int = xs[i]
        j = i - 1
        while j >= 0 and xs[j] > current:
            xs[j + 1] = xs[j]
            j -= 1
        xs[j + 1] = current
    return xs
""",
        after=TOTAL
        + "\n\n\n"
        + """\
def f(xs):
    if _ouroboros_sortable(xs, True):
        xs.sort()
    else:
        for i in range(1, len(xs)):
            current: int = xs[i]
            j = i - 1
            while j >= 0 and xs[j] > current:
                xs[j + 1] = xs[j]
                j -= 1
            xs[j + 1] = current
    return xs
""",
        calls=_CALLS,
    ),
    Example(
        function="Pile.order",
        before="""\
class Pile:
    def __init__(self, items):
        self.items = items

    def order(self):
        for i in range(len(self.items) - 1):
            best = i
            for j in range(i + 1, len(self.items)):
                if self.items[best] < self.items[j]:
                    best = j
            if best != i:
                self.items[i], self.items[best] = self.items[best], self.items[i]
        return self.items
""",
        after=TOTAL
        + "\n\n\n"
        + FIELD
        + "\n\n\n"
        + """\
class Pile:
    def __init__(self, items):
        self.items = items

    def order(self):
        if _ouroboros_sortable(_ouroboros_field(self, "items"), False):
            _ouroboros_field(self, "items").sort(reverse=True)
        else:
            for i in range(len(self.items) - 1):
                best = i
                for j in range(i + 1, len(self.items)):
                    if self.items[best] < self.items[j]:
                        best = j
                if best != i:
                    self.items[i], self.items[best] = self.items[best], self.items[i]
        return self.items
""",
        calls=(
            "Pile([3, 1, 2, 3]).order()",
            "Pile(['x', 'y']).order()",
            "Pile([0.0, -0.0, 1.0]).order()",
            "Pile([]).order()",
            "Pile(None).order()",
            "Pile((2, 1)).order()",
        ),
    ),
    Example(
        before="""\
def f(xs):
    swapped = True
    while swapped:
        swapped = False
        for k in range(len(xs) - 1):
            if xs[k + 1] < xs[k]:
                held = xs[k]
                xs[k] = xs[k + 1]
                xs[k + 1] = held
                swapped = True
    return xs
""",
        after=TOTAL
        + "\n\n\n"
        + """\
def f(xs):
    if _ouroboros_sortable(xs, True):
        xs.sort()
    else:
        swapped = True
        while swapped:
            swapped = False
            for k in range(len(xs) - 1):
                if xs[k + 1] < xs[k]:
                    held = xs[k]
                    xs[k] = xs[k + 1]
                    xs[k + 1] = held
                    swapped = True
    return xs
""",
        calls=tuple(call for call in _CALLS if "nan" not in call),
    ),
    Example(
        before="""\
def f(rows):
    n = len(rows)
    for i in range(n - 1):
        for j in range(n - 1 - i):
            if rows[j]["age"] < rows[j + 1]["age"]:
                rows[j], rows[j + 1] = rows[j + 1], rows[j]
    return rows
""",
        after=_BY
        + """\
def f(rows):
    n = len(rows)
    if type(rows) is list and type(n) is int and n == len(rows) and _ouroboros_sortable_by(rows, 'age', False):
        rows.sort(key=lambda row: row['age'], reverse=True)
    else:
        for i in range(n - 1):
            for j in range(n - 1 - i):
                if rows[j]["age"] < rows[j + 1]["age"]:
                    rows[j], rows[j + 1] = rows[j + 1], rows[j]
    return rows
""",
        calls=(
            "f([{'age': 3, 'n': 1}, {'age': 4}, {'age': 3, 'n': 2}, {'age': 3.0}])",
            "f([{'age': 3}, {}])",
            "f([{'age': 3}, {'age': 'x'}])",
            "f([{'age': float('nan')}, {'age': 1.0}, {'age': 2.0}])",
            "f([])",
            "f([{}])",
            "f(None)",
        ),
    ),
    Example(
        before="""\
class P:
    def __init__(self, age, name):
        self.age, self.name = age, name

    def __repr__(self):
        return self.name


def f(people):
    for i in range(1, len(people)):
        person = people[i]
        j = i - 1
        while j >= 0 and people[j].age > person.age:
            people[j + 1] = people[j]
            j -= 1
        people[j + 1] = person
    return people
""",
        after="""\
class P:
    def __init__(self, age, name):
        self.age, self.name = age, name

    def __repr__(self):
        return self.name


"""
        + _BY
        + """\
def f(people):
    if _ouroboros_sortable_by(people, 'age', True):
        people.sort(key=lambda row: row.age)
    else:
        for i in range(1, len(people)):
            person = people[i]
            j = i - 1
            while j >= 0 and people[j].age > person.age:
                people[j + 1] = people[j]
                j -= 1
            people[j + 1] = person
    return people
""",
        calls=(
            "f([P(3, 'a'), P(1, 'b'), P(3, 'c'), P(2.5, 'd'), P(True, 'e')])",
            "f([P(3, 'a'), P('x', 'b')])",
            "f([P(3, 'a'), None])",
            "f([P([2], 'a'), P([1], 'b')])",
            "f([])",
        ),
    ),
)

REFUSALS = (
    Refusal(
        code="""\
def f(rows):
    for i in range(len(rows)):
        best = i
        for j in range(i + 1, len(rows)):
            if rows[j]["k"] < rows[best]["k"]:
                best = j
        rows[i], rows[best] = rows[best], rows[i]
    return rows
""",
        reason="Rows with equal keys change places, which sorting would not do.",
    ),
    Refusal(
        code="""\
def f(rows, key):
    for i in range(len(rows)):
        for j in range(len(rows) - i - 1):
            if rows[j][key] > rows[j + 1][key]:
                rows[j], rows[j + 1] = rows[j + 1], rows[j]
    return rows
""",
        reason="The key is not told in the text.",
    ),
    Refusal(
        code="""\
def f(xs):
    for i in range(len(xs)):
        for j in range(len(xs) - i - 1):
            if xs[j] > xs[j + 1]:
                xs[j], xs[j + 1] = xs[j + 1], xs[j]
    return xs, i
""",
        reason="What the loop leaves in its variable is used.",
    ),
    Refusal(
        code="""\
def f(xs):
    for i in range(len(xs)):
        for j in range(len(xs) - i - 1):
            if xs[j] >= xs[j + 1]:
                xs[j], xs[j + 1] = xs[j + 1], xs[j]
    return xs
""",
        reason="Equal items change places: integers and floats that are equal would show it.",
    ),
    Refusal(
        code="""\
def f(xs):
    count = 0
    for i in range(len(xs)):
        for j in range(len(xs) - i - 1):
            if xs[j] > xs[j + 1]:
                xs[j], xs[j + 1] = xs[j + 1], xs[j]
                count += 1
    return count
""",
        reason="The exchanges are counted.",
    ),
    Refusal(
        code="""\
def f(xs):
    for i in range(3):
        for j in range(len(xs) - 1):
            if xs[j] > xs[j + 1]:
                xs[j], xs[j + 1] = xs[j + 1], xs[j]
    return xs
""",
        reason="Three rounds sort three items only.",
    ),
    Refusal(
        code="""\
def f(xs):
    for i in range(len(xs)):
        for j in range(len(xs) - i - 1):
            if abs(xs[j]) > abs(xs[j + 1]):
                xs[j], xs[j + 1] = xs[j + 1], xs[j]
    return xs
""",
        reason="Another order than that of the items.",
    ),
    Refusal(
        code="""\
def f(xs):
    for i in range(len(xs) - 1):
        if xs[i] > xs[i + 1]:
            xs[i], xs[i + 1] = xs[i + 1], xs[i]
    return xs
""",
        reason="One round is not enough to sort.",
    ),
)
