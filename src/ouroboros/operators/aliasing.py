"""Which names hold containers of our own, and what may change a container that we want to trust.

The careful answer is always "it may": a rewrite that relies on an unchanged container asks here first.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from ouroboros.operators.contract import RegionView
from ouroboros.operators.scope import (
    QUIET_BUILTINS,
    SCOPES,
    Frame,
    binds_itself,
    bound_names,
    calls_builtin,
    is_builtin,
    walk_here,
)
from ouroboros.records.source import Effect

_UNSAFE_EFFECTS = frozenset(
    {Effect.WRITES_GLOBALS, Effect.MUTATES_ARGUMENTS, Effect.YIELDS, Effect.AWAITS, Effect.UNKNOWN}
)


def fresh_container(view: RegionView, expression: ast.expr | None) -> bool:
    """Whether ``expression`` makes a container of an exact built-in type that nothing else refers to yet."""
    if isinstance(
        expression, ast.List | ast.Set | ast.Dict | ast.ListComp | ast.SetComp | ast.DictComp | ast.JoinedStr
    ):
        return True
    return expression is not None and calls_builtin(view, expression, "list", "sorted", "dict", "set")


def bindings(frame: Frame, name: str) -> list[ast.expr | None]:
    """What local ``name`` is bound to: the value of each plain assignment, ``None`` for any other binding.

    A parameter has a ``None`` for the caller's value; ``+=`` is no binding here (see :func:`mutated_names`).
    """
    found: list[ast.expr | None] = [None] if name in frame.parameters else []
    plain: set[int] = set()
    for node in walk_here(*frame.node.body):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name) and target.id == name:
                    plain.add(id(target))
                    found.append(node.value if len(node.targets) == 1 else None)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id == name:
            plain.add(id(node.target))
            found += [node.value] if node.value is not None else []
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name) and node.target.id == name:
            plain.add(id(node.target))
    for node in ast.walk(frame.node):
        if isinstance(node, ast.Name):
            if node.id == name and not isinstance(node.ctx, ast.Load) and id(node) not in plain:
                found.append(None)
        elif node is not frame.node and (
            name in binds_itself(node) or (isinstance(node, SCOPES) and getattr(node, "name", None) == name)
        ):
            found.append(None)
    return found


def owned(view: RegionView, frame: Frame, name: str) -> bool:
    """Whether local ``name`` only ever holds constants or containers that the frame made, uncaptured.

    Its *first* object is nobody else's; whether it is handed out later is the operator's to ask.
    """
    values = bindings(frame, name)
    return (
        name in frame.local
        and name not in frame.captured
        and bool(values)
        and all(isinstance(value, ast.Constant) or fresh_container(view, value) for value in values)
    )


def may_change(view: RegionView, frame: Frame, name: str, roots: Iterable[ast.AST]) -> bool:
    """Whether running ``roots`` may rebind ``name`` or change the container it holds, aliases included.

    Operators and attribute reads are trusted not to write to it; calls must be known, writes must go to
    containers that the frame made itself.
    """
    roots = tuple(roots)
    if name in bound_names(*roots):
        return True
    for root in roots:
        for node in walk_here(root):
            if isinstance(
                node,
                ast.Yield | ast.YieldFrom | ast.Await | ast.AsyncFor | ast.With | ast.AsyncWith
                | ast.Import | ast.ImportFrom | ast.Global | ast.Nonlocal | ast.ClassDef,
            ):  # fmt: skip
                return True
            if isinstance(node, ast.Attribute) and not isinstance(node.ctx, ast.Load):
                return True
            if isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load):
                if not _writes_elsewhere(view, frame, name, node.value):
                    return True
            elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
                if not _writes_elsewhere(view, frame, name, node.target):
                    return True
            elif isinstance(node, ast.Call) and not _quiet_call(view, frame, name, node):
                return True
    return False


def _writes_elsewhere(view: RegionView, frame: Frame, name: str, target: ast.expr) -> bool:
    """Whether a write to ``target`` certainly leaves the object of ``name`` alone."""
    if not (isinstance(target, ast.Name) and target.id != name and owned(view, frame, target.id)):
        return False
    # `name` itself must not have been taken from the container written to.
    return (name in frame.parameters and bindings(frame, name) == [None]) or owned(view, frame, name)


def _quiet_call(view: RegionView, frame: Frame, name: str, call: ast.Call) -> bool:
    function = call.func
    if isinstance(function, ast.Name) and function.id in QUIET_BUILTINS and is_builtin(view, function.id):
        return not any(keyword.arg in {"key", None} for keyword in call.keywords)
    if isinstance(function, ast.Attribute) and _writes_elsewhere(view, frame, name, function.value):
        return not any(keyword.arg in {"key", None} for keyword in call.keywords)
    return not view.call_effects(call).found & _UNSAFE_EFFECTS
