# ruff: noqa: E501  # code as the rewrite leaves it
"""Examples and refusals of ``comparison-to-key``, and the function that it adds."""

from __future__ import annotations

from ouroboros.operators.contract import Example, Refusal

FIELDS = '''\
def _ouroboros_fields(items, fields):
    """A key that orders the rows of a list by fields in turn; None where a comparison may tell otherwise."""
    kinds = set(map(type, items)) if type(items) is list else set()
    columns = []
    for field, sign, texts in fields:
        if field is None:
            column = list(items)  # a list that is sorted in place is empty meanwhile
        elif kinds == {dict} and all(field in item for item in items):
            column = [item[field] for item in items]
        elif kinds in ({tuple}, {list}) and type(field) is int and min(map(len, items)) > field:
            column = [item[field] for item in items]
        else:
            return None
        found = set(map(type, column)) if kinds else kinds
        if found != {int} and (found != {str} or sign < 0 or not texts):
            return None
        columns.append(column if sign > 0 else [-value for value in column])
    keys = zip(*columns) if len(columns) > 1 else iter(columns[0])
    return lambda _: next(keys)'''

_COMPARE = """\
from functools import cmp_to_key


def compare(left, right):
    if left["major"] != right["major"]:
        return left["major"] - right["major"]
    if left["minor"] < right["minor"]:
        return 1
    elif left["minor"] > right["minor"]:
        return -1
    return (left["name"] > right["name"]) - (left["name"] < right["name"])


"""

EXAMPLES = (
    Example(
        before=_COMPARE
        + """\
def f(items):
    return sorted(items, key=cmp_to_key(compare))
""",
        after="""\
from functools import cmp_to_key


def compare(left, right):
    if left["major"] != right["major"]:
        return left["major"] - right["major"]
    if left["minor"] < right["minor"]:
        return 1
    elif left["minor"] > right["minor"]:
        return -1
    return (left["name"] > right["name"]) - (left["name"] < right["name"])


"""
        + FIELDS
        + """


def f(items):
    return sorted(items, key=_ouroboros_fields(items, (('major', 1, False), ('minor', -1, True), ('name', 1, True))) or cmp_to_key(compare))
""",
        calls=(
            "f([{'major': n % 3, 'minor': n % 2, 'name': str(n % 5), 'n': n} for n in range(40)])",
            "f([{'major': n % 3, 'minor': float(n % 2), 'name': str(n % 5), 'n': n} for n in range(9)])",
            "f([{'major': n % 3, 'minor': 'ab'[n % 2], 'name': str(n % 5), 'n': n} for n in range(9)])",
            "f([{'major': 1, 'minor': 2, 'name': 'b'}, {'major': True, 'minor': 2, 'name': 'a'}])",
            "f([{'major': 1, 'minor': 2}, {'major': 2}])",
            "f([{'major': 1, 'minor': 2}, {'major': 1}])",
            "f([{'major': 'a'}, {'major': 'b'}])",
            "f([{'major': 1, 'minor': 2, 'name': 1}, {'major': 1, 'minor': 2, 'name': 'a'}])",
            "f([])",
            "f([{}])",
            "f(None)",
            "f(({'major': n % 3, 'minor': n % 2, 'name': str(n % 5)} for n in range(9)))",
        ),
    ),
    Example(
        before="""\
import functools


def f(rows):
    rows.sort(key=functools.cmp_to_key(lambda a, b: -1 if b[1] > a[1] else 1 if a[1] > b[1] else b[0] - a[0]), reverse=True)
    return rows
""",
        after="""\
import functools


"""
        + FIELDS
        + """


def f(rows):
    rows.sort(key=_ouroboros_fields(rows, ((1, 1, True), (0, -1, False))) or functools.cmp_to_key(lambda a, b: -1 if b[1] > a[1] else 1 if a[1] > b[1] else b[0] - a[0]), reverse=True)
    return rows
""",
        calls=(
            "f([(n % 4, n % 3, n) for n in range(30)])",
            "f([(n % 4, 'abc'[n % 3], n) for n in range(30)])",
            "f([(1, 2.5), (3, float('nan')), (2, 0.5)])",
            "f([(1, 2), [3, 4], {0: 1, 1: 2}])",
            "f([(1, 2), (3,)])",
            "f([('a', 2), ('b', 2)])",
            "f([])",
            "f(3)",
        ),
    ),
    Example(
        before="""\
from functools import cmp_to_key


def compare(a, b):
    '''Texts by their ends.'''
    if a[2] != b[2]:
        return -1 if a[2] < b[2] else 1
    return 0


def f(rows):
    return sorted(rows, key=cmp_to_key(compare))
""",
        after="""\
from functools import cmp_to_key


def compare(a, b):
    '''Texts by their ends.'''
    if a[2] != b[2]:
        return -1 if a[2] < b[2] else 1
    return 0


"""
        + FIELDS
        + """


def f(rows):
    return sorted(rows, key=_ouroboros_fields(rows, ((2, 1, True),)) or cmp_to_key(compare))
""",
        calls=(
            "f([[n, 2, 'cab'[n % 3]] for n in range(9)])",
            "f([(n, 2, n % 3) for n in range(9)])",
            "f(['abc', 'aba', 'xab'])",
            "f([(1, 2)])",
            "f([(1, 2), (2, 1)])",
        ),
    ),
    Example(
        before="""\
from functools import cmp_to_key


def f(values):
    values.sort(key=cmp_to_key(lambda a, b: b - a))
    return values
""",
        after="""\
from functools import cmp_to_key


"""
        + FIELDS
        + """


def f(values):
    values.sort(key=_ouroboros_fields(values, ((None, -1, False),)) or cmp_to_key(lambda a, b: b - a))
    return values
""",
        calls=(
            "f([3, 1, 2**70, -5])",
            "f([3, 1.5, True])",
            "f([True, 1, 0, False])",
            "f(['b', 'a'])",
            "f([])",
            "f((3, 1))",
            "f([{1}, {1, 2}])",
            "f([float('nan'), 1.0, 2.0])",
        ),
    ),
)

REFUSALS = (
    Refusal(
        code="from functools import cmp_to_key\n\n\ndef f(xs, g):\n"
        "    return sorted(xs, key=cmp_to_key(lambda a, b: a - b), reverse=g(xs))\n",
        reason="what comes after the key may change the list",
    ),
    Refusal(
        code=_COMPARE.replace("left[", "print() or left[", 1)
        + "def f(items):\n    return sorted(items, key=cmp_to_key(compare))\n",
        reason="the comparison does more than to compare",
    ),
    Refusal(
        code="from functools import cmp_to_key\n\n\ndef f(xs):\n"
        "    return sorted(xs, key=cmp_to_key(lambda a, b: -1 if a + b > b + a else 1))\n",
        reason="no order of the items themselves",
    ),
    Refusal(
        code="from functools import cmp_to_key\n\n\ndef f(xs):\n"
        "    return sorted(xs, key=cmp_to_key(lambda a, b: -1 if a < b else 1))\n",
        reason="equal items count as greater",
    ),
    Refusal(
        code="from functools import cmp_to_key\n\n\ndef f(xs):\n"
        "    return sorted(xs, key=cmp_to_key(lambda a, b: a[0] - b[1]))\n",
        reason="different fields",
    ),
    Refusal(
        code="from functools import cmp_to_key\n\n\ndef f(xs):\n"
        "    return sorted(xs, key=cmp_to_key(lambda a, b: -1 if a < b else -2 if a > b else 0))\n",
        reason="both are less than the other",
    ),
    Refusal(
        code="def cmp_to_key(f):\n    return f\n\n\ndef f(xs):\n    return sorted(xs, key=cmp_to_key(lambda a, b: a - b))\n",
        reason="another function of that name",
    ),
    Refusal(
        code="from functools import cmp_to_key\n\n\ndef f(xs, compare):\n    return sorted(xs, key=cmp_to_key(compare))\n",
        reason="nobody knows the comparison",
    ),
    Refusal(
        code="from functools import cmp_to_key\n\n\ndef compare(a, b):\n    return a - b\n\n\ndef use(g):\n"
        "    global compare\n    compare = g\n\n\ndef f(xs):\n    return sorted(xs, key=cmp_to_key(compare))\n",
        reason="the comparison may be replaced",
    ),
    Refusal(
        code="from functools import cmp_to_key\n\n\ndef f(xs):\n"
        "    return sorted(xs, key=cmp_to_key(lambda a, b: (a > b) - (a > b)))\n",
        reason="always equal",
    ),
)
