# ruff: noqa: E501  # code as the rewrite leaves it, one call to a line
"""Helper source, examples and refusals of :mod:`ouroboros.operators.slice_membership`."""

from __future__ import annotations

from ouroboros.operators.contract import Example, Refusal
from ouroboros.operators.facts.guards import PLACES, PLAIN, QUIET

IN_PART = '''\
def _ouroboros_in_part(places, rows, value, start, stop):
    """``value in rows[start:stop]`` by the places of the value; the slice is searched where they can't tell."""
    if _ouroboros_known(places, rows, value, False):
        low = 0 if start is None else start
        high = places[1] if stop is None else stop
        if type(low) is int and type(high) is int and low >= 0 and high >= 0:
            found = places[0].get(value, ())
            at = _ouroboros_left(found, low)
            return at < len(found) and found[at] < high
    return value in rows[start:stop]'''

_HEAD = f"from bisect import bisect_left as _ouroboros_left\n\n\n{PLAIN}\n\n\n{QUIET}\n\n\n{PLACES}\n\n\n{IN_PART}\n\n\n"
_CALLS = (
    "f([3, 1, 3, 2, 1, True])",
    "f([])",
    "f(['a', 'b', 'a'])",
    "f([[1], [1], 2])",
    "f([float('nan')] * 2)",
    "f((1, 2.0, 2))",
    "f('abab')",
    "f(None)",
    "f({0: 1})",
)

EXAMPLES = (
    Example(
        before="""\
def f(xs):
    twice = []
    for i in range(len(xs)):
        if xs[i] in xs[i + 1 :] and xs[i] not in twice:
            twice.append(xs[i])
    return twice
""",
        after=_HEAD
        + """\
def f(xs):
    twice = []
    _xs_places = _ouroboros_places(xs, None, False, 0)
    for i in range(len(xs)):
        if _ouroboros_in_part(_xs_places, xs, xs[i], i + 1, None) and xs[i] not in twice:
            twice.append(xs[i])
    return twice
""",
        calls=_CALLS,
    ),
    Example(
        before="def f(xs):\n    return [x for i, x in enumerate(xs) if x not in xs[:i]]\n",
        after=_HEAD
        + "def f(xs):\n    _xs_places = _ouroboros_places(xs, None, False, 0, xs)\n"
        "    return [x for i, x in enumerate(xs) if not _ouroboros_in_part(_xs_places, xs, x, None, i)]\n",
        calls=_CALLS,
    ),
    Example(
        before="def f(xs, k=2):\n    return [x in xs[i : i - k] for i, x in enumerate(xs)]\n",
        after=_HEAD
        + "def f(xs, k=2):\n    _xs_places = _ouroboros_places(xs, None, False, 0, xs)\n"
        "    return [_ouroboros_in_part(_xs_places, xs, x, i, i - k) for i, x in enumerate(xs)]\n",
        calls=(*_CALLS, "f([1, 2, 1, 2, 1], -3)", "f([1, 2, 3], 1.0)"),
    ),
)

REFUSALS = (
    Refusal(
        code="def f(xs, x, i):\n    return x in xs[:i]\n",
        reason="One search is cheaper than a table.",
    ),
    Refusal(
        code="def f(xs, ys):\n    for i, y in enumerate(ys):\n        if y not in xs[:i]:\n            xs.append(y)\n"
        "    return xs\n",
        reason="The list grows on the way.",
    ),
    Refusal(
        code="def f(xs):\n    return [x for i, x in enumerate(xs) if x in xs[::i]]\n",
        reason="Steps leave items out.",
    ),
)
