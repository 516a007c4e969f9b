"""Small questions about trees, and walks over those that nobody changes, made once for all operators."""

from __future__ import annotations

import ast
from functools import lru_cache


@lru_cache(maxsize=256)
def every_node(root: ast.AST) -> tuple[ast.AST, ...]:
    """``ast.walk(root)``, kept. Only for trees that nobody changes: a view's module, node and frames."""
    return tuple(walk(root))


def walk(root: ast.AST) -> list[ast.AST]:
    """The nodes of ``ast.walk(root)`` in its order, found in less time."""
    found = [root]
    for node in found:  # it grows meanwhile: breadth first
        found += children(node)
    return found


_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)

_PLAIN_FIELDS = frozenset(
    {
        *("id", "attr", "arg", "asname", "conversion", "is_async", "kind", "level", "module", "rest"),
        *("simple", "type_comment"),
    }
)
"""Fields that hold a plain value in every kind of node that has them."""


_FIELDS = {
    kind: () if kind is ast.Constant else tuple(name for name in kind._fields if name not in _PLAIN_FIELDS)
    for kind in vars(ast).values()
    if isinstance(kind, type) and issubclass(kind, ast.AST)
}
"""Fields of each kind of node that may hold nodes."""


def children(node: ast.AST) -> list[ast.AST]:
    """The nodes of ``ast.iter_child_nodes(node)``."""
    found: list[ast.AST] = []
    for name in _FIELDS.get(type(node), node._fields):
        value = getattr(node, name, None)
        if isinstance(value, ast.AST):
            found.append(value)
        elif isinstance(value, list):
            found += [item for item in value if isinstance(item, ast.AST)]
    return found


def is_name(node: ast.AST, name: str) -> bool:
    """Whether ``node`` is this plain name."""
    return isinstance(node, ast.Name) and node.id == name


def holds(root: ast.AST, node: ast.AST) -> bool:
    """Whether ``node`` itself stands in the tree under ``root``."""
    return any(inner is node for inner in walk(root))


@lru_cache(maxsize=256)
def names_of(function: ast.AST) -> dict[str, list[ast.Name]]:
    """Every mention of each name in a function that nobody changes."""
    found: dict[str, list[ast.Name]] = {}
    for node in every_node(function):
        if isinstance(node, ast.Name):
            found.setdefault(node.id, []).append(node)
    return found


@lru_cache(maxsize=1024)
def walked_here(roots: tuple[ast.AST, ...]) -> tuple[ast.AST, ...]:
    """``scope.walk_here`` of trees that nobody changes, kept."""
    found: list[ast.AST] = []
    pending = list(roots)
    entered = set(map(id, roots))
    while pending:
        node = pending.pop()
        found.append(node)
        if isinstance(node, _SCOPES) and id(node) not in entered:
            continue
        pending += reversed(children(node))
    return tuple(found)


@lru_cache(maxsize=1024)
def bound_by(roots: tuple[ast.AST, ...]) -> frozenset[str]:
    """``scope.bound_names`` of trees that nobody changes, kept."""
    names: set[str] = set()
    for root in roots:
        for node in walk(root):
            if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
                names.add(node.id)
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                names.add(node.name)
            elif isinstance(node, ast.arg):
                names.add(node.arg)
            elif isinstance(node, ast.alias):
                names.add((node.asname or node.name).split(".")[0])
            elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar):
                names.update(filter(None, (node.name,)))
            elif isinstance(node, ast.MatchMapping):
                names.update(filter(None, (node.rest,)))
            elif isinstance(node, ast.Global | ast.Nonlocal):
                names.update(node.names)
            elif isinstance(node, getattr(ast, "TypeAlias", ())):
                names.update(n.id for n in walk(node) if isinstance(n, ast.Name))
    return frozenset(names)
