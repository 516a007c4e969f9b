"""``a ** b % m`` of whole numbers: three-argument ``pow`` never makes the huge power.

It is asked at run time whether all three are whole numbers (of exactly this type), the exponent is not
negative and the modulus not zero; anything else is calculated as it was written.
"""

from __future__ import annotations

import ast

from ouroboros.operators.contract import Example, Operator, Refusal, RegionView, Rewrite
from ouroboros.operators.facts.loops import own_parts
from ouroboros.operators.facts.scope import Frame, certainly_bound, frames, has_comment, is_builtin
from ouroboros.records.candidate import MutationSeverity, RefactoringOp, Risk

_SMALL = 8
"""Constant exponents up to here make no huge powers."""


def rewrite(view: RegionView) -> list[Rewrite]:
    """One rewrite for all powers with a modulus."""
    if view.node.name.startswith("_ouroboros_") or not all(
        is_builtin(view, name) for name in ("pow", "type", "int")
    ):
        return []
    edits = []
    for frame in frames(view):
        for node in own_parts(frame):
            text = _modular(view, frame, node)
            if text is not None and isinstance(node, ast.expr):
                edits.append(view.replace(node, text))
    if not edits:
        return []
    return [
        Rewrite(
            edits=tuple(edits),
            note="The power is reduced at every step by three-argument pow(), for whole numbers only.",
        )
    ]


def _modular(view: RegionView, frame: Frame, node: ast.AST) -> str | None:
    if not (
        isinstance(node, ast.BinOp)
        and isinstance(node.op, ast.Mod)
        and isinstance(node.left, ast.BinOp)
        and isinstance(node.left.op, ast.Pow)
    ):
        return None
    base, exponent, modulus = node.left.left, node.left.right, node.right
    if isinstance(exponent, ast.Constant) and not (type(exponent.value) is int and exponent.value > _SMALL):
        return None
    above = frame.parents.get(node)
    if isinstance(above, ast.IfExp) and above.orelse is node:
        return None  # what remains for other numbers
    conditions = []
    for part in (base, exponent, modulus):
        if isinstance(part, ast.Name):
            if part.id in frame.captured or not certainly_bound(frame, part.id, frame.statement(node)):
                return None
            conditions.append(f"type({part.id}) is int")
        elif not (isinstance(part, ast.Constant) and type(part.value) is int):
            return None
    if isinstance(exponent, ast.Name):
        conditions.append(f"{exponent.id} >= 0")
    if isinstance(modulus, ast.Name):
        conditions.append(f"{modulus.id} != 0")
    elif isinstance(modulus, ast.Constant) and not modulus.value:
        return None
    source = view.source(node)
    if not conditions or "\n" in source or has_comment(view, view.start(node), view.end(node)):
        return None
    shown = ", ".join(map(ast.unparse, (base, exponent, modulus)))
    return f"(pow({shown}) if {' and '.join(dict.fromkeys(conditions))} else {source})"


_EXAMPLES = (
    Example(
        before="def f(a, b, m):\n    return a**b % m\n",
        after="def f(a, b, m):\n"
        "    return (pow(a, b, m) if type(a) is int and type(b) is int and type(m) is int and b >= 0"
        " and m != 0 else a**b % m)\n",
        calls=(
            *("f(3, 20, 7)", "f(-3, 21, 7)", "f(3, 20, -7)", "f(3, -2, 7)", "f(3, 2, 0)", "f(0, 0, 1)"),
            *("f(0, 0, -1)", "f(2.5, 3, 7)", "f(True, 2, 3)", "f(3, 2.0, 7)", "f('a', 1, 2)", "f(3, 2, 7.5)"),
            *("f(0, -1, 5)", "f(3, 2, 'a')", "f(2, 1000, 10**9 + 7)", "f(1j, 2, 3)", "f(5, 0, 3)"),
        ),
    ),
    Example(
        before="def f(xs):\n    total = 0\n    for x in xs:\n        total += x ** 65 % 1000 + 2 ** x % 97\n"
        "    return total\n",
        after="def f(xs):\n    total = 0\n    for x in xs:\n        total += (pow(x, 65, 1000)"
        " if type(x) is int else x ** 65 % 1000) + (pow(2, x, 97)"
        " if type(x) is int and x >= 0 else 2 ** x % 97)\n"
        "    return total\n",
        calls=("f([1, 2, 30])", "f([-1, 2])", "f([0.5])", "f([])", "f(['a'])", "f([True, None])"),
    ),
    Example(
        before="def f(xs):\n    def g(x):\n        return x**65 % 1000\n\n    return [g(x) for x in xs]\n",
        after="def f(xs):\n    def g(x):\n"
        "        return (pow(x, 65, 1000) if type(x) is int else x**65 % 1000)\n\n"
        "    return [g(x) for x in xs]\n",
        calls=("f([1, 2, 30])", "f([0.5])", "f([])"),
    ),
)

_REFUSALS = (
    Refusal(code="def f(x):\n    return x**2 % 7\n", reason="A small power is quick to calculate."),
    Refusal(code="def f(x, y, m):\n    return x**y() % m\n", reason="The call would run more than once."),
    Refusal(code="def f(x, y, m, pow):\n    return x**y % m + pow\n", reason="`pow` is something else."),
    Refusal(code="def f(x, y):\n    return 2**x % 0\n", reason="The modulus is zero: it always fails."),
    Refusal(code="def f(x, y, m):\n    return x ** (y % m)\n", reason="Only the exponent is reduced."),
    Refusal(code="def f(x, m):\n    return x**0.5 % m\n", reason="A root is no whole number."),
    Refusal(
        code="def f(x, y, m):\n    def g():\n        nonlocal y\n        y += 1\n        return x\n"
        "    g()\n    return x**y % m\n",
        reason="Another function may change the operands.",
    ),
)

OPERATOR = Operator(
    name="modular-power",
    category=RefactoringOp.STRENGTH_REDUCTION,
    summary="`a ** b % m` of whole numbers becomes three-argument pow().",
    rewrite=rewrite,
    examples=_EXAMPLES,
    refusals=_REFUSALS,
    severity=MutationSeverity.TRIVIAL,
    risk=Risk.LOW,
    payoff=50.0,
    source="https://docs.python.org/3/library/functions.html#pow",
)
