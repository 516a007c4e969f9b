"""A call in a loop of a function or method of several statements: its statements run in place.

The call has to be the first thing that its statement does, so that the arguments and the body come where
they came. Each ``return`` must end a path through ``if`` and ``else``; it becomes an assignment. A method is
put in place only under the question whether the object is exactly of the class at hand.
"""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Sequence

from ouroboros.operators.contract import Operator, RegionView, Rewrite
from ouroboros.operators.examples.inline_body import EXAMPLES, REFUSALS
from ouroboros.operators.facts.leftmost import begins_with
from ouroboros.operators.facts.receivers import class_guard, never_rebound
from ouroboros.operators.facts.scope import (
    Frame,
    ends_line,
    frames,
    fresh_name,
    has_comment,
    own_line,
    walk_here,
)
from ouroboros.operators.facts.splicing import reached, spliced
from ouroboros.records.candidate import MutationSeverity, RefactoringOp, Risk
from ouroboros.records.source import Edit, GenomeRegion, RegionKind

_LARGEST = 160
"""Nodes of a body; beyond it the call no longer matters and the text grows too much."""


def rewrite(view: RegionView) -> list[Rewrite]:
    """One rewrite for each function whose calls stand at the beginning of statements in loops."""
    if view.region.is_nested or view.node.name.startswith("_ouroboros_"):
        return []
    found: dict[str, list[tuple[Edit, ...]]] = {}
    for frame in frames(view):
        statements = [part for part in walk_here(*frame.node.body) if isinstance(part, ast.stmt)]
        for number, statement in enumerate(statements):
            if not frame.loops(statement):
                continue
            call = begins_with(view, frame, statement, lambda call: reached(view, call) is not None)
            callee = reached(view, call) if call is not None else None
            if call is None or callee is None or callee.is_generator:
                continue
            made = _inlined(view, frame, statement, call, callee, number)
            if made:
                found.setdefault(callee.qualname, []).append(made)
    chosen: list[tuple[tuple[str, ...], list[tuple[Edit, ...]]]] = [
        ((name,), places) for name, places in found.items()
    ]
    if len(chosen) > 1:
        chosen.append((tuple(found), [place for places in found.values() for place in places]))
    return [
        Rewrite(
            edits=_together(places),
            note=f"Calls of {', '.join(names)} in loops are replaced by the statements, with names of their"
            " own; arguments are evaluated once and in order.",
        )
        for names, places in chosen
    ]


def _together(places: list[tuple[Edit, ...]]) -> tuple[Edit, ...]:
    """All edits; a line put before a loop once serves every place in it."""
    return tuple(dict.fromkeys(edit for place in places for edit in place))


def _inlined(
    view: RegionView, frame: Frame, statement: ast.stmt, call: ast.Call, callee: GenomeRegion, number: int
) -> tuple[Edit, ...]:
    node = view.parsed(callee)[1]
    short = callee.kind is RegionKind.FUNCTION and _one_expression(node.body)
    if short or sum(1 for _ in ast.walk(node)) > _LARGEST:
        return ()
    guard = class_guard(view, frame, call, callee)
    if guard is None or has_comment(view, view.start(call), view.end(call)):
        return ()
    stem = f"{node.name.strip('_')}{number}"
    splice = spliced(view, frame, call, callee, stem, statement)
    source = view.source(call)
    if splice is None or "\n" in source:
        return ()
    result = fresh_name(view, f"{stem}_result")
    wanted = not isinstance(statement, ast.Expr) or statement.value is not call
    body = _with_result(splice.body, result if wanted else None)
    if body is None:
        return ()
    lines = [*splice.bindings, *_rendered(body)]
    edits: list[Edit] = []
    if guard:
        asked, before = _question(view, frame, statement, call, guard)
        if asked is None:
            return ()
        edits += before
        otherwise = f"{result} = {source}" if wanted else source
        lines = [f"if {asked}:", *_indented(lines), "else:", f"    {otherwise}"]
    if wanted:
        edits += [view.insert_before(statement, lines), view.replace(call, result)]
    else:
        if not ends_line(view, statement):
            return ()
        lines = lines or ["pass"]
        indent = view.indent(statement)
        text = "\n".join(indent + line for line in lines).removeprefix(indent)
        edits.append(view.replace(statement, text))
    return tuple(edits)


def _one_expression(body: list[ast.stmt]) -> bool:
    """Whether another operator puts the function's one expression in place, which is shorter."""
    rest = body[1:] if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant) else body
    return len(rest) == 1 and isinstance(rest[0], ast.Return)


def _question(
    view: RegionView, frame: Frame, statement: ast.stmt, call: ast.Call, guard: str
) -> tuple[str | None, list[Edit]]:
    """The condition to ask at ``statement``, and the line before the loops that works it out once.

    ``None`` where it has been asked already.
    """
    assert isinstance(call.func, ast.Attribute)
    assert isinstance(call.func.value, ast.Name)
    outermost = frame.loops(statement)[-1]
    name = fresh_name(view, f"{call.func.value.id.strip('_')}_is_exact")
    stem = name.rstrip("0123456789")
    for above in frame.chain(statement):
        test = ast.unparse(above.test) if isinstance(above, ast.If) else ""
        if test == guard or test.startswith(("_self_is_exact", stem)):
            return None, []
    if never_rebound(frame, call.func.value.id) and own_line(view, outermost):
        return name, [view.insert_before(outermost, [f"{name} = {guard}"])]
    return guard, []


def _with_result(body: Sequence[ast.stmt], name: str | None) -> list[ast.stmt] | None:
    """``body`` with ``name`` assigned for each ``return``; ``None`` where that would not be enough."""
    made: list[ast.stmt] = []
    for position, statement in enumerate(body):
        if isinstance(statement, ast.Return):
            return [*made, *_assigned(name, statement.value)]
        if not any(isinstance(part, ast.Return) for part in ast.walk(statement)):
            made.append(statement)
            if isinstance(statement, ast.Raise):
                return made
            continue
        if not isinstance(statement, ast.If):
            return None
        rest = list(body[position + 1 :])
        leaves, other = _always_returns(statement.body), _always_returns(statement.orelse)
        if rest and not (leaves or other):
            return None
        then = _with_result([*statement.body, *([] if leaves else rest)], name)
        orelse = _with_result([*statement.orelse, *([] if other else rest)], name)
        if then is None or orelse is None:
            return None
        branch = ast.If(test=statement.test, body=then or [ast.Pass()], orelse=orelse)
        return [*made, branch]
    return [*made, *_assigned(name, None)]


def _assigned(name: str | None, value: ast.expr | None) -> list[ast.stmt]:
    if name is None:
        quiet = value is None or isinstance(value, ast.Constant)
        return [] if quiet or value is None else [ast.Expr(value=value)]
    return [ast.Assign(targets=[ast.Name(id=name, ctx=ast.Store())], value=value or ast.Constant(value=None))]


def _always_returns(body: Sequence[ast.stmt]) -> bool:
    if not body:
        return False
    last = body[-1]
    if isinstance(last, ast.If):
        return _always_returns(last.body) and _always_returns(last.orelse)
    return isinstance(last, ast.Return | ast.Raise)


def _rendered(body: list[ast.stmt]) -> list[str]:
    return [
        line for statement in body for line in ast.unparse(ast.fix_missing_locations(statement)).split("\n")
    ]


def _indented(lines: list[str]) -> list[str]:
    return textwrap.indent("\n".join(lines) or "pass", "    ").split("\n")


OPERATOR = Operator(
    name="inline-body",
    category=RefactoringOp.FUNCTION_INLINING,
    summary="A call in a loop of a function or method of several statements is replaced by these statements.",
    rewrite=rewrite,
    examples=EXAMPLES,
    refusals=REFUSALS,
    severity=MutationSeverity.MODERATE,
    risk=Risk.MEDIUM,
    needs=("call graph",),
    payoff=1.3,
    source="R. Scheifler, An analysis of inline substitution, CACM 20(9), 1977",
)
