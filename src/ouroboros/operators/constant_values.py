"""A decimal number, fraction or time span made of constants again and again: made once, at module level.

``amount.quantize(Decimal("0.01"))`` reads the text of the number on every call. Such values never change, and
where they are only calculated or compared with nobody sees whether they are new.
"""

from __future__ import annotations

import ast
import datetime as dt
import decimal
import fractions
import zlib
from collections.abc import Callable

from ouroboros.operators.contract import Operator, RegionView, Rewrite
from ouroboros.operators.examples.constant_values import EXAMPLES, REFUSALS
from ouroboros.operators.facts.imported import names_member
from ouroboros.operators.facts.loops import expressions
from ouroboros.operators.facts.operands import only_calculated_with
from ouroboros.operators.facts.scope import frames, has_comment
from ouroboros.records.candidate import MutationSeverity, RefactoringOp, Risk
from ouroboros.records.source import Edit

_MAKERS: dict[tuple[str, str], Callable[..., object]] = {
    ("decimal", "Decimal"): decimal.Decimal,
    ("fractions", "Fraction"): fractions.Fraction,
    ("datetime", "timedelta"): dt.timedelta,
}
_LONGEST = 40
"""Characters of a number's text, so that none is near the limits of the decimal module."""


def rewrite(view: RegionView) -> list[Rewrite]:
    """Make all such values of the region once."""
    if view.node.name.startswith("_ouroboros_"):
        return []
    edits: list[Edit] = []
    helpers: dict[str, None] = {}
    for frame in frames(view):
        for node in expressions(frame):
            if not (
                isinstance(node, ast.Call) and _constant(view, node) and only_calculated_with(frame, node)
            ):
                continue
            written = view.source(node)
            if "\n" in written or has_comment(view, view.start(node), view.end(node)):
                continue
            name = f"_ouroboros_value_{zlib.crc32(written.encode('utf-8', 'surrogatepass')):08x}"
            edits.append(view.replace(node, name))
            helpers[f"{name} = {written}"] = None
    if not edits:
        return []
    return [
        Rewrite(
            edits=tuple(edits),
            helpers=tuple(helpers),
            note="Numbers and time spans of constants, which nobody can change, are made once, when the"
            " module loads.",
        )
    ]


def _constant(view: RegionView, call: ast.Call) -> bool:
    """Whether ``call`` makes the same value wherever it stands, and cannot fail."""
    maker = next((made for place, made in _MAKERS.items() if names_member(view, call.func, *place)), None)
    if maker is None or any(keyword.arg is None for keyword in call.keywords):
        return False
    if call.keywords and maker is not dt.timedelta:
        return False
    given = [_literal(argument) for argument in call.args]
    named = {keyword.arg or "": _literal(keyword.value) for keyword in call.keywords}
    if None in given or None in named.values():
        return False
    if maker is decimal.Decimal and len(given) != 1:
        return False  # a second argument is a context
    try:
        made = maker(*given, **named)
    except (ArithmeticError, ValueError, TypeError):
        return False
    return not isinstance(made, decimal.Decimal) or made.is_finite()


def _literal(node: ast.expr) -> object:
    """The value of a short text or whole number; ``None`` for anything else.

    Floats are left out: a context of the decimal module notes that it met one.
    """
    sign = 1
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        sign, node = -1, node.operand
    if not isinstance(node, ast.Constant) or len(str(node.value)) > _LONGEST:
        return None
    if type(node.value) is int:
        return sign * node.value
    return node.value if type(node.value) is str and sign == 1 else None


OPERATOR = Operator(
    name="constant-values",
    category=RefactoringOp.CONSTANT_FOLDING,
    summary="Numbers and time spans of constants are made once, at module level.",
    rewrite=rewrite,
    examples=EXAMPLES,
    refusals=REFUSALS,
    severity=MutationSeverity.TRIVIAL,
    risk=Risk.LOW,
    payoff=1.3,
    source="https://docs.python.org/3/library/decimal.html#decimal-faq",
)
