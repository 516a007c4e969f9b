"""Examples and refusals of :mod:`ouroboros.operators.library_lifting`."""

from __future__ import annotations

from ouroboros.operators.contract import Example, Refusal

_NUMBERS = {"xs": {"list[int]": 40, "list": 1}}
_LIST_GUARD = "    if type(xs) is list and set(map(type, xs)) == {int}"

_SELECTION = (
    "    for i in range(len(xs)):\n"
    "        for j in range(i + 1, len(xs)):\n"
    "            if xs[j] < xs[i]:\n"
    "                xs[i], xs[j] = xs[j], xs[i]\n"
    "    return xs\n"
)
_GCD = "    while b:\n        a, b = b, a % b\n    return a\n"
_COUNTS = (
    "    counts = {}\n    for x in xs:\n        if x in counts:\n            counts[x] += 1\n"
    "        else:\n            counts[x] = 1\n    return counts\n"
)
_MATRIX = (
    "    result = []\n    for i in range(len(m)):\n        row = []\n        for j in range(len(n[0])):\n"
    "            total = 0\n            for k in range(len(n)):\n"
    "                total += m[i][k] * n[k][j]\n            row.append(total)\n"
    "        result.append(row)\n    return result\n"
)

EXAMPLES = (
    Example(
        before=f'def f(xs):\n    """In order."""\n{_SELECTION}',
        after='def f(xs):\n    """In order."""\n'
        f"{_LIST_GUARD} and len(xs) > 1:\n        xs.sort()\n        return xs\n{_SELECTION}",
        types=_NUMBERS,
        calls=(
            *("f([3, 1, 2])", "f([])", "f([1])", "f([2, 2, 1, 10**30, -5])", "f([1, True, 0])", "f([1.5, 1])"),
            *("f(['b', 'a'])", "f([2, 'a'])", "f((2, 1))", "(x := [3, 1]) and f(x) is x", "f([[2], [1]])"),
            "f(type('L', (list,), {'__lt__': lambda a, b: True})([2, 1]))",
        ),
    ),
    Example(
        before=f"def f(a, b):\n{_GCD}",
        after="import math as _ouroboros_math\n\n\ndef f(a, b):\n"
        "    if type(a) is int and type(b) is int and a > 0 and b > 0:\n"
        f"        return _ouroboros_math.gcd(a, b)\n{_GCD}",
        types={"a": {"int": 40}, "b": {"int": 40}},
        calls=(
            *("f(12, 18)", "f(7, 0)", "f(0, 7)", "f(-12, 18)", "f(12, -18)", "f(10**40, 10**30)"),
            *("f(1.5, 0.5)", "f(True, 3)", "f('a', 0)", "f('a', 1)"),
        ),
    ),
    Example(
        before=f"def f(xs):\n{_COUNTS}",
        after="from collections import Counter as _ouroboros_Counter\n\n\n"
        f"def f(xs):\n{_LIST_GUARD}:\n        return dict(_ouroboros_Counter(xs))\n{_COUNTS}",
        types=_NUMBERS,
        calls=("f([1, 2, 1])", "f([])", "f([2, 1, 2, 2])", "f([1, True, 1.0])", "f('abba')", "f([[1]])"),
    ),
    Example(
        before=f"def f(m, n):\n{_MATRIX}",
        after="import operator as _ouroboros_operator\n"
        "from itertools import chain as _ouroboros_chain\n\n\ndef f(m, n):\n"
        "    if type(m) is list and set(map(type, m)) == {list}"
        " and set(map(type, _ouroboros_chain.from_iterable(m))) == {int}"
        " and type(n) is list and set(map(type, n)) == {list}"
        " and set(map(type, _ouroboros_chain.from_iterable(n))) == {int}"
        " and {len(n)} == set(map(len, m)) and len(set(map(len, n))) == 1"
        " and (_ouroboros_columns := list(zip(*n))) and len(m) > 1:\n"
        "        return [[sum(map(_ouroboros_operator.mul, row, column))"
        f" for column in _ouroboros_columns] for row in m]\n{_MATRIX}",
        types={"m": {"list[list[int]]": 20}, "n": {"list[list[int]]": 20}},
        calls=(
            *("f([[1, 2], [3, 4]], [[5, 6], [7, 8]])", "f([[1], [2]], [[3, 4]])", "f([], [[1]])"),
            *("f([[1, 2]], [[1], [2]])", "f([[1.5], [2]], [[2]])", "f([[1], [2]], [[1], [2]])", "f([[1]], [])"),
            "f([[10**30, 1], [2, 3]], [[4, 5], [6, 7, 8]])",
        ),
    ),
)

_FLOATS = {"xs": {"list[float]": 40}}

REFUSALS = (
    Refusal(
        code=f"def f(xs):\n{_SELECTION}".replace("range(len(xs))", "range(min(len(xs), 1000))"),
        types=_NUMBERS,
        reason="A number that sorting does not explain: only the first thousand are put in order.",
    ),
    Refusal(
        code="def f(xs):\n    if len(xs) == 2 * 2 + 1:\n        return xs\n" + _SELECTION,
        types=_NUMBERS,
        reason="Arithmetic with nothing but constants may spell any number.",
    ),
    Refusal(
        code=f"LIMIT = 7\n\n\ndef f(xs):\n    if len(xs) == LIMIT:\n        return xs\n{_SELECTION}",
        types=_NUMBERS,
        reason="The same, by the name of a constant of the module.",
    ),
    Refusal(
        code=f"def f(xs):\n{_SELECTION}",
        reason="Nothing is known of what it sorts.",
    ),
    Refusal(
        code=f"def f(xs):\n{_SELECTION}",
        types={"xs": {"list[int]": 20, "tuple[int, ...]": 20}},
        reason="Called with several types.",
    ),
    Refusal(
        code=f"def f(xs):\n{_SELECTION.replace('    return xs', '    print(xs)')}",
        types=_NUMBERS,
        reason="Writes what it has done.",
    ),
    Refusal(
        code="def f(xs):\n    total = 0.0\n    for x in xs:\n        total += x\n    return total\n",
        types=_FLOATS,
        reason="How a library adds floats is not told, and differs from version to version.",
    ),
    Refusal(
        code=f"def type(x):\n    return int\n\n\ndef f(xs):\n{_SELECTION}",
        types=_NUMBERS,
        reason="A built-in that every guard asks is not the built-in one.",
    ),
    Refusal(
        code="def f(text):\n    low = text.lower()\n    for i in range(len(low) // 2):\n"
        "        if low[i] != low[len(low) - 1 - i]:\n            return False\n    return True\n",
        types={"text": {"str": 40}},
        reason="A method that the comparison with the reversed text does not explain.",
    ),
    Refusal(
        code=f"def less(x, y):\n    return x < y\n\n\ndef f(xs):\n"
        f"{_SELECTION.replace('xs[j] < xs[i]', 'less(xs[j], xs[i])')}"
        "\n\nless = max\n",
        types=_NUMBERS,
        reason="What it compares with is replaced later.",
    ),
    Refusal(
        code="def f(a, b, seen=[]):\n    seen.append(a)\n    while b:\n        a, b = b, a % b\n    return a\n",
        types={"a": {"int": 40}, "b": {"int": 40}},
        reason="Takes notes of its calls.",
    ),
)
