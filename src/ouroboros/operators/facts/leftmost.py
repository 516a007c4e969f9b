"""The call that a statement makes before anything else that could be noticed.

What stands for it may run on lines of its own before the statement.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence

from ouroboros.operators.contract import RegionView
from ouroboros.operators.facts.scope import QUIET_BUILTINS, Frame, certainly_bound, is_builtin, own_line

_Wanted = Callable[[ast.Call], bool]


def begins_with(view: RegionView, frame: Frame, statement: ast.stmt, wanted: _Wanted) -> ast.Call | None:
    """The ``wanted`` call that comes first in ``statement``; ``None`` when something else may come before."""
    if not own_line(view, statement):
        return None
    value: ast.expr | None = None
    if isinstance(statement, ast.Assign | ast.Return | ast.Expr | ast.AnnAssign):
        value = statement.value
    elif isinstance(statement, ast.AugAssign) and isinstance(statement.target, ast.Name):
        if _steady(frame, statement.target.id, statement):
            value = statement.value
    elif isinstance(statement, ast.If) and not view.text.startswith("elif", view.start(statement)):
        value = statement.test
    return _leftmost(view, frame, value, statement, wanted) if value is not None else None


def _leftmost(
    view: RegionView, frame: Frame, value: ast.expr, at: ast.stmt, wanted: _Wanted
) -> ast.Call | None:
    """The call in ``value`` before which only constants and names of steady value are evaluated."""
    inner: Sequence[ast.expr] = ()
    if isinstance(value, ast.Call):
        if wanted(value):
            return value
        function = value.func
        if isinstance(function, ast.Name) and function.id in QUIET_BUILTINS and is_builtin(view, function.id):
            inner = value.args
    elif isinstance(value, ast.BinOp):
        inner = (value.left, value.right)
    elif isinstance(value, ast.Compare):
        inner = (value.left, value.comparators[0])
    elif isinstance(value, ast.Tuple | ast.List):
        inner = value.elts
    elif isinstance(value, ast.UnaryOp):
        inner = (value.operand,)
    elif isinstance(value, ast.BoolOp):
        inner = (value.values[0],)
    elif isinstance(value, ast.IfExp):
        inner = (value.test,)
    elif isinstance(value, ast.Subscript | ast.Attribute):
        inner = (value.value,)
    for part in inner:
        if isinstance(part, ast.Constant) or (isinstance(part, ast.Name) and _steady(frame, part.id, at)):
            continue
        return _leftmost(view, frame, part, at, wanted)
    return None


def _steady(frame: Frame, name: str, at: ast.stmt) -> bool:
    return name not in frame.captured and certainly_bound(frame, name, at)
