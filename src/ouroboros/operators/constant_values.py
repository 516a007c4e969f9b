"""``Decimal("0.01")``, ``timedelta(days=1)`` in a function that runs often: made once, at module level.

These values never change, and each way of making them is a pure one for literal arguments: it is tried here,
and what fails or warns is left where it is. Only values that are operands, or quantities to round to, are
shared: there the operation makes a new value, so nobody gets hold of the shared object itself.
"""

from __future__ import annotations

import ast
import datetime as dt
import decimal
import fractions
import warnings
import zlib
from collections.abc import Callable, Iterator

from ouroboros.operators.contract import Operator, RegionView, Rewrite
from ouroboros.operators.examples.constant_values import EXAMPLES, REFUSALS
from ouroboros.operators.facts.aliasing import bindings
from ouroboros.operators.facts.imported import names_member
from ouroboros.operators.facts.literals import is_literal
from ouroboros.operators.facts.scope import Frame, frames, has_comment
from ouroboros.operators.facts.walks import every_node
from ouroboros.records.candidate import MutationSeverity, RefactoringOp, Risk
from ouroboros.records.source import Edit

_NUMBERS = frozenset({int, str})
_LENGTHS = frozenset({int, float})
_MAKERS: dict[tuple[str, str], tuple[Callable[..., object], frozenset[type]]] = {
    ("decimal", "Decimal"): (decimal.Decimal, _NUMBERS),
    ("fractions", "Fraction"): (fractions.Fraction, _NUMBERS),
    ("datetime", "timedelta"): (dt.timedelta, _LENGTHS),
    ("datetime", "date"): (dt.date, frozenset({int})),
    ("datetime", "datetime"): (dt.datetime, frozenset({int})),
}
"""What makes the values, and the types of literals that it is given; a float sets a flag of ``decimal``."""
_MEASURING = frozenset({"quantize", "compare_total", "remainder_near", "same_quantum"})
"""Methods of numbers that read their argument and hand out a new value; others may have a ``compare``."""


def rewrite(view: RegionView) -> list[Rewrite]:
    """One rewrite for all such values of the region."""
    edits: dict[int, Edit] = {}
    helpers: dict[str, None] = {}
    if view.node.name.startswith("_ouroboros_"):
        return []
    for frame in frames(view):
        for call in _calls(frame):
            helper = _helper(view, call)
            if helper is not None and _stays_inside(view, frame, call):
                name = helper.partition(" ")[0]
                edits[view.start(call)] = view.replace(call, name)
                helpers[helper] = None
    if not edits:
        return []
    return [
        Rewrite(
            edits=tuple(edits[start] for start in sorted(edits)),
            helpers=tuple(helpers),
            note="Values that never change are made once instead of each time.",
        )
    ]


def _calls(frame: Frame) -> Iterator[ast.Call]:
    for statement in frame.node.body:
        for node in ast.walk(statement):
            if isinstance(node, ast.Call) and node in frame.parents:
                yield node


def _helper(view: RegionView, call: ast.Call) -> str | None:
    """The definition of the shared value; ``None`` when ``call`` makes none, or might fail."""
    if not (call.args or call.keywords) or has_comment(view, view.start(call), view.end(call)):
        return None
    for (module, member), (maker, kinds) in _MAKERS.items():
        named = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if isinstance(call.func, ast.Attribute) and named != member:
            continue
        if not names_member(view, call.func, module, member):
            continue
        values = [*call.args, *(keyword.value for keyword in call.keywords)]
        if not all(is_literal(value) and type(ast.literal_eval(value)) in kinds for value in values):
            return None
        if any(keyword.arg is None for keyword in call.keywords) or not _is_made(maker, call):
            return None
        written = ast.unparse(call)
        return f"_ouroboros_value_{zlib.crc32(written.encode()):08x} = {written}"
    return None


def _is_made(maker: Callable[..., object], call: ast.Call) -> bool:
    """Whether making the value works, and is quiet."""
    given = [ast.literal_eval(value) for value in call.args]
    named = {str(keyword.arg): ast.literal_eval(keyword.value) for keyword in call.keywords}
    with warnings.catch_warnings(), decimal.localcontext() as context:
        warnings.simplefilter("error")
        context.clear_flags()
        try:
            made = maker(*given, **named)
        except (ArithmeticError, ValueError, TypeError, Warning):
            return False
        # What no number is can have effects where it is computed with, and a flag is one already.
        return not any(context.flags.values()) and not (
            isinstance(made, decimal.Decimal) and not made.is_finite()
        )


def _stays_inside(view: RegionView, frame: Frame, call: ast.Call) -> bool:
    """Whether nobody gets hold of the value itself."""
    above = frame.parents[call]
    if any(names_member(view, call.func, "datetime", day) for day in ("date", "datetime")):
        # Tests that stop the clock put other classes there, whose days beget days of their own kind.
        return isinstance(above, ast.Compare) and _is_operand(view, frame, call)
    if _is_operand(view, frame, call):
        return True
    if not (
        isinstance(above, ast.Assign) and len(above.targets) == 1 and isinstance(above.targets[0], ast.Name)
    ):
        return False
    name = above.targets[0].id
    if name not in frame.local or name in frame.captured or bindings(frame, name) != [call]:
        return False
    return all(
        _is_operand(view, frame, node)
        for node in ast.walk(frame.node)
        if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load)
    )


def _is_operand(view: RegionView, frame: Frame, node: ast.expr) -> bool:
    above = frame.parents[node]
    if isinstance(above, ast.BinOp | ast.UnaryOp):
        return True
    if isinstance(above, ast.Compare):
        return not any(
            isinstance(operator, ast.Is | ast.IsNot | ast.In | ast.NotIn) for operator in above.ops
        )
    if isinstance(above, ast.AugAssign):
        return above.value is node
    if isinstance(above, ast.keyword):
        above = frame.parents[above]
    if not (isinstance(above, ast.Call) and isinstance(above.func, ast.Attribute)):
        return False
    if _defines(view.module, above.func.attr):
        return False  # a class of the file may keep what it is given
    if above.func.attr == "get":
        return len(above.args) == 2 and above.args[1] is node and _is_operand(view, frame, above)
    return above.func.attr in _MEASURING


def _defines(module: ast.Module, name: str) -> bool:
    return any(
        isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == name
        for node in every_node(module)
    )


OPERATOR = Operator(
    name="constant-values",
    category=RefactoringOp.CONSTANT_FOLDING,
    summary="Decimals, fractions, dates and spans of literals are made once, at module level.",
    rewrite=rewrite,
    examples=EXAMPLES,
    refusals=REFUSALS,
    severity=MutationSeverity.TRIVIAL,
    risk=Risk.LOW,
    payoff=1.5,
    source="https://docs.python.org/3/library/decimal.html#decimal.Decimal",
)
