"""Which names a function and everything inside it bind."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from functools import lru_cache

from ouroboros.genome.syntax import FunctionNode


def bound_anywhere(node: ast.AST) -> frozenset[str]:
    """Names that ``node`` and the scopes inside it bind; ``*`` for everything of another module."""
    bound: set[str] = set()
    for child in ast.walk(node):
        if isinstance(child, ast.Name) and not isinstance(child.ctx, ast.Load):
            bound.add(child.id)
        elif isinstance(child, ast.arg):
            bound.add(child.arg)
        elif isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and child is not node:
            bound.add(child.name)
        elif isinstance(child, ast.Import | ast.ImportFrom):
            bound |= {alias.asname or alias.name.partition(".")[0] for alias in child.names}
        elif isinstance(child, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and child.name:
            bound.add(child.name)
        elif isinstance(child, ast.MatchMapping) and child.rest:
            bound.add(child.rest)
    return frozenset(bound)


@lru_cache(maxsize=256)
def local_names(node: FunctionNode) -> tuple[frozenset[str], frozenset[str]]:
    """``(bound, declared)``: names bound in ``node`` and nested scopes; those declared others'."""
    declared = {name for child in ast.walk(node) if isinstance(child, ast.Global) for name in child.names}
    own = {name for child in _own_statements(node) if isinstance(child, ast.Nonlocal) for name in child.names}
    return bound_anywhere(node), frozenset(declared | own)


@lru_cache(maxsize=256)
def own_names(node: FunctionNode) -> frozenset[str]:
    """Names that are local to ``node`` itself, whatever nested scopes bind."""
    arguments = node.args
    every = [
        *arguments.posonlyargs,
        *arguments.args,
        *arguments.kwonlyargs,
        arguments.vararg,
        arguments.kwarg,
    ]
    bound = {argument.arg for argument in every if argument is not None}
    targets: set[int] = set()
    for child in _own_statements(node):
        if isinstance(child, ast.comprehension):
            targets |= {id(part) for part in ast.walk(child.target)}
    for child in _own_statements(node):
        if isinstance(child, ast.Name) and not isinstance(child.ctx, ast.Load) and id(child) not in targets:
            bound.add(child.id)
        elif isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            bound.add(child.name)
        elif isinstance(child, ast.Import | ast.ImportFrom):
            bound |= {alias.asname or alias.name.partition(".")[0] for alias in child.names}
        elif isinstance(child, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and child.name:
            bound.add(child.name)
        elif isinstance(child, ast.MatchMapping) and child.rest:
            bound.add(child.rest)
    return frozenset(bound)


def _own_statements(node: FunctionNode) -> Iterable[ast.AST]:
    pending: list[ast.AST] = list(node.body)
    while pending:
        current = pending.pop()
        yield current
        if not isinstance(current, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            pending.extend(ast.iter_child_nodes(current))
