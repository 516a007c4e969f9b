"""Small questions about trees, and walks over those that nobody changes, made once for all operators."""

from __future__ import annotations

import ast
from functools import lru_cache


@lru_cache(maxsize=64)
def every_node(root: ast.AST) -> tuple[ast.AST, ...]:
    """``ast.walk(root)``, kept. Only for trees that nobody changes: a view's module, node and frames."""
    return tuple(ast.walk(root))


def is_name(node: ast.AST, name: str) -> bool:
    """Whether ``node`` is this plain name."""
    return isinstance(node, ast.Name) and node.id == name


def holds(root: ast.AST, node: ast.AST) -> bool:
    """Whether ``node`` itself stands in the tree under ``root``."""
    return any(inner is node for inner in ast.walk(root))
