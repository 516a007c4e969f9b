# ruff: noqa: E501  # code as the rewrite leaves it, one call to a line
"""Examples and refusals of :mod:`ouroboros.operators.scan_to_places`."""

from __future__ import annotations

from ouroboros.operators.contract import Example, Refusal
from ouroboros.operators.facts.guards import PLACES, PLACES_AT, PLACES_NUMBERED, PLACES_ROWS, PLAIN, QUIET

_IMPORT = "from bisect import bisect_left as _ouroboros_left\n\n\n"
_BARE = f"{PLAIN}\n\n\n{QUIET}\n\n\n{PLACES}\n\n\n"
_TABLE = f"{_IMPORT}{PLAIN}\n\n\n{QUIET}\n\n\n{PLACES}\n\n\n"

_PAIRS = (
    "f([2, 7, 11, 15, 7], 9)",
    "f([3, 3], 6)",
    "f([], 0)",
    "f([1], 'a')",
    "f([1.5, 2.5, True], 4)",
    "f([0.1, 0.2, 0.3], 0.30000000000000004)",
    "f(['a', 'b'], 'ab')",
    "f(['a', 1], 'ab')",
    "f([True, False, 1], 1)",
    "f([[1], [2]], [1, 2])",
    "f((2**70, 5, 1 - 2**70), 1)",
    "f([1, 2, float('nan')], 3)",
)

EXAMPLES = (
    Example(
        before="""\
def f(xs, total):
    for i in range(len(xs)):
        for j in range(i + 1, len(xs)):
            if xs[i] + xs[j] == total:
                return i, j
    return None
""",
        after=_TABLE
        + f"{PLACES_AT}\n\n\n"
        + """\
def f(xs, total):
    _xs_places = _ouroboros_places(xs, None, False, 0)
    for i in range(len(xs)):
        for j in _ouroboros_at(_xs_places, xs, _ouroboros_whole((total,), (_ouroboros_item(xs, i),)), i + 1, len(xs), True):
            if xs[i] + xs[j] == total:
                return i, j
    return None
""",
        calls=_PAIRS,
    ),
    Example(
        before="""\
def f(xs):
    n = len(xs)
    pairs = [(i, j) for i in range(n) for j in range(i + 1, n) if xs[i] == xs[j]]
    return pairs
""",
        after=_TABLE
        + f"{PLACES_AT}\n\n\n"
        + """\
def f(xs):
    n = len(xs)
    _xs_places = _ouroboros_places(xs, None, False, 0)
    pairs = [(i, j) for i in range(n) for j in _ouroboros_at(_xs_places, xs, _ouroboros_item(xs, i), i + 1, n, False) if xs[i] == xs[j]]
    return pairs
""",
        calls=(
            "f([3, 1, 3, True, 1.0, 3])",
            "f('abca')",
            "f([[1], [1]])",
            "f([float('nan')] * 2)",
            "f([0.0, -0.0])",
            "f({0: 1, 1: 1})",
            "f([])",
            "f(None)",
        ),
    ),
    Example(
        before="""\
def f(wanted, rows):
    found = {}
    for key in wanted:
        for at, row in enumerate(rows):
            if row["id"] == key and row["on"]:
                found[key] = at
                break
    return found
""",
        after=_BARE
        + f"{PLACES_NUMBERED}\n\n\n"
        + """\
def f(wanted, rows):
    found = {}
    _rows_places = _ouroboros_places(rows, 'id', False, 0, wanted)
    for key in wanted:
        for at, row in _ouroboros_numbered(_rows_places, rows, key, False):
            if row["id"] == key and row["on"]:
                found[key] = at
                break
    return found
""",
        calls=(
            "f([1, 2, 3], [{'id': 1, 'on': 0}, {'id': 1, 'on': 1}, {'id': 3, 'on': 1}])",
            "f([1], [{'id': 2}, {}])",
            "f([1], [{'id': 1}])",
            "f([1], None)",
            "f([], None)",
            "f([[1]], [{'id': [1], 'on': 1}])",
            "f(iter([True, 1.0]), [{'id': 1, 'on': 1}])",
        ),
    ),
    Example(
        before="""\
def f(wanted, pairs):
    found = []
    for key in wanted:
        for name, value in pairs:
            if name == key:
                found.append(value)
                break
        else:
            found.append(None)
    return found
""",
        after=_BARE
        + f"{PLACES_ROWS}\n\n\n"
        + """\
def f(wanted, pairs):
    found = []
    _pairs_places = _ouroboros_places(pairs, 0, False, 2, wanted)
    for key in wanted:
        for name, value in _ouroboros_rows_with(_pairs_places, pairs, key, False):
            if name == key:
                found.append(value)
                break
        else:
            found.append(None)
    return found
""",
        calls=(
            "f(['a', 'c', 'b'], [('a', 1), ['b', 2], ('a', 3)])",
            "f(['a'], ['ab', 'a'])",
            "f(['a'], [('a', 1, 2)])",
            "f([], 5)",
            "f(['a'], 5)",
        ),
    ),
)

REFUSALS = (
    Refusal(
        code="def f(box, ys):\n    xs = [1, 2, 3]\n    for y in ys:\n        for j in range(len(xs)):\n"
        "            if xs[j] == box.value:\n                y.step()\n    return box\n",
        reason="What is looked for may be changed by the unknown method.",
    ),
    Refusal(
        code="def f(ys, order):\n    xs = [1, 2, 3]\n    for y in ys:\n        for j in range(len(xs)):\n"
        "            if xs[j] == order[0]:\n                order[0] = y\n    return order\n",
        reason="What is looked for changes on the way.",
    ),
    Refusal(
        code="def f(xs, ys, limit):\n    n = 0\n    for y in ys:\n        for j in range(len(xs)):\n"
        "            if j < limit and xs[j] == y:\n                n += 1\n    return n\n",
        reason="Comparing an index with something unknown may raise or run code for every row.",
    ),
    Refusal(
        code="def f(xs, v):\n    for j in range(len(xs)):\n        if xs[j] == v:\n            return j\n",
        reason="One scan is cheaper than a table.",
    ),
    Refusal(
        code="def f(xs, ys):\n    for y in ys:\n        for j in range(len(xs)):\n            if xs[j] == y:\n"
        "                xs[j] = 0\n    return xs\n",
        reason="The list changes between the scans.",
    ),
    Refusal(
        code="def f(xs, ys):\n    for y in ys:\n        for j in range(len(xs)):\n            if xs[j] == y:\n"
        "                break\n    return j\n",
        reason="Where the last scan ended is used.",
    ),
    Refusal(
        code="def f(xs, ys, g):\n    for y in ys:\n        for j in range(len(xs)):\n            if xs[j] == y:\n"
        "                g(xs)\n",
        reason="An unknown function may change the list.",
    ),
    Refusal(
        code="def f(xs, ys):\n    n = 0\n    for y in ys:\n        for j in range(len(xs)):\n"
        "            if xs[j] * 2 == y:\n                n += 1\n    return n\n",
        reason="What is compared is not the item itself.",
    ),
    Refusal(
        code="def f(xs, ys):\n    n = 0\n    for y in ys:\n        for j in range(len(xs)):\n"
        "            if xs[j] == y:\n                y = n\n                n += 1\n    return n\n",
        reason="What is looked for changes on the way.",
    ),
)
