"""Which classes of a module are plain enough for their instances to be variables of a kernel."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from functools import lru_cache

from ouroboros.operators.native.facts import PlainClass

HOOKS = frozenset({
    "__new__", "__getattr__", "__getattribute__", "__setattr__", "__delattr__", "__del__", "__slots__",
    "__init_subclass__", "__class_getitem__",
})  # fmt: skip
"""Names in a class body with which attributes and instances are no longer what they look like."""


def constant_number(
    node: ast.expr, known: Mapping[str, int | float | bool] | None = None
) -> int | float | bool | None:
    """The value of a constant expression of numbers, or ``None``; ``known`` are names that have one."""
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return node.value
    if isinstance(node, ast.Name) and known is not None:
        return known.get(node.id)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        value = constant_number(node.operand, known)
        return None if value is None else -value
    if isinstance(node, ast.BinOp):
        left, right = constant_number(node.left, known), constant_number(node.right, known)
        if left is not None and right is not None:
            if isinstance(node.op, ast.Add):
                return left + right
            if isinstance(node.op, ast.Sub):
                return left - right
            if isinstance(node.op, ast.Mult):
                return left * right
            if isinstance(node.op, ast.LShift) and isinstance(left, int) and isinstance(right, int):
                return left << right if 0 <= right < 64 and 0 <= left < 1 << 32 else None
    return None


@lru_cache(maxsize=16)
def _assigned_attributes(module: ast.Module) -> frozenset[str]:
    return frozenset(
        node.attr
        for node in ast.walk(module)
        if isinstance(node, ast.Attribute) and not isinstance(node.ctx, ast.Load)
    )


def plain_class(node: ast.ClassDef, module: ast.Module, settled: Callable[[str], bool]) -> PlainClass | None:
    """What a kernel may rely on about a class, or ``None``: it may do things that its text does not show.

    Args:
        node: the class, at module level.
        module: the module around it.
        settled: whether nobody in the project assigns an attribute of this name on anything.

    """
    bases = [base.id for base in node.bases if isinstance(base, ast.Name)]
    if node.decorator_list or node.keywords or len(bases) != len(node.bases) or bases not in ([], ["object"]):
        return None
    methods: dict[str, ast.FunctionDef] = {}
    constants: dict[str, int | float | bool] = {}
    bound: list[str] = []
    for statement in node.body:
        if isinstance(statement, ast.FunctionDef):
            bound.append(statement.name)
            if not statement.decorator_list:
                methods[statement.name] = statement
        elif isinstance(statement, ast.Assign) and all(
            isinstance(target, ast.Name) for target in statement.targets
        ):
            value = constant_number(statement.value, constants)
            for target in statement.targets:
                assert isinstance(target, ast.Name)
                bound.append(target.id)
                constants.pop(target.id, None)
                if value is not None:
                    constants[target.id] = value
        elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            if statement.value is not None:
                bound.append(statement.target.id)
        elif not isinstance(statement, ast.Pass) and not (
            isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
        ):
            return None
    if HOOKS & set(bound):
        return None
    assigned = _assigned_attributes(module)

    def certain(name: str) -> bool:
        private = name.startswith("__") and not name.endswith("__")
        return bound.count(name) == 1 and not private and name not in assigned and settled(name)

    return PlainClass(
        methods={name: method for name, method in methods.items() if certain(name)},
        constants={name: value for name, value in constants.items() if certain(name)},
        defined=frozenset(bound),
        assigned=assigned - set(bound),
    )
