"""A private list of which only the least item is taken, again and again, becomes a heap.

``queue.sort(); queue.pop(0)`` and ``least = min(queue); queue.remove(least)`` go through the whole list for
one item. The list is replaced by an object that does the same with a heap as long as its items are plain and
have one total order; equal items leave in the order in which they came, as from the list. At the first other
item it becomes the list that it stands for, in the order which that list would have by then.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from ouroboros.operators.contract import Operator, RegionView, Rewrite
from ouroboros.operators.examples.queue_to_heap import EXAMPLES, QUEUE, REFUSALS
from ouroboros.operators.facts.aliasing import list_uses
from ouroboros.operators.facts.guards import ORDER, guards_possible
from ouroboros.operators.facts.scope import (
    Frame,
    calls_builtin,
    certainly_bound,
    frames,
    has_comment,
    is_builtin,
    own_line,
)
from ouroboros.records.candidate import MutationSeverity, OptimizationOp, Risk
from ouroboros.records.source import Edit

_NEEDED = ("sorted", "min", "len", "tuple", "int", "float", "bool", "str", "bytes", "type")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Taking:
    """Two neighbouring statements that take the least item out of the list."""

    drop: ast.stmt
    """The statement that is no longer needed …"""
    beside: ast.stmt
    """… and the one beside it, which stays."""
    call: ast.Call
    """What becomes the taking."""
    at: int | None
    sorts: bool


def rewrite(view: RegionView) -> Iterator[Rewrite]:
    """One rewrite for each list."""
    if view.node.name.startswith("_ouroboros_") or not guards_possible(view):
        return
    if not all(is_builtin(view, name) for name in _NEEDED):
        return
    for frame in frames(view):
        for name in sorted(frame.local - frame.captured - frame.parameters):
            uses = list_uses(view, frame, name)
            if uses is None or not {"method:pop", "method:remove"} & set(uses.values()):
                continue
            found = _heap(view, frame, name, uses)
            if found is not None:
                yield found


def _heap(view: RegionView, frame: Frame, name: str, uses: dict[ast.Name, str]) -> Rewrite | None:
    takings = list(_takings(view, frame, name))
    kinds = {(taking.at, taking.sorts) for taking in takings}
    if len(kinds) != 1 or not any(frame.loops(taking.call) for taking in takings):
        return None
    ((at, sorts),) = kinds
    taken = {id(node) for taking in takings for part in (taking.drop, taking.call) for node in ast.walk(part)}
    edits: list[Edit] = []
    for node, use in uses.items():
        if id(node) in taken:
            continue
        statement = frame.statement(node)
        if use == "bind":
            if not isinstance(statement, ast.Assign | ast.AnnAssign) or statement.value is None:
                return None
            value = statement.value
            if not isinstance(frame.parents[node], ast.Assign | ast.AnnAssign):
                return None
            edits.append(view.replace(value, f"_ouroboros_Queue({view.source(value)}, {at}, {sorts})"))
            continue
        allowed = (
            use in {"append", "test"}
            or (use == "quiet" and calls_builtin(view, frame.parents[node], "len"))
            or (use == "method:extend" and _extends(frame, name, node))
        )
        if not allowed or not certainly_bound(frame, name, statement):
            return None
    for taking in takings:
        edits.append(view.replace(taking.call, f"{name}.take()"))
        edits.append(_removal(view, taking))
    return Rewrite(
        edits=tuple(edits),
        imports=(
            "from heapq import heappop as _ouroboros_pop",
            "from heapq import heappush as _ouroboros_push",
        ),
        helpers=(ORDER, QUEUE),
        note=f"only the least item of `{name}` is ever taken; a heap finds it without looking at the others.",
    )


def _extends(frame: Frame, name: str, node: ast.Name) -> bool:
    call = frame.parents[frame.parents[node]]
    return (
        isinstance(call, ast.Call)
        and len(call.args) == 1
        and not call.keywords
        and not isinstance(call.args[0], ast.Starred)
        and isinstance(frame.parents[call], ast.Expr)
        and not frame.uses(name, call.args[0])
    )


def _removal(view: RegionView, taking: _Taking) -> Edit:
    """Take a statement out: up to the next one, or with the white space before it."""
    if view.start(taking.drop) < view.start(taking.beside):
        return Edit(start=view.start(taking.drop), end=view.start(taking.beside), text="")
    return Edit(start=view.end(taking.beside), end=view.end(taking.drop), text="")


def _takings(view: RegionView, frame: Frame, name: str) -> Iterator[_Taking]:
    seen: set[int] = set()
    for node in frame.uses(name):
        statement = frame.statement(node)
        block = frame.block(statement)
        at = block.index(statement)
        if id(statement) in seen or at + 1 >= len(block):
            continue
        following = block[at + 1]
        if has_comment(view, view.start(statement), view.end(following)) or not (
            own_line(view, statement) and own_line(view, following)
        ):
            continue
        found = _sorted_first(frame, name, statement, following) or _removed_least(
            view, frame, name, statement, following
        )
        if found is not None:
            seen.add(id(statement))
            yield found


def _method(node: ast.AST, name: str, method: str) -> ast.Call | None:
    """``node`` when it is a call of the list's ``method``."""
    calls = (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == method
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == name
    )
    return node if calls and isinstance(node, ast.Call) else None


def _sorted_first(frame: Frame, name: str, statement: ast.stmt, following: ast.stmt) -> _Taking | None:
    """``queue.sort()`` and then ``… = queue.pop(0)``, first of all in its statement."""
    sort = _method(statement.value, name, "sort") if isinstance(statement, ast.Expr) else None
    pops = [node for node in ast.walk(following) if _method(node, name, "pop") is not None]
    if sort is None or sort.args or len(pops) != 1 or len(frame.uses(name, following)) != 1:
        return None
    pop = pops[0]
    assert isinstance(pop, ast.Call)
    if not (
        len(pop.args) == 1
        and not pop.keywords
        and isinstance(pop.args[0], ast.Constant)
        and type(pop.args[0].value) is int
        and pop.args[0].value == 0
        and _comes_first(following, pop)
    ):
        return None
    at: int | None = None
    if sort.keywords:
        at = _compared_place(sort.keywords[0].value)
        if len(sort.keywords) != 1 or sort.keywords[0].arg != "key" or at is None:
            return None
    return _Taking(drop=statement, beside=following, call=pop, at=at, sorts=True)


def _comes_first(statement: ast.stmt, call: ast.Call) -> bool:
    """Whether ``statement`` makes ``call`` before anything that could tell whether the list is sorted."""
    if isinstance(statement, ast.Assign | ast.AnnAssign | ast.Return | ast.Expr):
        value = statement.value
        if value is call:
            return True
        return (
            isinstance(value, ast.Call)
            and value.args == [call]
            and not value.keywords
            and isinstance(value.func, ast.Attribute | ast.Name)
            and (isinstance(value.func, ast.Name) or isinstance(value.func.value, ast.Name))
        )
    return False


def _compared_place(key: ast.expr) -> int | None:
    """``0`` of ``lambda entry: entry[0]``."""
    if not isinstance(key, ast.Lambda) or len(key.args.args) != 1 or not isinstance(key.body, ast.Subscript):
        return None
    spec = key.args
    if spec.posonlyargs or spec.kwonlyargs or spec.vararg or spec.kwarg or spec.defaults:
        return None
    body = key.body
    own = isinstance(body.value, ast.Name) and body.value.id == spec.args[0].arg
    place = body.slice.value if isinstance(body.slice, ast.Constant) else None
    return place if own and type(place) is int else None


def _removed_least(
    view: RegionView, frame: Frame, name: str, statement: ast.stmt, following: ast.stmt
) -> _Taking | None:
    """``least = min(queue)`` and then ``queue.remove(least)``."""
    if not (
        isinstance(statement, ast.Assign)
        and len(statement.targets) == 1
        and isinstance(statement.targets[0], ast.Name)
        and isinstance(following, ast.Expr)
    ):
        return None
    call, least = statement.value, statement.targets[0].id
    remove = _method(following.value, name, "remove")
    if not (
        isinstance(call, ast.Call)
        and calls_builtin(view, call, "min")
        and len(call.args) == 1
        and not call.keywords
        and isinstance(call.args[0], ast.Name)
        and call.args[0].id == name
        and remove is not None
        and len(remove.args) == 1
        and not remove.keywords
        and isinstance(remove.args[0], ast.Name)
        and remove.args[0].id == least
        and least in frame.local - frame.captured
        # Where taking out may raise and be caught, the name would already hold the item.
        and not any(
            isinstance(above, ast.Try | ast.TryStar | ast.With | ast.AsyncWith)
            for above in frame.chain(statement)
        )
    ):
        return None
    return _Taking(drop=following, beside=statement, call=call, at=None, sorts=False)


OPERATOR = Operator(
    name="queue-to-heap",
    category=OptimizationOp.DATA_STRUCTURE,
    summary="a list of which the least item is taken becomes a heap",
    rewrite=rewrite,
    severity=MutationSeverity.MODERATE,
    risk=Risk.MEDIUM,
    needs=(),
    payoff=30.0,
    source="https://docs.python.org/3/library/heapq.html",
    examples=EXAMPLES,
    refusals=REFUSALS,
)
