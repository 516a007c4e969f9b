"""Walks over trees that nobody changes, made once for all operators."""

from __future__ import annotations

import ast
from functools import lru_cache


@lru_cache(maxsize=64)
def every_node(root: ast.AST) -> tuple[ast.AST, ...]:
    """``ast.walk(root)``, kept. Only for trees that nobody changes: a view's module, node and frames."""
    return tuple(ast.walk(root))
