"""Which names hold containers of our own, and what may change a container that we want to trust.

The careful answer is always "it may": a rewrite that relies on an unchanged container asks here first.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable
from functools import lru_cache

from ouroboros.operators.contract import FunctionNode, RegionView
from ouroboros.operators.facts.scope import (
    QUIET_BUILTINS,
    SCOPES,
    Frame,
    binds_itself,
    bound_names,
    calls_builtin,
    is_builtin,
    walk_here,
)
from ouroboros.operators.facts.walks import every_node
from ouroboros.records.source import Effect

READING_METHODS = frozenset(
    {
        *("lower", "upper", "strip", "lstrip", "rstrip", "split", "startswith", "endswith", "title", "join"),
        *("format", "encode", "decode", "isdigit", "isalpha", "get", "items", "keys", "values"),
    }
)
"""Methods that no built-in type uses to change itself."""

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
    return [*([None] if name in frame.parameters else ()), *_bindings(frame.node).get(name, ())]


@lru_cache(maxsize=256)
def _bindings(function: FunctionNode) -> dict[str, list[ast.expr | None]]:
    """:func:`bindings` of every name that the body of a function binds."""
    found: dict[str, list[ast.expr | None]] = {}
    plain: set[int] = set()
    for node in walk_here(*function.body):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    plain.add(id(target))
                    value = node.value if len(node.targets) == 1 else None
                    found.setdefault(target.id, []).append(value)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            plain.add(id(node.target))
            if node.value is not None:
                found.setdefault(node.target.id, []).append(node.value)
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            plain.add(id(node.target))
    for node in every_node(function):
        if isinstance(node, ast.Name):
            if not isinstance(node.ctx, ast.Load) and id(node) not in plain:
                found.setdefault(node.id, []).append(None)
        elif node is not function:
            names = binds_itself(node)
            if isinstance(node, SCOPES) and not isinstance(node, ast.Lambda):
                names |= {node.name}
            for name in names:
                found.setdefault(name, []).append(None)
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


def may_change(
    view: RegionView,
    frame: Frame,
    name: str,
    roots: Iterable[ast.AST],
    *,
    trusted: Collection[int] = (),
    deep_field: str | None = None,
) -> bool:
    """Whether running ``roots`` may rebind ``name`` or change what it holds, aliases included.

    Operators and attribute reads are trusted not to write to it; calls must be known, writes must go to
    containers that the frame made itself.

    Args:
        view: the region.
        frame: the function inside it that ``name`` is local to.
        name: a local name that holds a container, or a name of the module.
        roots: the code that runs meanwhile.
        trusted: ``id`` of call nodes that the operator vouches for.
        deep_field: also watch this field (a key or attribute) of the container's items: calls may then write
            only to containers that were never handed to anybody, stores also to other constant string keys.

    """
    roots = tuple(roots)
    if name in bound_names(*roots) or any(
        name in node.names for node in every_node(frame.node) if isinstance(node, ast.Nonlocal)
    ):
        return True
    for root in roots:
        for node in walk_here(root):
            if isinstance(
                node,
                ast.Yield | ast.YieldFrom | ast.Await | ast.AsyncFor | ast.With | ast.AsyncWith
                | ast.Import | ast.ImportFrom | ast.Global | ast.Nonlocal | ast.ClassDef,
            ):  # fmt: skip
                return True
            if isinstance(node, ast.comprehension) and node.is_async:
                return True
            if isinstance(node, ast.Attribute) and not isinstance(node.ctx, ast.Load):
                return True
            if isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load):
                if _other_key(node, deep_field):
                    continue
                if not _writes_elsewhere(view, frame, name, node.value, deep=deep_field is not None):
                    return True
            elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
                if _steps_a_number(view, frame, node.target.id, node):
                    continue
                if not _writes_elsewhere(view, frame, name, node.target, deep=deep_field is not None):
                    return True
            elif (
                isinstance(node, ast.Call)
                and id(node) not in trusted
                and not _quiet_call(view, frame, name, node, deep=deep_field is not None)
            ):
                return True
    return False


def _of_module(view: RegionView, frame: Frame, name: str) -> bool:
    """Whether ``name`` is the module's, bound once in the target: no container made here is its object."""
    return name not in frame.local and name in view.constant_globals


def _steps_a_number(view: RegionView, frame: Frame, target: str, growth: ast.AugAssign) -> bool:
    """Whether ``target += …`` surely binds a new object: no container takes a number, or it holds one."""
    value = growth.value
    if (
        isinstance(growth.op, ast.Add | ast.Sub)
        and isinstance(value, ast.Constant)
        and type(value.value) in {int, float}
    ):
        return True
    made = bindings(frame, target)
    return (
        target in frame.local - frame.captured
        and bool(made)
        and all(
            isinstance(start, ast.Constant | ast.Compare)
            or (start is not None and calls_builtin(view, start, "len", "int", "float", "str", "bool", "ord"))
            for start in made
        )
        and isinstance(growth.op, ast.Add | ast.Sub)
    )


def _other_key(target: ast.Subscript, field: str | None) -> bool:
    """Whether a write to ``target`` goes to a dictionary (a list has no such key), and not to ``field``."""
    key = target.slice
    return (
        isinstance(target.value, ast.Name)
        and isinstance(key, ast.Constant)
        and isinstance(key.value, str)
        and key.value != field
    )


def _writes_elsewhere(
    view: RegionView, frame: Frame, name: str, target: ast.expr, *, deep: bool = False
) -> bool:
    """Whether a write to ``target`` certainly leaves the object of ``name`` alone."""
    if not (isinstance(target, ast.Name) and target.id != name and owned(view, frame, target.id)):
        return False
    if deep and any(use_of(view, frame, node) in {"escape", "delete"} for node in frame.uses(target.id)):
        return False
    # `name` itself must not have been taken from the container written to.
    return _of_module(view, frame, name) or (
        (name in frame.parameters and bindings(frame, name) == [None]) or owned(view, frame, name)
    )


def _quiet_keyword(keyword: ast.keyword) -> bool:
    """Whether a built-in that takes this argument runs no code by it but reading, operators and tests."""
    if keyword.arg != "key":
        return keyword.arg is not None
    if isinstance(keyword.value, ast.Constant):
        return True
    return isinstance(keyword.value, ast.Lambda) and not any(
        isinstance(part, ast.Call | ast.NamedExpr | ast.Yield | ast.YieldFrom | ast.Await | ast.Lambda)
        for part in ast.walk(keyword.value.body)
    )


def _quiet_call(view: RegionView, frame: Frame, name: str, call: ast.Call, *, deep: bool) -> bool:
    function = call.func
    if isinstance(function, ast.Name) and function.id in QUIET_BUILTINS and is_builtin(view, function.id):
        return all(map(_quiet_keyword, call.keywords))
    if calls_builtin(view, call, "next") and call.args and isinstance(call.args[0], ast.GeneratorExp):
        return True
    if isinstance(function, ast.Attribute) and _writes_elsewhere(
        view, frame, name, function.value, deep=deep
    ):
        return all(map(_quiet_keyword, call.keywords))
    if view.call_effects(call).found & _UNSAFE_EFFECTS:
        return False
    # Effects speak of what the caller can see: a call that changes a container made in this very frame is
    # "pure". Only for the caller's own containers is their silence enough.
    if _of_module(view, frame, name) or (name in frame.parameters and bindings(frame, name) == [None]):
        return True
    return isinstance(function, ast.Attribute) and function.attr in READING_METHODS


def use_of(view: RegionView, frame: Frame, node: ast.Name) -> str:
    """What one mention of a name does to the list that it holds.

    ``bind``, ``delete``, ``augment``; ``append`` and ``method:<name>`` (a call on it); ``contains``;
    ``quiet`` (length, copy, formatting); ``iterate``; ``test``; ``item`` (an item or slice is read);
    ``store`` (an item is written); ``return``; ``escape`` for all by which other code could come to hold it.
    """
    parent = frame.parents[node]
    if isinstance(parent, ast.AugAssign) and parent.target is node:
        return "augment"
    if not isinstance(node.ctx, ast.Load):
        return "delete" if isinstance(node.ctx, ast.Del) else "bind"
    if any(isinstance(above, SCOPES) for above in frame.chain(node)):
        return "escape"
    if isinstance(parent, ast.Compare):
        last = parent.comparators[-1] is node and isinstance(parent.ops[-1], ast.In | ast.NotIn)
        return "contains" if last and len(parent.ops) == 1 else "escape"
    if isinstance(parent, ast.Attribute):
        return _method_use(frame, parent)
    if isinstance(parent, ast.Subscript) and parent.value is node:
        return "item" if isinstance(parent.ctx, ast.Load) else "store"
    if isinstance(parent, ast.For | ast.comprehension) and parent.iter is node:
        return "iterate"
    if isinstance(parent, ast.If | ast.While | ast.IfExp | ast.Assert) and parent.test is node:
        return "test"
    if isinstance(parent, ast.UnaryOp) and isinstance(parent.op, ast.Not):
        return "test"
    if isinstance(parent, ast.BoolOp):
        above = frame.parents[parent]
        tested = isinstance(above, ast.If | ast.While | ast.IfExp) and above.test is parent
        return "test" if tested else "escape"
    if isinstance(parent, ast.Return) or (
        # The tuple is nobody's before the function has ended.
        isinstance(parent, ast.Tuple) and isinstance(frame.parents[parent], ast.Return)
    ):
        return "return"
    if isinstance(parent, ast.FormattedValue):
        return "quiet"
    if isinstance(parent, ast.Call) and node in parent.args:
        joins = (
            isinstance(parent.func, ast.Attribute)
            and isinstance(parent.func.value, ast.Constant)
            and parent.func.attr == "join"
        )
        return "quiet" if joins or calls_builtin(view, parent, "print", *QUIET_BUILTINS) else "escape"
    return "escape"


def _method_use(frame: Frame, attribute: ast.Attribute) -> str:
    call = frame.parents[attribute]
    if not (isinstance(attribute.ctx, ast.Load) and isinstance(call, ast.Call) and call.func is attribute):
        return "escape"
    simple = len(call.args) == 1 and not call.keywords and not isinstance(call.args[0], ast.Starred)
    if attribute.attr == "append" and simple and isinstance(frame.parents[call], ast.Expr):
        return "append"
    return f"method:{attribute.attr}"


def _makes_list(view: RegionView, frame: Frame, name: str, value: ast.expr | None) -> bool:
    """Whether ``value`` is certainly a new list: made here, or the sum of two that certainly are lists."""
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add):
        return all(
            _makes_list(view, frame, name, side)
            or (
                isinstance(side, ast.Name)
                and side.id != name
                and side.id in frame.local - frame.captured
                and bool(bindings(frame, side.id))
                and all(isinstance(made, ast.List | ast.ListComp) for made in bindings(frame, side.id))
            )
            for side in (value.left, value.right)
        )
    return isinstance(value, ast.List | ast.ListComp) or (
        value is not None and calls_builtin(view, value, "list", "sorted")
    )


def list_uses(view: RegionView, frame: Frame, name: str) -> dict[ast.Name, str] | None:
    """Every mention of local ``name`` with its use when all its bindings are fresh lists, else ``None``."""
    values = bindings(frame, name)
    if name not in frame.local or name in frame.captured or not values:
        return None
    if not all(_makes_list(view, frame, name, value) for value in values):
        return None
    return {node: use_of(view, frame, node) for node in frame.uses(name)}


def unchanged(
    view: RegionView, frame: Frame, name: str, roots: Iterable[ast.AST], *, trusted: Collection[int] = ()
) -> bool:
    """Whether the list or tuple that ``name`` holds is certainly the same, unchanged, all through ``roots``.

    Either nobody else can hold the list and ``roots`` only read it, or nothing in ``roots`` may change it.
    """
    roots = tuple(roots)
    uses = list_uses(view, frame, name)
    if uses is not None:
        reading = {"contains", "quiet", "iterate", "test", "item", "method:count", "method:index"}
        inside = {node for root in roots for node in ast.walk(root)}
        private = all(use not in {"escape", "delete"} for use in uses.values())
        if private and all(use in reading for node, use in uses.items() if node in inside):
            return True
    return not may_change(view, frame, name, roots, trusted=trusted)
