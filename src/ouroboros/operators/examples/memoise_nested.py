# ruff: noqa: E501  # code as the rewrite leaves it, one guarded expression to a line
"""Examples and refusals of :mod:`ouroboros.operators.memoise_nested`."""

from __future__ import annotations

from ouroboros.operators.contract import Example, Refusal
from ouroboros.operators.memo_twin import FIXED_HELPER, HELPERS

_HEAD = f"{HELPERS[0]}\n\n\n{FIXED_HELPER}\n\n\n"

EXAMPLES = (
    Example(
        before="""\
def f(a, b):
    def solve(i, j):
        if i == len(a) or j == len(b):
            return 0
        if a[i] == b[j]:
            return 1 + solve(i + 1, j + 1)
        return max(solve(i + 1, j), solve(i, j + 1))

    return solve(0, 0)
""",
        after=_HEAD
        + """\
def f(a, b):
    _solve_memo = {} if _ouroboros_fixed(a) and _ouroboros_fixed(b) else None
    def solve(i, j):
        nonlocal _solve_memo
        if _solve_memo is not None and type(i) in _ouroboros_keys and type(j) in _ouroboros_keys:
            _at = (i, j) if type(i) is int and type(j) is int else (i, j, type(i), type(j))
            if _at in _solve_memo:
                return _solve_memo[_at]
        else:
            _solve_memo = _at = None
        if i == len(a) or j == len(b):
            return 0
        if a[i] == b[j]:
            return _solve_memo.setdefault(_at, _found) if (type(_found := (1 + solve(i + 1, j + 1))) in _ouroboros_keys or type(_found) is float and _found == _found) and _at is not None and _solve_memo is not None else _found
        return _solve_memo.setdefault(_at, _found) if (type(_found := (max(solve(i + 1, j), solve(i, j + 1)))) in _ouroboros_keys or type(_found) is float and _found == _found) and _at is not None and _solve_memo is not None else _found

    return solve(0, 0)
""",
        calls=(
            "f('abcbdab', 'bdcaba')",
            "f([1, 2.0, float('nan')], [True, 2])",
            "f('', 'a')",
            "f([[1], [2]], [[2]])",
            "f(None, 'a')",
            "f([1], None)",
            "f({0: 1}, [1])",
        ),
    ),
    Example(
        before="""\
def f(weights, values, room):
    n = len(weights)

    def best(item, left, tight):
        if item == n:
            return 0.0
        top = best(item + 1, left, tight and left > 2)
        if weights[item] <= left:
            top = max(top, values[item] + best(item + 1, left - weights[item], tight))
        return top

    return best(0, room, True)
""",
        after=_HEAD
        + """\
def f(weights, values, room):
    n = len(weights)

    _best_memo = {} if _ouroboros_fixed(n) and _ouroboros_fixed(weights) and _ouroboros_fixed(values) else None
    def best(item, left, tight):
        nonlocal _best_memo
        if _best_memo is not None and type(item) in _ouroboros_keys and type(left) in _ouroboros_keys and type(tight) in _ouroboros_keys:
            _at = (item, left, tight) if type(item) is int and type(left) is int and type(tight) is int else (item, left, tight, type(item), type(left), type(tight))
            if _at in _best_memo:
                return _best_memo[_at]
        else:
            _best_memo = _at = None
        if item == n:
            return 0.0
        top = best(item + 1, left, tight and left > 2)
        if weights[item] <= left:
            top = max(top, values[item] + best(item + 1, left - weights[item], tight))
        return _best_memo.setdefault(_at, _found) if (type(_found := (top)) in _ouroboros_keys or type(_found) is float and _found == _found) and _at is not None and _best_memo is not None else _found

    return best(0, room, True)
""",
        calls=(
            "f([1, 2, 3, 2], [6.5, 10, 12, 7], 5)",
            "f([1, 2, 1.5], [6, 10, 2], 3)",
            "f([], [], 1)",
            "f([1, 2], [1], 5)",
            "f([1, True], [float('nan'), 2], 5)",
            "f([1, 'a'], [1, 2], 5)",
        ),
    ),
    Example(
        before="""\
def f(coins, amount):
    def fewest(rest):
        if rest == 0:
            return 0
        return min((1 + fewest(rest - coin) for coin in coins if coin <= rest), default=99)

    found = fewest(amount)
    return found if found < 99 else -1
""",
        after=_HEAD
        + """\
def f(coins, amount):
    _fewest_memo = {} if _ouroboros_fixed(coins) else None
    def fewest(rest):
        nonlocal _fewest_memo
        if _fewest_memo is not None and type(rest) in _ouroboros_keys:
            _at = rest if type(rest) is int else (rest, type(rest))
            if _at in _fewest_memo:
                return _fewest_memo[_at]
        else:
            _fewest_memo = _at = None
        if rest == 0:
            return 0
        return _fewest_memo.setdefault(_at, _found) if (type(_found := (min((1 + fewest(rest - coin) for coin in coins if coin <= rest), default=99))) in _ouroboros_keys or type(_found) is float and _found == _found) and _at is not None and _fewest_memo is not None else _found

    found = fewest(amount)
    return found if found < 99 else -1
""",
        calls=(
            "f([1, 3, 4], 9)",
            "f([5], 3)",
            "f([], 0)",
            "f([0.5, 1], 2)",
            "f(iter([1, 2]), 3)",
            "f([1, 'a'], 3)",
            "f([2], True)",
            "f([1, 2], None)",
        ),
    ),
)

REFUSALS = (
    Refusal(
        code="def f(a):\n    x = 0\n\n    def walk(i):\n        if i >= len(a):\n            return x\n"
        "        return walk(i + 1) + walk(i + 2) + sum([x for x in a])\n\n    before = walk(0)\n    x = 5\n"
        "    return before, walk(0)\n",
        reason="A variable outside changes, whatever a comprehension calls its own.",
    ),
    Refusal(
        code="def f(a):\n    seen = []\n\n    def walk(i):\n        if i > 3:\n            return 0\n"
        "        seen.append(i)\n        return walk(i + 1) + walk(i + 2)\n\n    return walk(0), seen\n",
        reason="The inner function writes.",
    ),
    Refusal(
        code="def f(a):\n    def walk(i):\n        if i >= len(a):\n            return 0\n"
        "        return walk(i + 1) + walk(i + 2)\n\n    return walk\n",
        reason="The inner function outlives the call, and its memo with it.",
    ),
    Refusal(
        code="def f(a, g):\n    def walk(i):\n        if i >= len(a):\n            return 0\n"
        "        return walk(i + 1) + walk(i + 2)\n\n    return [walk(g(a)) for _ in range(3)]\n",
        reason="An unknown function may change the list between the calls.",
    ),
    Refusal(
        code="def f(a):\n    def walk(i):\n        if i >= len(a):\n            return 0\n"
        "        return 1 + walk(i + 1)\n\n    return walk(0)\n",
        reason="No value is asked for twice.",
    ),
    Refusal(
        code="def f(a, g):\n    def walk(i):\n        if i >= len(a):\n            return 0\n"
        "        return walk(i + 1) + g(i) + walk(i + 2)\n\n    return walk(0)\n",
        reason="An unknown function is called.",
    ),
    Refusal(
        code="def f(a):\n    out = []\n\n    def walk(i):\n        if i >= len(a):\n            return []\n"
        "        return walk(i + 1) + walk(i + 2) + [a.pop()]\n\n    return walk(0)\n",
        reason="The list is used up on the way.",
    ),
)
