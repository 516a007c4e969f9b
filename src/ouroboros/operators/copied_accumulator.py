"""``text = piece + text``, ``data += chunk`` and ``items += (x,)``: every step copies all that was built.

Python grows only a local text at its end in place. Here the pieces are kept in a list, and put together when
the loop is done, or when a piece is not of the plain kind: then the step is made as it was written.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from ouroboros.operators.contract import Operator, RegionView, Rewrite
from ouroboros.operators.examples.copied_accumulator import EXAMPLES, REFUSALS
from ouroboros.operators.facts.aliasing import bindings
from ouroboros.operators.facts.guards import APPENDED, PREPENDED
from ouroboros.operators.facts.scope import (
    Frame,
    certainly_bound,
    ends_line,
    frames,
    fresh_name,
    has_comment,
    is_builtin,
    own_line,
    walk_here,
)
from ouroboros.records.candidate import MutationSeverity, OptimizationOp, Risk
from ouroboros.records.source import Edit


@dataclass(frozen=True, slots=True, kw_only=True)
class _Growth:
    """A statement that makes something longer."""

    statement: ast.Assign | ast.AugAssign
    name: str
    piece: ast.expr
    front: bool


def rewrite(view: RegionView) -> Iterator[Rewrite]:
    """One rewrite for each thing that a loop builds by copying."""
    names = ("type", "str", "bytes", "tuple")
    if view.node.name.startswith("_ouroboros_") or not all(is_builtin(view, name) for name in names):
        return
    for frame in frames(view):
        done: set[str] = set()
        for node in walk_here(*frame.node.body):
            growth = _growth(node)
            if growth is None or growth.name in done or growth.name not in frame.local - frame.captured:
                continue
            kind = _kind(frame, growth)
            for loop in reversed(frame.loops(node)) if kind else ():
                found = _kept(view, frame, loop, growth, kind)
                if found is not None:
                    done.add(growth.name)
                    yield found
                    break


def _growth(node: ast.AST) -> _Growth | None:
    if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add) and isinstance(node.target, ast.Name):
        return _Growth(statement=node, name=node.target.id, piece=node.value, front=False)
    if not (
        isinstance(node, ast.Assign)
        and len(node.targets) == 1
        and isinstance(node.targets[0], ast.Name)
        and isinstance(node.value, ast.BinOp)
        and isinstance(node.value.op, ast.Add)
    ):
        return None
    name, left, right = node.targets[0].id, node.value.left, node.value.right
    if isinstance(left, ast.Name) and left.id == name:
        return _Growth(statement=node, name=name, piece=right, front=False)
    if isinstance(right, ast.Name) and right.id == name:
        return _Growth(statement=node, name=name, piece=left, front=True)
    return None


def _kind(frame: Frame, growth: _Growth) -> str:
    """What the name begins as; "" where Python grows it in place itself, or it is not known."""
    for value in bindings(frame, growth.name):
        if isinstance(value, ast.Constant) and isinstance(value.value, str) and growth.front:
            return "str"
        if isinstance(value, ast.Constant) and isinstance(value.value, bytes):
            return "bytes"
        if isinstance(value, ast.Tuple) and not value.elts and not growth.front:
            return "tuple"
    return ""


def _kept(
    view: RegionView, frame: Frame, loop: ast.For | ast.While, growth: _Growth, kind: str
) -> Rewrite | None:
    name = growth.name
    growths = [
        found
        for node in walk_here(loop)
        if (found := _growth(node)) is not None and found.name == name and found.front == growth.front
    ]
    mentions = sum(1 if isinstance(each.statement, ast.AugAssign) else 2 for each in growths)
    blocks = ast.Try | ast.TryStar | ast.With | ast.AsyncWith
    if (
        loop.orelse
        or len(frame.uses(name, loop)) != mentions
        or not certainly_bound(frame, name, loop)
        or not own_line(view, loop)
        or not ends_line(view, loop)
        or any(isinstance(above, blocks) for above in frame.chain(loop))
        or any(isinstance(node, ast.Yield | ast.YieldFrom | ast.Await) for node in walk_here(loop))
    ):
        return None
    parts, piece = fresh_name(view, f"{name}_parts"), fresh_name(view, f"{name}_piece")
    together = "_ouroboros_prepended" if growth.front else "_ouroboros_put_together"
    whole = f"{name} = {together}({name}, {parts})"
    edits: list[Edit] = [view.insert_before(loop, [f"{parts} = []"])]
    for each in growths:
        statement = each.statement
        if not own_line(view, statement) or has_comment(view, view.start(statement), view.end(statement)):
            return None
        step = f"{piece} + {name}" if growth.front else f"{name} + {piece}"
        indent = view.indent(statement)
        lines = (
            f"if type({piece} := {view.source(each.piece)}) is {kind} and type({name}) is {kind}:",
            f"    {parts}.append({piece})",
            "else:",
            f"    {whole}",
            f"    {name} += {piece}" if isinstance(statement, ast.AugAssign) else f"    {name} = {step}",
        )
        edits.append(view.replace(statement, f"\n{indent}".join(lines)))
    end = view.end(loop)
    edits.append(Edit(start=end, end=end, text=f"\n{view.indent(loop)}{whole}"))
    return Rewrite(
        edits=tuple(edits),
        helpers=(PREPENDED if growth.front else APPENDED,),
        note=f"pieces of `{name}` are put together once; one of another kind is added at once, as before.",
    )


OPERATOR = Operator(
    name="copied-accumulator",
    category=OptimizationOp.STRING_BUILDING,
    summary="what a loop builds by copying is put together from its pieces once",
    rewrite=rewrite,
    severity=MutationSeverity.MINOR,
    risk=Risk.LOW,
    payoff=3.0,
    source="https://docs.python.org/3/library/stdtypes.html#common-sequence-operations",
    examples=EXAMPLES,
    refusals=REFUSALS,
)
