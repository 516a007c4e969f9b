"""What the names of a module certainly mean, as kernels need to know."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from ouroboros.operators.native.facts import ModuleNames
from ouroboros.operators.native.values import UntranslatableError


def _bindings(module: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    """Every name that may be bound at module level, once for each place, with the node that binds it."""
    pending: list[ast.AST] = list(module.body)
    while pending:
        node = pending.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name, node
            for inner in ast.walk(node):
                if isinstance(inner, ast.Global):
                    yield from ((name, inner) for name in inner.names)
            continue
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from (((alias.asname or alias.name).split(".")[0], node) for alias in node.names)
        elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            yield node.id, node
        elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
            yield node.name, node
        pending.extend(ast.iter_child_nodes(node))


def _number(node: ast.expr) -> int | float | bool | None:
    """The value of a constant expression of numbers, or ``None``."""
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return node.value
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        value = _number(node.operand)
        return None if value is None else -value
    if isinstance(node, ast.BinOp):
        left, right = _number(node.left), _number(node.right)
        if left is not None and right is not None:
            if isinstance(node.op, ast.Add):
                return left + right
            if isinstance(node.op, ast.Sub):
                return left - right
            if isinstance(node.op, ast.Mult):
                return left * right
    return None


def module_names(module: ast.Module, constant_globals: Mapping[str, ast.expr]) -> ModuleNames:
    """What the names of ``module`` certainly mean.

    Raises:
        UntranslatableError: names come from ``import *``, so that nothing is certain.

    """
    bound = list(_bindings(module))
    every = [name for name, _ in bound]
    if "*" in every:
        raise UntranslatableError("import *")
    top = set(map(id, module.body))
    functions: dict[str, ast.FunctionDef] = {}
    modules: set[str] = set()
    imported: dict[str, str] = {}
    for name, node in bound:
        if every.count(name) != 1 or id(node) not in top:
            continue
        if isinstance(node, ast.FunctionDef) and not node.decorator_list:
            functions[name] = node
        elif isinstance(node, ast.Import):
            modules |= {
                name for alias in node.names if alias.name == "math" and (alias.asname or "math") == name
            }
        elif isinstance(node, ast.ImportFrom) and node.module == "math" and not node.level:
            imported.update((name, item.name) for item in node.names if (item.asname or item.name) == name)
    constants = {}
    for name, expression in constant_globals.items():
        value = _number(expression)
        if value is not None and every.count(name) == 1:
            constants[name] = value
    return ModuleNames(
        every=frozenset(every),
        functions=functions,
        constants=constants,
        math=frozenset(modules),
        math_functions=imported,
    )
