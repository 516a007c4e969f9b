"""Examples and refusals of :mod:`ouroboros.operators.usual_value`."""

from __future__ import annotations

from ouroboros.operators.contract import Example, Refusal
from ouroboros.records.hotspot import TypeProfile


def _usual(literal: str, kind: str, name: str) -> TypeProfile:
    return TypeProfile(
        parameters={name: {kind: 40}}, values={name: {literal: 39}}, calls_seen=40
    )


_SCALED = """\
def f(values, mode="plain", limit=None):
    \"\"\"Values, scaled.\"\"\"
    total = 0
    for value in values:
        # most of them
        if mode == "double":
            value = value * 2
        elif mode == "plain" and value:
            total += 1
        if limit is not None and value > limit:
            break
        total += value
    return total
"""

_LISTED = """\
def f(words, upper=False):
    return [word.upper() if upper else word.strip() for word in words]
"""

_GENERATED = """\
def f(rows, strict=True):
    for row in rows:
        if not strict or row:
            yield row
        elif strict:
            raise ValueError(row)
"""

EXAMPLES = (
    Example(
        before=_SCALED,
        after=_SCALED.replace(
            "    for value",
            '    if type(mode) is str and mode == "plain":\n'
            "        for value in values:\n"
            "            if value:\n"
            "                total += 1\n"
            "            if limit is not None and value > limit:\n"
            "                break\n"
            "            total += value\n"
            "        return total\n"
            "    for value",
        ),
        calls=(
            "f([1, 2, 0, 3]), f([1, 2], 'double'), f([1, 9, 2], 'plain', 5), f([], 'x')",
            "f([1, 2], type('Mode', (str,), {'__eq__': lambda s, o: print(o) or o == 'double', "
            "'__hash__': str.__hash__})('plain'))",
            "f([1], None), f([1], b'plain'), f([1], ['plain'])",
            "f(['a'])",
            "f(iter([1, 2, 3]))",
        ),
        profile=_usual("'plain'", "str", "mode"),
    ),
    Example(
        before=_SCALED,
        after=_SCALED.replace(
            "    for value",
            "    if limit is None:\n"
            "        for value in values:\n"
            "            if mode == 'double':\n"
            "                value = value * 2\n"
            "            elif mode == 'plain' and value:\n"
            "                total += 1\n"
            "            total += value\n"
            "        return total\n"
            "    for value",
            1,
        ),
        calls=("f([1, 2, 0, 3]), f([1, 9, 2], 'plain', 5), f([1, 2], 'double')", "f([1], 'plain', 'x')"),
        profile=_usual("None", "NoneType", "limit"),
    ),
    Example(
        before=_LISTED,
        after=_LISTED.replace(
            "    return",
            "    if upper is False:\n        return [word.strip() for word in words]\n    return",
        ),
        calls=("f([' a', 'b ']), f(['a'], True), f(['a'], 0), f(['a'], [])", "f([1])", "f([], None)"),
        profile=_usual("False", "bool", "upper"),
    ),
    Example(
        before=_GENERATED,
        after=_GENERATED.replace(
            "    for row",
            "    if strict is True:\n"
            "        for row in rows:\n"
            "            if row:\n"
            "                yield row\n"
            "            else:\n"
            "                raise ValueError(row)\n"
            "        return\n"
            "    for row",
        ),
        calls=(
            "list(f([1, 2]))",
            "list(f([1, 0]))",
            "list(f([1, 0], False)), list(f([1, 2], 1)), list(f([]))",
            "(lambda g: (next(g), next(g)))(f([1, 0], 1))",
        ),
        profile=_usual("True", "bool", "strict"),
    ),
)

REFUSALS = (
    Refusal(code=_SCALED, reason="Nobody recorded what it is called with."),
    Refusal(
        code=_SCALED,
        reason="No value is usual.",
        profile=TypeProfile(
            parameters={"mode": {"str": 40}}, values={"mode": {"'plain'": 20, "'double'": 20}}, calls_seen=40
        ),
    ),
    Refusal(
        code=_SCALED,
        reason="A value that the source does not mention may be private, and is not written down.",
        profile=_usual("'hunter2'", "str", "mode"),
    ),
    Refusal(
        code="def f(values, mode):\n    for value in values:\n        if mode == 'a':\n            mode = 'b'\n",
        reason="The loop itself changes the value.",
        profile=_usual("'a'", "str", "mode"),
    ),
    Refusal(
        code="def f(values, mode):\n    if mode == 'a':\n        values = list(values)\n    return values\n",
        reason="It is asked once: nothing is gained.",
        profile=_usual("'a'", "str", "mode"),
    ),
    Refusal(
        code="def f(values, n):\n    return [value for value in values if value > n]\n",
        reason="The value decides nothing by itself.",
        profile=_usual("3", "int", "n"),
    ),
    Refusal(
        code="def f(values, mode):\n    def later():\n        nonlocal mode\n        mode = 'b'\n"
        "    for value in values:\n        if mode == 'a':\n            later()\n",
        reason="What is called changes the value.",
        profile=_usual("'a'", "str", "mode"),
    ),
    Refusal(
        code="def f(values, mode):\n    for value in values:\n        if mode == value:\n            return locals()\n"
        "        if mode == 'a':\n            return value\n",
        reason="Whoever lists the local variables is left alone.",
        profile=_usual("'a'", "str", "mode"),
    ),
)
