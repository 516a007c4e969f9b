"""What is gathered in a loop and never read: counters, lists and copies that nobody looks at.

Only what can't fail and can't be noticed goes: assignments of constants and of names that have a value, steps
of a number by a constant, and appending such things to a list that the function made itself. Holding an
object can be noticed: it keeps its ``id``, and is not finalised. So a name counts only if what it holds is a
number or lives as long without being held twice.
"""

from __future__ import annotations

import ast

from ouroboros.operators.contract import Operator, RegionView, Rewrite
from ouroboros.operators.examples.drop_unread import EXAMPLES, REFUSALS
from ouroboros.operators.facts.aliasing import bindings
from ouroboros.operators.facts.receivers import never_rebound
from ouroboros.operators.facts.scope import (
    Frame,
    calls_builtin,
    certainly_bound,
    ends_line,
    frames,
    has_comment,
    own_line,
)
from ouroboros.records.candidate import MutationSeverity, RefactoringOp, Risk
from ouroboros.records.source import Edit


def rewrite(view: RegionView) -> list[Rewrite]:
    """One rewrite for each frame, with all names that are only written."""
    found: list[Rewrite] = []
    if view.node.name.startswith("_ouroboros_"):
        return found
    for frame in frames(view):
        gone = _unread(view, frame)
        if any(frame.loops(statement) for statements in gone.values() for statement in statements):
            made = _without(view, frame, gone)
            if made is not None:
                found.append(made)
    return found


def _unread(view: RegionView, frame: Frame) -> dict[str, list[ast.stmt]]:
    """Names that are only written, with their statements; what these read does not count as read."""
    gone: dict[str, list[ast.stmt]] = {}
    before = -1
    while before < len(gone):
        before = len(gone)
        dropped = {statement for found in gone.values() for statement in found}
        for name in sorted(frame.local - gone.keys()):
            found = _writes(view, frame, name, dropped)
            if found:
                gone[name] = found
    return gone


def _writes(view: RegionView, frame: Frame, name: str, dropped: set[ast.stmt]) -> list[ast.stmt]:
    """Every statement that mentions ``name`` when all but the ``dropped`` only write to it; else nothing."""
    if name in frame.captured or name in frame.parameters:
        return []
    values = bindings(frame, name)
    numbers = bool(values) and all(
        isinstance(value, ast.Constant) and type(value.value) in {int, float} for value in values
    )
    lists = bool(values) and all(isinstance(value, ast.List) for value in values)
    found: dict[ast.stmt, None] = {}
    for use in frame.uses(name):
        statement = frame.statement(use)
        if statement in dropped:
            continue
        if not (
            _assigns(view, frame, statement, use)
            or (numbers and _steps(statement, use) and certainly_bound(frame, name, statement))
            or (lists and _appends(view, frame, statement, use))
        ):
            return []
        found[statement] = None
    return list(found)


def _assigns(view: RegionView, frame: Frame, statement: ast.stmt, use: ast.Name) -> bool:
    if isinstance(statement, ast.AnnAssign):
        # The annotation of a local variable is never evaluated.
        return statement.target is use and statement.value is not None and _safe(view, frame, statement.value)
    return (
        isinstance(statement, ast.Assign)
        and statement.targets == [use]
        and _safe(view, frame, statement.value)
    )


def _steps(statement: ast.stmt, use: ast.Name) -> bool:
    return (
        isinstance(statement, ast.AugAssign)
        and statement.target is use
        and isinstance(statement.op, ast.Add | ast.Sub)
        and isinstance(statement.value, ast.Constant)
        and type(statement.value.value) in {int, float}
    )


def _appends(view: RegionView, frame: Frame, statement: ast.stmt, use: ast.Name) -> bool:
    if not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call)):
        return False
    call = statement.value
    return (
        isinstance(call.func, ast.Attribute)
        and call.func.value is use
        and call.func.attr == "append"
        and len(call.args) == 1
        and not call.keywords
        and certainly_bound(frame, use.id, statement)
        and _safe(view, frame, call.args[0])
    )


def _safe(view: RegionView, frame: Frame, value: ast.expr) -> bool:
    """Whether evaluating ``value`` can neither fail nor be noticed."""
    if isinstance(value, ast.Constant):
        return True
    if isinstance(value, ast.Name):
        return (
            value.id not in frame.captured
            and certainly_bound(frame, value.id, frame.statement(value))
            and _held_anyway(view, frame, value.id)
        )
    if isinstance(value, ast.Tuple | ast.List):
        return all(_safe(view, frame, item) for item in value.elts)
    if isinstance(value, ast.Dict):
        return not value.keys
    return calls_builtin(view, value, "list", "dict", "set") and not (
        isinstance(value, ast.Call) and (value.args or value.keywords)
    )


def _held_anyway(view: RegionView, frame: Frame, name: str) -> bool:
    """Whether nobody can tell if one more name holds what ``name`` does.

    It is a number or a text, or ``name`` itself holds it until the function ends.
    """
    if never_rebound(frame, name):
        return True
    if name in frame.parameters:
        return False
    counted = 0
    for use in frame.uses(name):
        binding = frame.parents[use]
        if isinstance(binding, ast.For) and binding.target is use:
            counted += calls_builtin(view, binding.iter, "range")
        elif isinstance(binding, ast.Tuple) and isinstance(frame.parents[binding], ast.For):
            loop = frame.parents[binding]
            assert isinstance(loop, ast.For)
            counted += binding.elts[0] is use and calls_builtin(view, loop.iter, "enumerate")
        elif isinstance(binding, ast.AugAssign) and binding.target is use and not _steps(binding, use):
            return False
    values = bindings(frame, name)
    return values.count(None) == counted and all(
        value is None or isinstance(value, ast.Constant) for value in values
    )


def _without(view: RegionView, frame: Frame, gone: dict[str, list[ast.stmt]]) -> Rewrite | None:
    statements = {statement for found in gone.values() for statement in found}
    edits: list[Edit] = []
    for statement in sorted(statements, key=view.start):
        block = frame.block(statement)
        at, end = view.start(statement), view.end(statement)
        if not own_line(view, statement) or not ends_line(view, statement) or has_comment(view, at, end):
            return None
        if all(other in statements for other in block):
            if statement is block[0]:
                edits.append(view.replace(statement, "pass"))
                continue
        elif end == len(view.text):
            return None
        begin = at - len(view.indent(statement))
        edits.append(Edit(start=begin, end=min(end + 1, len(view.text)), text=""))
    span = view.region.span
    # The last line of the region may end the file or stand before its end.
    if any(edit.end > span.end for edit in edits):
        return None
    return Rewrite(
        edits=tuple(edits),
        note=f"Nobody reads what is written to {', '.join(gone)}; writing it could not fail.",
    )


OPERATOR = Operator(
    name="drop-unread",
    category=RefactoringOp.DEAD_CODE_ELIMINATION,
    summary="Counters and lists that are filled in a loop and never read are left out.",
    rewrite=rewrite,
    examples=EXAMPLES,
    refusals=REFUSALS,
    severity=MutationSeverity.MINOR,
    risk=Risk.LOW,
    payoff=1.8,
    source="A. Aho, M. Lam, R. Sethi, J. Ullman, Compilers, 2nd ed., 9.1.6",
)
