"""Which name means what where: the scopes of a module, as Python resolves them.

What a function binds hides a built-in inside it and in the functions it holds; what a class or a module binds
may not be bound yet, or no more. A comprehension hides its own variables only.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ouroboros.arena.closed_world.computing import Sight

Function = ast.FunctionDef | ast.AsyncFunctionDef
Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


@dataclass(slots=True)
class Unit:
    """A function, a method, a class body or a variable: what it does itself, and what it names."""

    sights: set[Sight] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    """Names looked up in the module."""
    attributes: set[str] = field(default_factory=set)
    stores: set[str] = field(default_factory=set)
    """Attributes that it gives a value, of whatever object."""

    def absorb(self, other: Unit) -> None:
        """Take over what ``other`` does and names."""
        self.sights |= other.sights
        self.names |= other.names
        self.attributes |= other.attributes
        self.stores |= other.stores


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the walk is."""

    unit: Unit
    local: frozenset[str] = frozenset()
    """Names bound by the functions around this place."""
    imports: Mapping[str, str] = field(default_factory=dict)
    """Names bound by import statements, and what they stand for."""
    function: str = ""
    in_module: bool = False
    """Whether a name bound here is one of the module's."""


def top_level_names(tree: ast.Module) -> frozenset[str]:
    """Names that statements of the module itself surely bind: functions, classes, imports, variables."""
    names: set[str] = set()
    for node in tree.body:
        if isinstance(node, Function | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names.update(imported(node))
        elif isinstance(node, ast.Assign):
            names.update(target.id for target in node.targets if isinstance(target, ast.Name))
    return frozenset(names)


def closed(units: Mapping[str, Unit]) -> dict[str, frozenset[Sight]]:
    """Sights of every unit with those of all it names, directly or not.

    An attribute stands for every method of its name, and for every function that stores it anywhere.

    Args:
        units: by name of a function or variable, and ``Class.method``.

    """
    methods: dict[str, list[str]] = {}
    for name, unit in units.items():
        for attribute in {*unit.stores, *([name.rpartition(".")[2]] if "." in name else ())}:
            methods.setdefault(attribute, []).append(name)
    edges: dict[str, set[str]] = {}
    for name, unit in units.items():
        found = {other for other in unit.names if other in units}
        found.update(other for attribute in unit.attributes for other in methods.get(attribute, ()))
        edges[name] = found
    reach = {name: set(unit.sights) for name, unit in units.items()}
    growing = True
    while growing:
        growing = False
        for name, others in edges.items():
            before = len(reach[name])
            for other in others:
                reach[name] |= reach[other]
            growing = growing or len(reach[name]) > before
    return {name: frozenset(sights) for name, sights in reach.items()}


def imports_of(tree: ast.Module) -> tuple[dict[str, str], list[str]]:
    """Names that any import statement of a module binds, and in words those that stand for two things.

    Whatever scope it is in: ``global`` and classes carry imported modules elsewhere.
    """
    found: dict[str, str] = {}
    doubled: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            for name, target in imported(node).items():
                if found.setdefault(name, target) != target:
                    doubled.append(f"{name} stands for {target} as well as {found[name]}")
    return found, doubled


def imported(node: ast.Import | ast.ImportFrom) -> dict[str, str]:
    """Names that an import statement binds, and what for."""
    if isinstance(node, ast.Import):
        return {
            alias.asname or alias.name.partition(".")[0]: (
                alias.name if alias.asname else alias.name.partition(".")[0]
            )
            for alias in node.names
        }
    module = "." * node.level + (node.module or "")
    return {alias.asname or alias.name: f"{module}.{alias.name}" for alias in node.names}


def bound(body: Iterable[ast.AST]) -> tuple[set[str], dict[str, str]]:
    """Names that statements bind in their own scope, and what those that are imported stand for.

    Args:
        body: the statements of a function or of a module, or the expression of a lambda.

    """
    names: set[str] = set()
    elsewhere: set[str] = set()
    imports: dict[str, str] = {}
    pending = list(body)
    while pending:
        node = pending.pop()
        if isinstance(node, Function | ast.ClassDef):
            names.add(node.name)
            continue
        if isinstance(node, ast.Lambda):
            continue
        if isinstance(node, Comprehension):
            # Only an assignment expression binds a name around a comprehension.
            names.update(
                part.target.id
                for part in ast.walk(node)
                if isinstance(part, ast.NamedExpr) and isinstance(part.target, ast.Name)
            )
            continue
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            names.add(node.id)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            imports |= imported(node)
        elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
            names.add(node.name)
        elif isinstance(node, ast.MatchMapping) and node.rest:
            names.add(node.rest)
        elif isinstance(node, ast.Global | ast.Nonlocal):
            elsewhere.update(node.names)
        pending += ast.iter_child_nodes(node)
    return (names | set(imports)) - elsewhere, imports


def path_of(node: ast.expr, place: Place) -> str:
    """What a chain of attributes that begins with an imported name stands for, dotted, or ""."""
    attributes: list[str] = []
    while isinstance(node, ast.Attribute):
        attributes.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name) or node.id not in place.imports:
        return ""
    return ".".join([place.imports[node.id], *reversed(attributes)])


def names_exception(node: ast.expr, place: Place) -> bool:
    """Whether an expression is the name of one of Python's own exceptions."""
    if not isinstance(node, ast.Name) or node.id in place.local or node.id in place.imports:
        return False
    found = getattr(builtins, node.id, None)
    return isinstance(found, type) and issubclass(found, BaseException)


def calls_super(node: ast.expr) -> bool:
    """Whether an expression is ``super()``."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "super"
