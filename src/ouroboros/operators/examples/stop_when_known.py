"""Examples and refusals of :mod:`ouroboros.operators.stop_when_known`."""

from __future__ import annotations

from ouroboros.operators.contract import Example, Refusal
from ouroboros.operators.flag_guards import HOLDS, KINDS, ONLY


def _stops(flag: str, asked: str, indent: str = " " * 12) -> str:
    lines = (
        f"if _{flag}_settled is None:",
        f"    _{flag}_settled = {asked}",
        f"if _{flag}_settled:",
        "    break",
    )
    return "".join(f"\n{indent}{line}" for line in lines)


_LOUD = (
    "type('Loud', (), {'__init__': lambda s, n: setattr(s, 'n', n), '__hash__': lambda s: 0, "
    "'__eq__': lambda s, o: print('asked', s.n) or s.n == o})"
)

_MEMBER = """\
def f(route, closed):
    found = False
    for station in route:
        if station in closed:
            found = True
    return found
"""

_PRIME = """\
def f(n):
    prime = n > 1
    for i in range(2, n):
        if n % i == 0:
            prime = False
    return prime
"""

_OVER = """\
def f(rows, limit):
    over = 0
    for row in rows:
        high = None
        for value in row:
            if value > limit or value == -1 or value == 0:
                high = True
        over += bool(high)
    return over
"""

_BLANK = """\
def f(lines):
    seen = "no"
    for line in lines:
        if not line or line.startswith("#") or "%" in line:
            seen = "yes"
    return seen
"""

_OUTLIER = "any([abs(value) > limit for value in batch if value])"
_INLIER = "all([-5 <= value < limit for value in batch])"
_WORDS = 'any([word.startswith("a") for word in words])'
_CHECKED = f"def f(batch, limit, words):\n    return {_OUTLIER}, {_INLIER}, {_WORDS}\n"
_NUMBERS = "_ouroboros_only(batch, _ouroboros_numbers) and type(limit) in _ouroboros_numbers"


def _first(listed: str, asked: str) -> str:
    return f"({listed.replace('([', '(').replace('])', ')')} if {asked} else {listed})"


EXAMPLES = (
    Example(
        before=_CHECKED,
        after=f"{KINDS['numbers']}\n\n\n{KINDS['texts']}\n\n\n{ONLY}\n\n\n"
        + _CHECKED.replace(_OUTLIER, _first(_OUTLIER, _NUMBERS))
        .replace(_INLIER, _first(_INLIER, _NUMBERS))
        .replace(_WORDS, _first(_WORDS, "_ouroboros_only(words, _ouroboros_texts)")),
        calls=(
            "f([1, -7, 2.5, True], 4, ['b', 'a'])",
            "f([], None, '')",
            "f((0, 0), None, 'xay')",
            "f([9, 'x'], 4, [])",
            "f([9, None], 4, [])",
            "f([float('nan'), 1], float('inf'), ['a', 3])",
            "f([1], 1, [b'a'])",
            f"f([{_LOUD}(1)], 1, [])",
            "f(iter([1, 9, 'x']), 1, [])",
            "f([1], 10 ** 400, ['a', type('Text', (str,), {'startswith': lambda s, t: print(t)})('x')])",
        ),
    ),
    Example(
        before=_MEMBER,
        after=f"{KINDS['scalars']}\n\n\n{ONLY}\n\n\n{HOLDS}\n\n\n"
        + _MEMBER.replace("    for", "    _found_settled = None\n    for").replace(
            "found = True",
            "found = True"
            + _stops(
                "found",
                "_ouroboros_only(route, _ouroboros_scalars) "
                "and _ouroboros_holds_only(closed, _ouroboros_scalars)",
            ),
        ),
        calls=(
            "f([1, 2, 3, 2], {2}), f([], {1}), f((1.0, True), [1]), f('abc', 'b'), f('abc', ['b', 'b'])",
            "f([1, 2, [3]], {2})",
            "f([1, 2, [3]], [2])",
            "f(['a', 1], 'abc')",
            f"f([1, 2, 1], [{_LOUD}(1), {_LOUD}(2)])",
            f"f([1, {_LOUD}(2), 1], [1, 2])",
            "(lambda left: (f(left, [1, 2]), next(left, 'used up')))(iter([1, 2, 3]))",
            "f(range(5), {3})",
            "f([float('nan'), 1], {1})",
            "f(None, {1})",
        ),
        types={"route": {"str": 20}},
    ),
    Example(
        before=_PRIME,
        after=f"{KINDS['numbers']}\n\n\n"
        + _PRIME.replace("    for", "    _prime_settled = None\n    for").replace(
            "prime = False", "prime = False" + _stops("prime", "type(n) in _ouroboros_numbers")
        ),
        calls=(
            "[f(n) for n in (-1, 0, 1, 2, 3, 4, 9, 25, 29)]",
            "f(True)",
            "f(9.0)",
            "f(type('Own', (int,), {'__mod__': lambda s, o: print(o) or 0})(6))",
        ),
    ),
    Example(
        before=_OVER,
        after=f"{KINDS['numbers']}\n\n\n{ONLY}\n\n\n"
        + _OVER.replace("        for value", "        _high_settled = None\n        for value").replace(
            "high = True",
            "high = True"
            + _stops(
                "high",
                "_ouroboros_only(row, _ouroboros_numbers) and type(limit) in _ouroboros_numbers",
                " " * 16,
            ),
        ),
        calls=(
            "f([[1, 5, 2, 9], [], [-1, 0], (2.5, 3)], 4)",
            "f([[5, 'a']], 4)",
            "f([['b', 'c']], 'a')",
            "f([[5, None]], 4)",
            "f([[True, float('nan')]], 0)",
        ),
    ),
    Example(
        before=_BLANK,
        after=f"{KINDS['texts']}\n\n\n{ONLY}\n\n\n"
        + _BLANK.replace("    for", "    _seen_settled = None\n    for").replace(
            'seen = "yes"', 'seen = "yes"' + _stops("seen", "_ouroboros_only(lines, _ouroboros_texts)")
        ),
        calls=(
            "f(['a', '', 'b']), f(['a']), f(['#', 'x']), f(['100%']), f('ab')",
            "f(['', None])",
            "f(['', 3])",
            "f(['', []]), f(['', b''])",
            "f(['', type('Text', (str,), {'startswith': lambda s, t: print(t) or True})('x')])",
        ),
    ),
)

_HEAD = "def f(xs, y):\n    found = False\n    for x in range(y):\n"

REFUSALS = (
    Refusal(
        code="def f(xs):\n    return any([x.ready for x in xs])\n",
        reason="Reading an attribute may run code, for every item.",
    ),
    Refusal(
        code="def f(xs, g):\n    return any([g(x) for x in xs])\n",
        reason="Every item is handed to a function.",
    ),
    Refusal(
        code="def f(xs):\n    return any([1 / x > 2 for x in xs])\n",
        reason="A later item may be zero.",
    ),
    Refusal(
        code="def f(g):\n    return any([x > 2 for x in g.xs])\n",
        reason="Asking for the attribute again may run code.",
    ),
    Refusal(
        code="def f(xs, any):\n    return any([x > 2 for x in xs])\n",
        reason="It is somebody else's function.",
    ),
    Refusal(code=_MEMBER, reason="Looking at every item's type would cost as much as the rest of the loop."),
    Refusal(
        code=_HEAD + "        if x == y:\n            found = True\n    return found, x\n",
        reason="The last value of the loop's variable is read afterwards.",
    ),
    Refusal(
        code=_HEAD + "        if x.ready:\n            found = True\n    return found\n",
        reason="Reading an attribute may run code.",
    ),
    Refusal(
        code=_HEAD + "        if y(x):\n            found = True\n    return found\n",
        reason="Every item is handed to a function.",
    ),
    Refusal(
        code=_HEAD + "        if x == y:\n            found = x\n    return found\n",
        reason="The last hit counts, not the first.",
    ),
    Refusal(
        code=_HEAD + "        if x == y:\n            found = True\n    else:\n        y = 0\n    return found, y\n",
        reason="A loop that is left does not come to its else.",
    ),
    Refusal(
        code=_HEAD + "        if x == y:\n            found = True\n            break\n    return found\n",
        reason="It ends already.",
    ),
    Refusal(
        code=_HEAD + "        if x != y and not found:\n            found = True\n    return found\n",
        reason="The flag itself is asked about.",
    ),
    Refusal(
        code=_HEAD + "        if y % x == 0:\n            found = True\n    return found\n",
        reason="A later item may be zero.",
    ),
    Refusal(
        code="def f(n, m):\n    found = False\n    for x in range(-3, n):\n        if m % x == 0:\n"
        "            found = True\n    return found\n",
        reason="The range comes to zero.",
    ),
    Refusal(
        code="class A:\n    def f(self, y):\n        found = False\n        for x in self.xs:\n"
        "            if x == y:\n                found = True\n        return found\n",
        function="A.f",
        reason="Asking for the attribute again may run code.",
    ),
)
