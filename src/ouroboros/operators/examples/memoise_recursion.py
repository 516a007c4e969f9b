"""Examples and refusals of :mod:`ouroboros.operators.memoise_recursion`."""

from __future__ import annotations

from ouroboros.operators.contract import Example, Refusal
from ouroboros.operators.memo_twin import FIXED_HELPER, HELPERS

_FIB = """\
def f(n):
    if n < 2:
        return n
    return f(n - 1) + f(n - 2)
"""

_LEV = """\
def f(a, b):
    \"\"\"Edit distance.\"\"\"
    if not a:
        return len(b)
    if not b:
        return len(a)
    if a[0] == b[0]:
        return f(a[1:], b[1:])
    return 1 + min(f(a[1:], b), f(a, b[1:]), f(a[1:], b[1:]))
"""

_PARCELS = """\
def f(items, sizes):
    if items == 0:
        return 0
    best = -1
    for size in sizes:
        if size <= items:
            rest = f(items - size, sizes)
            if rest >= 0 and (best < 0 or rest + 1 < best):
                best = rest + 1
    return best
"""

_COINS = """\
COINS = (1, 5, 10)


def f(amount, best=None):
    if amount == 0:
        return 0
    return 1 + min((f(amount - coin) for coin in COINS if coin <= amount), default=99)
"""


def _helpers(*own: str) -> str:
    shared = (*HELPERS, *own)
    return "".join(f"{helper.rstrip()}\n\n\n" for helper in shared)


def _behind(text: str, lines: int, guard: str) -> str:
    """``text`` with ``guard`` after its first ``lines``."""
    every = text.splitlines(keepends=True)
    return "".join(every[:lines]) + guard + "".join(every[lines:])


def _keeping(expression: str) -> str:
    return (
        "return _ouroboros_memo.setdefault(_ouroboros_at, _ouroboros_found)"
        f" if type(_ouroboros_found := ({expression})) in _ouroboros_results"
        " else _ouroboros_remember(_ouroboros_memo, _ouroboros_at, _ouroboros_found)"
    )


_LOOK_UP = """\
    if _ouroboros_at in _ouroboros_memo:
        return _ouroboros_memo[_ouroboros_at]
"""

_TRY = """\
        try:
            return _ouroboros_memo_f({{}}, {names})
        except Exception:
            pass  # the body below raises the same, or does without the memo
"""

EXAMPLES = (
    Example(
        before=_FIB,
        after=_helpers(
            "def _ouroboros_memo_f(_ouroboros_memo, n):\n"
            "    _ouroboros_at = n if type(n) is int else _ouroboros_key((n,))\n"
            + _LOOK_UP
            + f"    if n < 2:\n        {_keeping('n')}\n"
            "    "
            + _keeping(
                "_ouroboros_memo_f(_ouroboros_memo, n - 1) + _ouroboros_memo_f(_ouroboros_memo, n - 2)"
            )
        )
        + _behind(_FIB, 3, "    if type(n) in _ouroboros_arguments:\n" + _TRY.format(names="n")),
        calls=("f(0)", "f(16)", "f(True)", "f(7.0)", "f('x')", "f(None)", "f(-3)", "f()", "f(2000)"),
    ),
    Example(
        before=_LEV,
        after=_helpers(
            "def _ouroboros_memo_f(_ouroboros_memo, a, b):\n"
            "    _ouroboros_at = (a, b) if type(a) is str and type(b) is str else _ouroboros_key((a, b))\n"
            + _LOOK_UP
            + f"    if not a:\n        {_keeping('len(b)')}\n"
            f"    if not b:\n        {_keeping('len(a)')}\n"
            f"    if a[0] == b[0]:\n        {_keeping('_ouroboros_memo_f(_ouroboros_memo, a[1:], b[1:])')}\n"
            f"    "
            + _keeping(
                "1 + min(_ouroboros_memo_f(_ouroboros_memo, a[1:], b), _ouroboros_memo_f(_ouroboros_memo, "
                "a, b[1:]),"
                " _ouroboros_memo_f(_ouroboros_memo, a[1:], b[1:]))"
            )
        )
        + _behind(
            _LEV,
            6,
            "    if type(a) in _ouroboros_arguments and type(b) in _ouroboros_arguments:\n"
            + _TRY.format(names="a, b"),
        ),
        calls=(
            "f('kitten', 'sitting')",
            "f((1, True, 'a'), (1.0, 'a'))",
            "f([1, 2], [2])",
            "f(b'ab', 'ab')",
            "f(1, 2)",
        ),
        types={"a": {"str": 3}, "b": {"str": 3}},
    ),
    Example(
        before=_COINS,
        after="COINS = (1, 5, 10)\n\n\n"
        + _helpers(
            "def _ouroboros_memo_f(_ouroboros_memo, amount, best=None):\n"
            "    _ouroboros_at = (amount, best) if type(amount) is int and type(best) is int"
            " else _ouroboros_key((amount, best))\n"
            + _LOOK_UP
            + "    if amount == 0:\n        return 0\n    "
            + _keeping(
                "1 + min((_ouroboros_memo_f(_ouroboros_memo, amount - coin) for coin in COINS if coin <= "
                "amount),"
                " default=99)"
            )
        )
        + _behind(
            "".join(_COINS.splitlines(keepends=True)[3:]),
            3,
            "    if type(amount) in _ouroboros_arguments and type(best) in _ouroboros_arguments:\n"
            + _TRY.format(names="amount, best"),
        ),
        calls=("f(17)", "f(0)", "f(True)", "f(-1)", "f(12.0)", "f(9, [])"),
    ),
    Example(
        before=_PARCELS,
        after=_helpers(
            FIXED_HELPER,
            "def _ouroboros_memo_f(_ouroboros_memo, items, sizes):\n"
            "    _ouroboros_at = items if type(items) is int else _ouroboros_key((items,))\n"
            + _LOOK_UP
            + _PARCELS.split("\n", 1)[1]
            .replace("f(items - size", "_ouroboros_memo_f(_ouroboros_memo, items - size")
            .replace("return best", _keeping("best")),
        )
        + _behind(
            _PARCELS,
            3,
            "    if type(items) in _ouroboros_arguments:\n        try:\n"
            "            if _ouroboros_fixed(sizes):\n"
            "                return _ouroboros_memo_f({}, items, sizes)\n"
            "        except Exception:\n"
            "            pass  # the body below raises the same, or does without the memo\n",
        ),
        calls=(
            "f(23, (3, 5, 7))",
            "f(12, [5, 4.0])",
            "f(7, iter([3, 1]))",
            "f(4, [1, [2]])",
            "f(True, (1,))",
            "f(3, {'a'})",
            "f(0, None)",
            "f(5, {2: 1, 1: 1})",
        ),
    ),
)

REFUSALS = (
    Refusal(
        code="def f(n):\n    if n < 2:\n        return 1\n    return n * f(n - 1)\n",
        reason="Asks for no value twice.",
    ),
    Refusal(
        code="def f(n):\n    print(n)\n    return n if n < 2 else f(n - 1) + f(n - 2)\n",
        reason="Prints once for each call.",
    ),
    Refusal(
        code="def f(n):\n    return n if n < 2 else f(n - 1) + f(n - 2)\n\n\nf = print\n",
        reason="The name means something else later: the recursion follows the name.",
    ),
    Refusal(
        code="from functools import lru_cache\n\n\n@lru_cache\ndef f(n):\n"
        "    return n if n < 2 else f(n - 1) + f(n - 2)\n",
        reason="Decorated: the name does not mean this function.",
    ),
    Refusal(
        code="def f(n):\n    try:\n        return f(n - 1) + f(n - 2)\n    except RecursionError:\n"
        "        return 1\n",
        reason="Catches what the twin raises on its way back to the original.",
    ),
    Refusal(
        code="SEEN = []\n\n\ndef f(n):\n    SEEN.append(n)\n    return n if n < 2 else f(n - 1) + f(n - 2)\n",
        reason="Leaves a trace for each call.",
    ),
    Refusal(
        code="STEPS = iter([1, 2, 3])\n\n\ndef f(n):\n    return n + sum(f(s) for s in STEPS if s < n)\n",
        reason="An iterator is used up by reading: calls are not alike.",
    ),
    Refusal(
        code="def f(n):\n    if n < 2:\n        return n\n    return f(n - 1) is f(n - 2)\n",
        reason="Identity shows whether two calls share a result.",
    ),
    Refusal(
        code="def f(n):\n    if n < 2:\n        return [n]\n    return sum(map(f, range(n)), [])\n",
        reason="Hands itself to someone else: those calls would miss the memo.",
    ),
    Refusal(
        code="def f(n):\n    if n < 2:\n        yield n\n    else:\n        yield from f(n - 1)\n"
        "        yield from f(n - 2)\n",
        reason="A generator can be consumed once only.",
    ),
)
