"""A private list that is emptied or filled at its front becomes a deque, or is filled at its end."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ouroboros.operators.contract import Operator, RegionView, Rewrite
from ouroboros.operators.examples.queue_to_deque import EXAMPLES, REFUSALS
from ouroboros.operators.facts.aliasing import bindings, list_uses
from ouroboros.operators.facts.guards import DEQUE
from ouroboros.operators.facts.scope import (
    Frame,
    calls_builtin,
    certainly_bound,
    frames,
    has_comment,
    own_line,
)
from ouroboros.records.candidate import MutationSeverity, OptimizationOp, Risk
from ouroboros.records.source import Edit

COPIES = ("len", "list", "tuple", "set", "frozenset", "sorted", "sum", "min", "max", "any", "all", "bool")
"""Built-ins that see no difference between a list and a deque, and keep nothing of it."""


def rewrite(view: RegionView) -> Iterator[Rewrite]:
    """One rewrite for each list used as a queue or built backwards."""
    for frame in frames(view):
        for name in sorted(frame.local - frame.captured - frame.parameters):
            uses = list_uses(view, frame, name)
            if uses is None or not any(use in {"method:pop", "method:insert"} for use in uses.values()):
                continue
            found = _reversed_build(view, frame, name, uses) or _deque(view, frame, name, uses)
            if found is not None:
                yield found


def _call(frame: Frame, node: ast.Name) -> ast.Call:
    call = frame.parents[frame.parents[node]]
    assert isinstance(call, ast.Call)
    return call


def _is_zero(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) is int and node.value == 0


def _front_insert(frame: Frame, node: ast.Name) -> ast.Call | None:
    call = _call(frame, node)
    statement = isinstance(frame.parents[call], ast.Expr)
    plain = len(call.args) == 2 and not call.keywords and not isinstance(call.args[1], ast.Starred)
    return call if statement and plain and _is_zero(call.args[0]) else None


def _deque(view: RegionView, frame: Frame, name: str, uses: dict[ast.Name, str]) -> Rewrite | None:
    edits: list[Edit] = []
    front = False
    for node, use in uses.items():
        if use == "bind":
            value = _bound_value(frame, node)
            if value is None:
                return None
            edits.append(view.replace(value, f"_ouroboros_deque({view.source(value)})"))
            continue
        if use in {"append", "contains", "test"}:
            if not certainly_bound(frame, name, frame.statement(node)):
                return None
            continue
        if use == "quiet":
            if not calls_builtin(view, frame.parents[node], *COPIES):
                return None
            continue
        if use == "method:pop":
            edit = _pop(view, frame, name, node)
            front = front or (edit is not None and "popleft" in edit.text and bool(frame.loops(node)))
        elif use == "method:insert":
            call = _front_insert(frame, node)
            if call is None or has_comment(view, view.start(call), view.end(call)):
                return None
            edit = view.replace(call, f"{name}.appendleft({view.source(call.args[1])})")
            front = front or bool(frame.loops(node))
        elif use == "item":
            edit = _end_item(view, frame, name, node)
        elif use == "method:extend":
            call = _call(frame, node)
            if len(call.args) != 1 or call.keywords or frame.uses(name, call.args[0]):
                return None
            continue
        elif use == "method:clear":
            continue
        else:
            return None
        if edit is None:
            return None
        edits.append(edit)
    if not front:
        return None
    return Rewrite(
        edits=tuple(edits),
        imports=(DEQUE,),
        note=f"`{name}` never leaves the function; a deque takes from its front without moving the rest.",
    )


def _bound_value(frame: Frame, node: ast.Name) -> ast.expr | None:
    parent = frame.parents[node]
    return parent.value if isinstance(parent, ast.Assign | ast.AnnAssign) else None


def _pop(view: RegionView, frame: Frame, name: str, node: ast.Name) -> Edit | None:
    call = _call(frame, node)
    if call.keywords or len(call.args) > 1 or has_comment(view, view.start(call), view.end(call)):
        return None
    if call.args and not (_is_zero(call.args[0]) or view.source(call.args[0]) == "-1"):
        return None
    front = bool(call.args) and _is_zero(call.args[0])
    method, original = ("popleft()", "pop(0)") if front else ("pop()", "pop()")
    if _tested(frame, name, call):
        return view.replace(call, f"{name}.{method}")
    # An empty deque raises with other words than an empty list; an empty list says it for us.
    return view.replace(call, f"({name}.{method} if {name} else [].{original})")


def _tested(frame: Frame, name: str, call: ast.Call) -> bool:
    """Whether ``call`` is the first thing done after ``while name:`` was true."""
    statement = frame.statement(call)
    loop = frame.parents[statement]
    simple = isinstance(statement, ast.Assign | ast.Expr | ast.AnnAssign) and statement.value is call
    return (
        simple
        and isinstance(loop, ast.While)
        and isinstance(loop.test, ast.Name)
        and loop.test.id == name
        and loop.body[0] is statement
    )


def _end_item(view: RegionView, frame: Frame, name: str, node: ast.Name) -> Edit | None:
    item = frame.parents[node]
    assert isinstance(item, ast.Subscript)
    index = view.source(item.slice)
    if index not in {"0", "-1"} or has_comment(view, view.start(item), view.end(item)):
        return None
    return view.replace(item, f"({name}[{index}] if {name} else [][{index}])")


def _reversed_build(view: RegionView, frame: Frame, name: str, uses: dict[ast.Name, str]) -> Rewrite | None:
    """``name`` is only filled at its front and then returned: fill the end, turn it round at last."""
    values = bindings(frame, name)
    if len(values) != 1 or not isinstance(values[0], ast.List) or values[0].elts:
        return None
    edits: list[Edit] = []
    looped = returned = False
    for node, use in uses.items():
        statement = frame.statement(node)
        if use == "bind":
            if frame.loops(node):
                return None
            continue
        if not certainly_bound(frame, name, statement):
            return None
        if use == "method:insert":
            call = _front_insert(frame, node)
            if call is None or has_comment(view, view.start(call), view.end(call)):
                return None
            edits.append(view.replace(call, f"{name}.append({view.source(call.args[1])})"))
            looped = looped or bool(frame.loops(node))
        elif use == "return" and isinstance(frame.parents[node], ast.Return):
            guards = ast.Try | ast.TryStar | ast.With | ast.AsyncWith
            in_try = any(isinstance(above, guards) for above in frame.chain(node))
            if not own_line(view, statement) or in_try:
                return None
            edits.append(view.insert_before(statement, [f"{name}.reverse()"]))
            returned = True
        elif use == "test" or (use == "quiet" and calls_builtin(view, frame.parents[node], "len")):
            continue
        else:
            return None
    if not (looped and returned):
        return None
    return Rewrite(
        edits=tuple(edits),
        note=f"`{name}` is filled at its end and turned round once before it is returned.",
    )


OPERATOR = Operator(
    name="queue-to-deque",
    category=OptimizationOp.DATA_STRUCTURE,
    summary="a list used at its front becomes a deque",
    rewrite=rewrite,
    severity=MutationSeverity.MINOR,
    risk=Risk.LOW,
    needs=(),
    payoff=40.0,
    source="https://docs.python.org/3/library/collections.html#collections.deque",
    examples=EXAMPLES,
    refusals=REFUSALS,
)
