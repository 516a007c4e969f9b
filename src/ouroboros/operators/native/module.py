"""What the names of a module certainly mean, as kernels need to know."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping

from ouroboros.operators.native.classes import constant_number, plain_class
from ouroboros.operators.native.facts import ModuleNames, PlainClass
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


def module_names(
    module: ast.Module,
    constant_globals: Mapping[str, ast.expr],
    settled: Callable[[str], bool] = lambda _: False,
) -> ModuleNames:
    """What the names of ``module`` certainly mean; ``settled`` as ``RegionView.settled_attribute``.

    Raises:
        UntranslatableError: names come from ``import *``, so that nothing is certain.

    """
    bound = list(_bindings(module))
    every = [name for name, _ in bound]
    if "*" in every:
        raise UntranslatableError("import *")
    top = set(map(id, module.body))
    functions: dict[str, ast.FunctionDef] = {}
    classes: dict[str, PlainClass] = {}
    modules: set[str] = set()
    imported: dict[str, str] = {}
    for name, node in bound:
        if every.count(name) != 1 or id(node) not in top:
            continue
        if isinstance(node, ast.FunctionDef) and not node.decorator_list:
            functions[name] = node
        elif isinstance(node, ast.ClassDef):
            plain = plain_class(node, module, settled)
            if plain is not None:
                classes[name] = plain
        elif isinstance(node, ast.Import):
            modules |= {
                name for alias in node.names if alias.name == "math" and (alias.asname or "math") == name
            }
        elif isinstance(node, ast.ImportFrom) and node.module == "math" and not node.level:
            imported.update((name, item.name) for item in node.names if (item.asname or item.name) == name)
    constants = {}
    for name, expression in constant_globals.items():
        value = constant_number(expression)
        if value is not None and every.count(name) == 1:
            constants[name] = value
    return ModuleNames(
        every=frozenset(every),
        functions=functions,
        classes=classes,
        constants=constants,
        math=frozenset(modules),
        math_functions=imported,
    )
