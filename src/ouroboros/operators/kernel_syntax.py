"""What a function's own text says: names it assigns, how its loops are left, names that stand for methods."""

from __future__ import annotations

import ast
import copy
from collections.abc import Sequence

from ouroboros.operators.kernel_values import UntranslatableError

BOUND_METHODS = frozenset({"append", "insert", "pop"})


def assigned_names(function: ast.FunctionDef) -> frozenset[str]:
    """Names that ``function`` assigns, its comprehensions' own excluded."""
    inner = {
        id(name)
        for node in ast.walk(function)
        if isinstance(node, ast.comprehension)
        for name in ast.walk(node.target)
    }
    return frozenset(
        node.id
        for node in ast.walk(function)
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load) and id(node) not in inner
    )


def parameters_of(function: ast.FunctionDef) -> tuple[str, ...]:
    """Names of plain parameters.

    Raises:
        UntranslatableError: there are star or keyword-only parameters.

    """
    spec = function.args
    if spec.vararg or spec.kwarg or spec.kwonlyargs:
        raise UntranslatableError("star or keyword-only parameters")
    return tuple(argument.arg for argument in (*spec.posonlyargs, *spec.args))


def own_breaks(body: Sequence[ast.stmt]) -> bool:
    """Whether a ``break`` in ``body`` leaves the loop that ``body`` belongs to."""
    for statement in body:
        if isinstance(statement, ast.Break):
            return True
        if isinstance(statement, ast.If) and (own_breaks(statement.body) or own_breaks(statement.orelse)):
            return True
        # In the `else` of a loop, a `break` leaves the loop around it.
        if isinstance(statement, ast.For | ast.While) and own_breaks(statement.orelse):
            return True
    return False


def without_else(loop: ast.For | ast.While) -> ast.For | ast.While:
    """``loop`` less its ``else``."""
    bare = copy.copy(loop)
    bare.orelse = []
    return bare


def spelled_out(function: ast.FunctionDef) -> ast.FunctionDef:
    """``function`` with calls of ``add`` for ``add = items.append`` written as ``items.append``.

    Only where both names are assigned once, one after the other, by statements that every call runs first.
    """
    stores: dict[str, int] = {
        argument.arg: 2 for argument in ast.walk(function) if isinstance(argument, ast.arg)
    }
    for node in ast.walk(function):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            stores[node.id] = stores.get(node.id, 0) + 1
    seen: set[str] = set()
    found: dict[str, ast.Attribute] = {}
    places: dict[str, ast.stmt] = {}
    for statement in function.body:
        if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
            continue
        target, value = statement.targets[0], statement.value
        if not isinstance(target, ast.Name) or stores[target.id] != 1:
            continue
        if (
            isinstance(value, ast.Attribute)
            and value.attr in BOUND_METHODS
            and isinstance(value.value, ast.Name)
            and value.value.id in seen
        ):
            found[target.id], places[target.id] = value, statement
        seen.add(target.id)
    called = {
        id(node.func)
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    for node in ast.walk(function):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in found:
            after = (node.lineno, node.col_offset) > (places[node.id].lineno, places[node.id].col_offset)
            if id(node) not in called or not after:
                del found[node.id]
    if not found:
        return function
    dropped = {id(places[name]) for name in found}
    made = copy.copy(function)
    made.body = [
        _Spelling(found).visit(copy.deepcopy(statement))
        for statement in function.body
        if id(statement) not in dropped
    ]
    return made


class _Spelling(ast.NodeTransformer):
    def __init__(self, methods: dict[str, ast.Attribute]) -> None:
        self._methods = methods

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self._methods.get(node.id, node)
