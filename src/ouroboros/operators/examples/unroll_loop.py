# ruff: noqa: E501  # code in one piece, as it is read
"""Examples and refusals of ``unroll-loop``."""

from __future__ import annotations

from ouroboros.operators.contract import Example, Refusal

EXAMPLES = (
    Example(
        before="""\
def f(grid, x, y):
    total = 0
    for dx, dy in ((0, 1), (1, 0), (0, -1), (-1, 0)):
        # all four sides
        if 0 <= x + dx < len(grid):
            total += grid[x + dx][y + dy]
    return total
""",
        after="""\
def f(grid, x, y):
    total = 0
    # all four sides
    if 0 <= x + 0 < len(grid):
        total += grid[x + 0][y + 1]
    # all four sides
    if 0 <= x + 1 < len(grid):
        total += grid[x + 1][y + 0]
    # all four sides
    if 0 <= x + 0 < len(grid):
        total += grid[x + 0][y + (-1)]
    # all four sides
    if 0 <= x + (-1) < len(grid):
        total += grid[x + (-1)][y + 0]
    return total
""",
        calls=('f([[1, 2], [3, 4]], 0, 0)', 'f([[1, 2]], 5, 5)', 'f([[1]], 0, 0)', "f([['a', 'b']], 0, 0)", 'f({0: {1: 2.5}}, 0, 0)', 'f(None, 0, 0)'),
    ),
    Example(
        before="""\
def f(rows):
    found = []
    for row in rows:
        s = 0
        for k in range(3):
            s += row[k] * (k + 1)
        found.append((s, k))
    return found
""",
        after="""\
def f(rows):
    found = []
    for row in rows:
        s = 0
        k = 0
        s += row[0] * (0 + 1)
        k = 1
        s += row[1] * (1 + 1)
        k = 2
        s += row[2] * (2 + 1)
        found.append((s, k))
    return found
""",
        calls=('f([[1, 2, 3], (4, 5.5, 6)])', 'f([])', 'f([[1, 2]])', "f(['abc'])"),
    ),
    Example(
        before="""\
def f(a, b):
    told = []
    for value in (a, b):
        told.append(f"{value!r}")
        if value is None:
            return told
    for text in ["x", "yz"]:
        told.append([text + part for part in told])
    return told
""",
        after="""\
def f(a, b):
    told = []
    value = a
    told.append(f"{value!r}")
    if value is None:
        return told
    value = b
    told.append(f"{value!r}")
    if value is None:
        return told
    told.append(['x' + part for part in told])
    told.append(['yz' + part for part in told])
    return told
""",
        calls=("f(1, 'a')", 'f(None, 2)', 'f([], 0)'),
    ),
)

REFUSALS = (
    Refusal(
        code='def f(x):\n    for k in (1, 2, 3):\n        if x == k:\n            break\n    return x\n',
        reason='`break` would have no loop.',
    ),
    Refusal(
        code='def f(x):\n    for k in (1, 2, 3):\n        x += k\n    else:\n        x = -x\n    return x\n',
        reason='The loop has an else.',
    ),
    Refusal(
        code='def f(x):\n    made = []\n    for k in (1, 2, 3):\n        made.append(lambda: k)\n    return made\n',
        reason="The closures share the loop's variable.",
    ),
    Refusal(
        code='def f(x):\n    for k in range(1000):\n        x += k\n    return x\n',
        reason='Too many rounds.',
    ),
    Refusal(
        code='def f(x):\n    for k in (1, 2, 3):\n        k += x\n        print(k)\n',
        reason='The variable is rebound in the body.',
    ),
    Refusal(
        code='def f(x, g):\n    for k in (1, g(), 3):\n        print(k)\n',
        reason='All items are evaluated before the first round.',
    ),
    Refusal(
        code='def f(x, y):\n    for k in (x, y):\n        y = k + 1\n        print(k)\n',
        reason='An item is rebound before its round.',
    ),
    Refusal(
        code='def f(x):\n    for a, b in ((1, 2), (3,)):\n        print(a, b)\n',
        reason='The second round fails when it unpacks.',
    ),
    Refusal(
        code='def f(x, range):\n    for k in range(3):\n        x += k\n    return x\n',
        reason='`range` is something else.',
    ),
    Refusal(
        code="def f(x):\n    for k in (1, 2):\n        text = '''a\n  b'''\n        print(text, k)\n",
        reason="A string over several lines can't be indented.",
    ),
    Refusal(
        code='def f():\n    for k in (1, 2):\n        print(k, locals())\n',
        reason='`locals()` shows the variable.',
    ),
)
