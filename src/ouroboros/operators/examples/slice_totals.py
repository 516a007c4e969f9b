# ruff: noqa: E501  # code as the rewrite leaves it, one call to a line
"""Helper source, examples and refusals of :mod:`ouroboros.operators.slice_totals`."""

from __future__ import annotations

from ouroboros.operators.contract import Example, Refusal

SUMS = '''\
def _ouroboros_sums(items, *iterated):
    """Running totals of a list of int, 0 first; None when sums of its parts have to be added up."""
    if type(items) in (list, tuple) and set(map(type, items)) <= {int}:
        if all(type(other) in (list, tuple, dict, set, frozenset, str, bytes, range) for other in iterated):
            return list(_ouroboros_accumulate(items, initial=0))
    return None


def _ouroboros_has_part(sums, items, start, stop, clamped):
    """Whether the totals tell the sum of ``items[start:stop]``; unless clamped, it has to end in the list."""
    size = len(sums) - 1
    start = 0 if start is None else start
    stop = size if stop is None else stop
    return (
        type(start) is int and type(stop) is int and 0 <= start <= stop
        and (clamped or stop <= size) and len(items) == size
    )


def _ouroboros_part_sum(sums, items, start, stop, clamped):
    """``sum(items[start:stop])``; the same by indices, which must exist, unless clamped."""
    if sums is not None and _ouroboros_has_part(sums, items, start, stop, clamped):
        if stop is None or stop >= len(sums):
            stop = len(sums) - 1
        return sums[stop] - sums[start] if start and start < stop else sums[stop] if not start else 0
    if clamped:
        return sum(items[start:stop])
    return sum(items[at] for at in (range(stop) if start is None else range(start, stop)))'''

EXTREMES = '''\
def _ouroboros_ends(items, *iterated):
    """Extremes of all stretches of one length, longer ones to come; None when parts must be walked through."""
    if type(items) in (list, tuple):
        kinds = set(map(type, items))
        if kinds in ({int}, {str}) or (kinds == {float} and all(item == item for item in items)):
            if all(type(other) in (list, tuple, dict, set, frozenset, str, bytes, range) for other in iterated):
                return [list(items)]
    return None


def _ouroboros_part_end(table, items, start, stop, clamped, how):
    """``how(items[start:stop])`` from two stretches that cover it; ``how`` is max or min."""
    if table is not None and len(items) == len(table[0]):
        size = len(items)
        low = 0 if start is None else start
        high = size if stop is None else stop
        if type(low) is int and type(high) is int and 0 <= low < high and (clamped or high <= size):
            high = min(high, size)
            power = (high - low).bit_length() - 1
            if low < high and size * power < 2**23:
                while len(table) <= power:
                    last, step = table[-1], 1 << (len(table) - 1)
                    table.append(list(map(how, last, last[step:])))
                return how(table[power][low], table[power][high - (1 << power)])
    if clamped:
        return how(items[start:stop])
    return how(items[at] for at in (range(stop) if start is None else range(start, stop)))'''

_IMPORT = "from itertools import accumulate as _ouroboros_accumulate\n\n\n"

EXAMPLES = (
    Example(
        before="""\
def f(xs):
    out = []
    for i in range(len(xs)):
        out.append(sum(xs[: i + 1]))
    return out
""",
        after=f"{_IMPORT}{SUMS}\n\n\n"
        + """\
def f(xs):
    out = []
    _xs_sums = _ouroboros_sums(xs)
    for i in range(len(xs)):
        out.append(_ouroboros_part_sum(_xs_sums, xs, None, i + 1, True))
    return out
""",
        calls=(
            "f([3, -1, 2**80, 0])",
            "f([0.1, 0.2, 0.3])",
            "f([])",
            "f((1, 2, True))",
            "f('ab')",
            "f([1, 'a'])",
            "f([[1], [2]])",
            "f(None)",
        ),
    ),
    Example(
        before="""\
def f(xs, k):
    return [max(xs[i : i + k]) - min(xs[i : i + k]) for i in range(len(xs) - k + 1)]
""",
        after=f"{EXTREMES}\n\n\n"
        + """\
def f(xs, k):
    _xs_max = _ouroboros_ends(xs)
    return [_ouroboros_part_end(_xs_max, xs, i, i + k, True, max) - min(xs[i : i + k]) for i in range(len(xs) - k + 1)]
""",
        calls=(
            "[f([5, 1, 4, 4, 9, -2, 7], k) for k in range(1, 9)]",
            "f([5, 1, 4], 0)",
            "f([5, 1, 4], -1)",
            "f([1.5, float('nan'), 0.5], 2)",
            "f([-0.0, 0.0, 0.0, -0.0], 2)",
            "f(['a', 'b'], 2)",
            "f([1, 'b'], 2)",
            "f([], 1)",
            "f([1, 2], 1.0)",
            "f(None, 1)",
        ),
    ),
    Example(
        before="""\
def f(xs):
    best = None
    for i in range(len(xs)):
        for j in range(i, len(xs)):
            total = 0
            for k in range(i, j + 1):
                total += xs[k]
            if best is None or total > best:
                best = total
    return best
""",
        after=f"{_IMPORT}{SUMS}\n\n\n"
        + """\
def f(xs):
    best = None
    _xs_sums = _ouroboros_sums(xs)
    for i in range(len(xs)):
        for j in range(i, len(xs)):
            if _xs_sums is not None and type(i) is int and type(j) is int and _ouroboros_has_part(_xs_sums, xs, i, j + 1, False):
                total = _ouroboros_part_sum(_xs_sums, xs, i, j + 1, False)
            else:
                total = 0
                for k in range(i, j + 1):
                    total += xs[k]
            if best is None or total > best:
                best = total
    return best
""",
        calls=("f([3, -5, 4, 6, -1])", "f([])", "f([0.1, 0.2, -0.3])", "f(['a'])", "f(None)", "f((True, 1))"),
    ),
    Example(
        before="def f(xs, spans):\n    return [sum(xs[k] for k in range(a, b)) for a, b in spans]\n",
        after=f"{_IMPORT}{SUMS}\n\n\n"
        "def f(xs, spans):\n    _xs_sums = _ouroboros_sums(xs, spans)\n"
        "    return [_ouroboros_part_sum(_xs_sums, xs, a, b, False) for a, b in spans]\n",
        calls=(
            "f([1, 2, 3, 4], [(0, 4), (1, 1), (3, 1), (2, 4)])",
            "f([1, 2, 3], [(-2, 1)])",
            "f([1, 2, 3], [(1, 5)])",
            "f([1, 2], [(0, 1.5)])",
            "f([1], iter([(0, 1)]))",
            "f([1, 2], [(0, 'a')])",
        ),
    ),
)

REFUSALS = (
    Refusal(
        code="def f(xs, a, b):\n    return sum(xs[a:b])\n",
        reason="One sum is cheaper than a table.",
    ),
    Refusal(
        code="def f(xs):\n    out = []\n    for i in range(len(xs)):\n        xs[i] = sum(xs[:i])\n    return xs\n",
        reason="The list changes between the sums.",
    ),
    Refusal(
        code="def f(xs, k):\n    return [max(xs[i : i + k], key=abs) for i in range(len(xs))]\n",
        reason="The order is another one than that of the items.",
    ),
    Refusal(
        code="def f(xs, g):\n    out = []\n    for i in range(len(xs)):\n        out.append(sum(xs[:i]))\n"
        "        g(xs)\n    return out\n",
        reason="An unknown function may change the list.",
    ),
    Refusal(
        code="def f(xs):\n    return [sum(xs[::i]) for i in range(1, len(xs))]\n",
        reason="Steps leave items out.",
    ),
)
