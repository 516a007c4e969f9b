# ruff: noqa: E501  # code as the rewrite leaves it, one comparison to a line
"""Examples and refusals of ``larger-of-two``."""

from __future__ import annotations

from ouroboros.operators.contract import Example, Refusal

_LOUD = """\
class Loud:
    def __init__(self, n):
        self.n = n

    def __gt__(self, other):
        print(self.n, ">", getattr(other, "n", other))
        return self.n > getattr(other, "n", other) and [self.n]

    def __lt__(self, other):
        print(self.n, "<", getattr(other, "n", other))
        return self.n < getattr(other, "n", other)

    def __repr__(self):
        return f"L{self.n}"


def loud(n):
    print("made", n)
    if n > 8:
        raise ValueError(n)
    return Loud(n)


"""

EXAMPLES = (
    Example(
        before="""\
def f(xs, best):
    for x in xs:
        best = max(best, x)
    return best
""",
        after="""\
def f(xs, best):
    for x in xs:
        best = (x if x > best else best)
    return best
""",
        calls=(
            "f([], 0)",
            "f([3, 1, 2], 0)",
            "f([1.0, 1, True], 1)",
            "f([float('nan'), 1.0], 0.0)",
            "f([1.0], float('nan'))",
            "f([-0.0], 0.0)",
            "f(['a', 'b'], '')",
            "f(['a'], 0)",
            "f([{1}, {2}], set())",
            "f([1j], 0)",
            "f([None], None)",
        ),
    ),
    Example(
        before=_LOUD
        + """\
def f(a, b, c):
    return max(loud(a), loud(b)), min(loud(a), loud(b), loud(c)), max(a, loud(c)), min(loud(b), c), min(a, b, -1)
""",
        after=_LOUD
        + """\
def f(a, b, c):
    return (_second if (_first := loud(a), _second := loud(b)) and _second > _first else _first), (_third if (_first := loud(a), _second := loud(b), _third := loud(c)) and _third < (_best := _second if _second < _first else _first) else _best), (_second if (_second := loud(c)) > a else a), (c if c < (_first := loud(b)) else _first), (-1 if -1 < (_best := b if b < a else a) else _best)
""",
        calls=(
            "f(1, 2, 3)",
            "f(3, 2, 1)",
            "f(2, 2, 2)",
            "f(9, 1, 1)",
            "f(1, 9, 9)",
            "f(1, 2, 9)",
            "f(0, '', 0)",
        ),
    ),
    Example(
        before="""\
def f(a, b):
    rows = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i in range(len(a) + 1):
        for j in range(len(b) + 1):
            if i == 0 or j == 0:
                rows[i][j] = i + j
            else:
                rows[i][j] = min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (a[i - 1] != b[j - 1]))
    return rows
""",
        after="""\
def f(a, b):
    rows = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i in range(len(a) + 1):
        for j in range(len(b) + 1):
            if i == 0 or j == 0:
                rows[i][j] = i + j
            else:
                rows[i][j] = (_third if (_first := rows[i - 1][j] + 1, _second := rows[i][j - 1] + 1, _third := rows[i - 1][j - 1] + (a[i - 1] != b[j - 1])) and _third < (_best := _second if _second < _first else _first) else _best)
    return rows
""",
        calls=("f('kitten', 'sitting')", "f('', 'a')", "f([1, 2], (2, 1))", "f(None, '')"),
    ),
    Example(
        before="""\
def f(rows, low):
    return [max(row[0], 0) for row in rows], sum(min(low, x) for row in rows for x in row)
""",
        after="""\
def f(rows, low):
    return [(0 if 0 > (_first := row[0]) else _first) for row in rows], sum((x if x < low else low) for row in rows for x in row)
""",
        calls=("f([[1, 2], [-1]], 1)", "f([], 0)", "f([[]], 0)", "f([['a']], 0)", "f([[0.0, float('nan')]], -0.0)"),
    ),
    Example(
        before="""\
def f(xs):
    def best(at):
        return max(xs[at - 1], xs[at])

    return best(0), max(xs[0], 0)
""",
        after="""\
def f(xs):
    def best(at):
        return (_second if (_first := xs[at - 1], _second := xs[at]) and _second > _first else _first)

    return best(0), (0 if 0 > (_first := xs[0]) else _first)
""",
        calls=("f([1, 5, 3])", "f([-1])", "f([])", "f(['a'])"),
    ),
)

REFUSALS = (
    Refusal(
        code="def f(n):\n    return 1 + max(f(n - 1), f(n - 2)) if n > 0 else 0\n",
        reason="without the call of max the recursion could go one step deeper",
    ),
    Refusal(code="def f(xs):\n    return max(xs)\n", reason="one iterable is another question"),
    Refusal(code="def f(a, b):\n    return max(a, b, key=abs)\n", reason="the keys are compared"),
    Refusal(code="def f(a, b):\n    return max(a, *b)\n", reason="nobody knows how many values there are"),
    Refusal(code="def f(a, b, max):\n    return max(a, b)\n", reason="max is something else"),
    Refusal(code="def f(a, b, c, d):\n    return min(a, b, c, d)\n", reason="too many to be read"),
    Refusal(
        code="def f(xs, g):\n    return sum(max(g(x), 0) for x in xs)\n",
        reason="a generator expression shares its names with the function and may run in between",
    ),
    Refusal(
        code="def f(a, g):\n    return [x for x in range(max(g(a), 1))]\n",
        reason="no name can be given in a comprehension's iterable",
    ),
    Refusal(code="def f(a):\n    return max(a, (yield a))\n", reason="others run before the values are there"),
    Refusal(code="def f(a, g):\n    return max(a, (a := g(a)))\n", reason="the first value is bound anew"),
)
