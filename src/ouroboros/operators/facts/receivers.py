"""The run-time question whether a method call reaches what the text says: the object's class is asked for.

The call graph reads the project; a subclass or a stand-in object from elsewhere it cannot see. Asking for the
exact class closes that gap, since the class itself, all of it in this file, has no hooks of attribute lookup.
"""

from __future__ import annotations

import ast
from functools import lru_cache

from ouroboros.operators.contract import RegionView
from ouroboros.operators.facts.loops import times_bound
from ouroboros.operators.facts.scope import Frame, bound_names, is_builtin
from ouroboros.operators.facts.walks import every_node
from ouroboros.records.source import GenomeRegion, RegionKind

_HOOKS = frozenset(
    {"__getattribute__", "__getattr__", "__class__", "__dict__", "__setattr__", "__init_subclass__"}
)
_REACHING = frozenset({"globals", "exec", "__bases__"})
"""What gives a name of the file another class, or a class other bases, without saying so."""
_STORED = ("__getattribute__", "__getattr__", "__class__", "__setattr__", "__bases__")
"""Hooks that another file may put on a class."""


def class_guard(view: RegionView, frame: Frame, call: ast.Call, callee: GenomeRegion) -> str | None:
    """A condition (source text) under which ``call`` reaches ``callee``; empty for a plain function.

    ``None`` when no cheap condition would do.
    """
    if callee.kind is not RegionKind.METHOD:
        return ""
    function = call.func
    if not (isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name)):
        return None
    receiver = function.value.id
    kind = callee.qualname.rpartition(".")[0]
    first = [*frame.node.args.posonlyargs, *frame.node.args.args][:1]
    own = view.region.kind is RegionKind.METHOD and frame.node is view.node
    if own and first and first[0].arg == receiver:
        kind = view.region.qualname.rpartition(".")[0]
    if (
        receiver not in frame.local
        or not view.settled_attribute(function.attr)
        or kind in bound_names(view.node)
        or not is_builtin(view, "type")
        or not ordinary_class(view, kind)
    ):
        return None
    return f"type({receiver}) is {kind}"


@lru_cache(maxsize=16)
def _words(module: ast.Module) -> frozenset[str]:
    """Names of attributes, functions and variables that stand anywhere in the file."""
    words: set[str] = set()
    for node in every_node(module):
        if isinstance(node, ast.Attribute):
            words.add(node.attr)
        elif isinstance(node, ast.Name):
            words.add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            words.add(node.name)
    return frozenset(words)


def ordinary_class(view: RegionView, name: str) -> bool:
    """Whether the module-level class ``name`` stands above the region, with bases of this file, no hooks.

    Nobody in the project puts another class under its name, or hooks on a class.
    """
    if not (_HOOKS | _REACHING).isdisjoint(_words(view.module)) or times_bound(view.module, name) != 1:
        return False
    if not all(map(view.settled_attribute, (name, *_STORED))):
        return False
    for node in view.module.body:
        if isinstance(node, ast.ClassDef) and node.name == name:
            # A class below could be asked for before it is there.
            above = node.lineno <= view.region.span.first_line
            return (
                above
                and not node.keywords
                and all(_adds_only(view, decorator) for decorator in node.decorator_list)
                and all(
                    isinstance(base, ast.Name)
                    and base.id != name
                    and (base.id == "object" or ordinary_class(view, base.id))
                    for base in node.bases
                )
            )
    return False


def defined_once(module: ast.Module, kind: str, node: ast.FunctionDef) -> bool:
    """Whether the class has ``node`` under its name, and nothing else."""
    for holder in module.body:
        if isinstance(holder, ast.ClassDef) and holder.name == kind:
            return [part for part in holder.body if node.name in _binds(part)] == [node]
    return False


def _binds(statement: ast.stmt) -> frozenset[str]:
    named = isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    return frozenset({statement.name}) if named else bound_names(statement)  # type: ignore[attr-defined]


def _adds_only(view: RegionView, decorator: ast.expr) -> bool:
    """Whether a class decorator is that of ``dataclasses``, which replaces nothing that the class defines."""
    named = decorator.func if isinstance(decorator, ast.Call) else decorator
    return (
        isinstance(named, ast.Name)
        and named.id == "dataclass"
        and times_bound(view.module, "dataclass") == 1
        and any(
            isinstance(statement, ast.ImportFrom)
            and statement.module == "dataclasses"
            and any(alias.name == "dataclass" and alias.asname is None for alias in statement.names)
            for statement in view.module.body
        )
    )


def never_rebound(frame: Frame, name: str) -> bool:
    """Whether ``name`` is a parameter that keeps its first value all through the function."""
    return name in frame.parameters - frame.captured and name not in bound_names(*frame.node.body)
