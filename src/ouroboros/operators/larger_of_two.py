"""``max`` and ``min`` of two or three values are compared in place.

``max(a, b)`` asks ``b > a`` and gives ``b`` if so, else ``a``; ``min`` asks ``b < a``. A conditional
expression asks the very same question of the very same objects without the call, whatever they are: NaN,
equal values that are different objects, and classes with comparisons of their own included. All values are
still worked out first, from left to right.
"""

from __future__ import annotations

import ast

from ouroboros.operators.contract import Operator, RegionView, Rewrite
from ouroboros.operators.examples.larger_of_two import EXAMPLES, REFUSALS
from ouroboros.operators.facts.anchoring import inside_iterable, readable
from ouroboros.operators.facts.loops import calls_itself, own_parts
from ouroboros.operators.facts.scope import (
    Frame,
    calls_builtin,
    frames,
    fresh_name,
    has_comment,
)
from ouroboros.records.candidate import MutationSeverity, RefactoringOp, Risk
from ouroboros.records.source import Edit

_SIGNS = {"max": ">", "min": "<"}
_MOST = 3
"""Values up to here are compared in place; more make the expression too long to read."""
_STEMS = ("first", "second", "third")


def rewrite(view: RegionView) -> list[Rewrite]:
    """One rewrite for all such calls; an outer one of nested calls is left for the next time."""
    if view.node.name.startswith("_ouroboros_"):
        return []
    edits: list[Edit] = []
    for frame in frames(view):
        for node in () if calls_itself(frame) else own_parts(frame):
            if isinstance(node, ast.Call) and calls_builtin(view, node, *_SIGNS):
                text = _compared(view, frame, node)
                if text is not None:
                    edits.append(view.replace(node, text))
    if not edits:
        return []
    note = "The comparison that the built-in would make stands in its place, of the same objects."
    return [Rewrite(edits=tuple(edits), note=note)]


def _compared(view: RegionView, frame: Frame, call: ast.Call) -> str | None:
    """The conditional expression for one call."""
    assert isinstance(call.func, ast.Name)
    sign = _SIGNS[call.func.id]
    if call.keywords or not 2 <= len(call.args) <= _MOST:
        return None
    if "\n" in view.source(call) or has_comment(view, view.start(call), view.end(call)):
        return None
    for part in (inner for argument in call.args for inner in ast.walk(argument)):
        if isinstance(
            part, ast.Starred | ast.Yield | ast.YieldFrom | ast.Await | ast.NamedExpr | ast.Lambda
        ) or calls_builtin(view, part, *_SIGNS):
            return None
    nameable = not inside_iterable(frame, call) and not any(
        isinstance(above, ast.GeneratorExp) for above in frame.chain(call)
    )
    values: list[str] = []
    made: list[str] = []
    for stem, argument in zip(_STEMS, call.args, strict=False):
        if _settled(frame, call, argument):
            values.append(view.source(argument))
            continue
        if not nameable:
            return None
        name = fresh_name(view, stem)
        values.append(name)
        made.append(f"({name} := {view.source(argument)})")
    if len(values) == _MOST:
        best = fresh_name(view, "best")
        return _of_three(best, values, made, sign) if nameable else None
    first, second = values
    if len(made) == 2:
        # A tuple that is not empty is true: it only works both out, in order.
        return f"({second} if {_worked_out(made)} and {second} {sign} {first} else {first})"
    named = {made[0][1:].split(" ", 1)[0]: made[0]} if made else {}
    return f"({second} if {named.get(second, second)} {sign} {named.get(first, first)} else {first})"


def _of_three(best: str, values: list[str], made: list[str], sign: str) -> str:
    first, second, third = values
    before = f"{_worked_out(made)} and " if made else ""
    pair = f"({best} := {second} if {second} {sign} {first} else {first})"
    return f"({third} if {before}{third} {sign} {pair} else {best})"


def _worked_out(made: list[str]) -> str:
    """A tuple that gives every value its name, from left to right."""
    inside = ", ".join(each[1:-1] for each in made)
    return f"({inside},)" if len(made) == 1 else f"({inside})"


def _settled(frame: Frame, call: ast.Call, value: ast.expr) -> bool:
    """Whether ``value`` is the same object whenever it is read there, and reading it can't fail."""
    if isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.USub):
        value = value.operand
        return isinstance(value, ast.Constant) and type(value.value) in {int, float}
    if isinstance(value, ast.Constant):
        return isinstance(value.value, int | float | str)
    return (
        isinstance(value, ast.Name)
        and value.id in frame.local - frame.captured
        and readable(frame, value.id, call)
    )


OPERATOR = Operator(
    name="larger-of-two",
    category=RefactoringOp.STRENGTH_REDUCTION,
    summary="max() and min() of two or three values become comparisons in place.",
    rewrite=rewrite,
    examples=EXAMPLES,
    refusals=REFUSALS,
    severity=MutationSeverity.TRIVIAL,
    risk=Risk.LOW,
    needs=(),
    payoff=1.6,
    source="https://docs.python.org/3/library/functions.html#max",
)
