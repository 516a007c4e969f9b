"""Which expressions are literals, and where a literal may stand for a name."""

from __future__ import annotations

import ast
from collections.abc import Iterable


def is_literal(value: ast.expr) -> bool:
    """Whether ``value`` is a literal of something immutable, a negative number included."""
    if isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.USub):
        return isinstance(value.operand, ast.Constant) and type(value.operand.value) in {int, float}
    return isinstance(value, ast.Constant)


def takes_literal(roots: Iterable[ast.AST], name: str) -> bool:
    """Whether a literal may stand wherever ``name`` does below ``roots``.

    Not where the compiler would warn (``1 is x``, ``1()``, ``1[0]``), and not in formatted texts, whose
    parts have no positions before Python 3.12.
    """
    for root in roots:
        for parent in ast.walk(root):
            for part in ast.iter_child_nodes(parent):
                if not isinstance(part, ast.Name) or part.id != name:
                    continue
                identity = isinstance(parent, ast.Compare) and any(
                    isinstance(operator, ast.Is | ast.IsNot) for operator in parent.ops
                )
                looked_into = isinstance(parent, ast.Subscript | ast.Attribute) and parent.value is part
                called = isinstance(parent, ast.Call) and parent.func is part
                shown = isinstance(parent, ast.FormattedValue | ast.Assert)
                if identity or looked_into or called or shown or not isinstance(part.ctx, ast.Load):
                    return False
    return True
