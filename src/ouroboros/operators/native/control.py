"""How control flows through a function, and functions written in a simpler way."""

from __future__ import annotations

import ast
import copy
from collections import Counter
from collections.abc import Sequence

_GROWING = frozenset({"append", "insert", "pop"})


def growing_names(node: ast.AST) -> frozenset[str]:
    """Names of lists that change their length below ``node``: each has to be the only name of its list."""
    return frozenset(
        found.value.id
        for found in ast.walk(node)
        if isinstance(found, ast.Attribute) and found.attr in _GROWING and isinstance(found.value, ast.Name)
    )


def moved_names(node: ast.AST, *, returned: bool) -> frozenset[str]:
    """Names of lists that may become rows of others, or what a function that is put in place returns."""
    found: set[str] = set()
    for part in ast.walk(node):
        if isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute) and part.func.attr in _GROWING:
            found.update(argument.id for argument in part.args if isinstance(argument, ast.Name))
        elif returned and isinstance(part, ast.Return) and isinstance(part.value, ast.Name):
            found.add(part.value.id)
    return frozenset(found)


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


def has_own_break(body: Sequence[ast.stmt]) -> bool:
    """Whether a ``break`` in the body of a loop leaves that loop."""
    for statement in body:
        if isinstance(statement, ast.Break):
            return True
        if isinstance(statement, ast.If) and (
            has_own_break(statement.body) or has_own_break(statement.orelse)
        ):
            return True
        # In the `else` of a loop, a `break` leaves the loop around it.
        if isinstance(statement, ast.For | ast.While) and has_own_break(statement.orelse):
            return True
    return False


def returns_from_loop(function: ast.FunctionDef) -> bool:
    """Whether a ``return`` stands in a loop."""
    return any(
        isinstance(node, ast.Return)
        for loop in ast.walk(function)
        if isinstance(loop, ast.For | ast.While)
        for node in ast.walk(loop)
    )


def without_else(loop: ast.For | ast.While) -> ast.For | ast.While:
    """The loop alone."""
    bare = copy.copy(loop)
    bare.orelse = []
    return bare


class _Called(ast.NodeTransformer):
    def __init__(self, methods: dict[str, ast.Attribute]) -> None:
        self.methods = methods

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id in self.methods:
            found = self.methods[node.func.id]
            node.func = ast.copy_location(copy.deepcopy(found), node.func)
        return node


def without_bound_methods(function: ast.FunctionDef) -> ast.FunctionDef:
    """``put = xs.append`` and later ``put(x)`` as ``xs.append(x)``, where both names keep their values."""
    names = [node for node in ast.walk(function) if isinstance(node, ast.Name)]
    stored = Counter(node.id for node in names if not isinstance(node.ctx, ast.Load))
    read = Counter(node.id for node in names if isinstance(node.ctx, ast.Load))
    called = Counter(
        node.func.id
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    )
    methods: dict[str, ast.Attribute] = {}
    dropped: list[ast.stmt] = []
    assigned: set[str] = set()
    mentioned: set[str] = set()  # further up, where a call raises
    previous: ast.stmt | None = None
    for statement in function.body:
        if previous is not None:
            mentioned |= {node.id for node in ast.walk(previous) if isinstance(node, ast.Name)}
        previous = statement
        if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
            continue
        target, value = statement.targets[0], statement.value
        assigned |= {node.id for node in ast.walk(target) if isinstance(node, ast.Name)}
        if not isinstance(target, ast.Name):
            continue
        if (
            isinstance(value, ast.Attribute)
            and isinstance(value.value, ast.Name)
            and value.attr in _GROWING
            and value.value.id in assigned
            and stored[target.id] == stored[value.value.id] == 1
            and read[target.id] == called[target.id] > 0
            and not mentioned & {target.id}
        ):
            methods[target.id] = value
            dropped.append(statement)
    if not methods:
        return function
    plain = copy.copy(function)
    left = [copy.deepcopy(each) for each in function.body if each not in dropped]
    plain.body = [_Called(methods).visit(each) for each in left]
    return plain
