"""What holds on to functions of a module before their compiled twins take their place."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

_PLAIN_CLASSES = frozenset({
    "dataclass", "dataclasses.dataclass", "total_ordering", "functools.total_ordering", "final",
    "typing.final",
})  # fmt: skip
"""Decorators of classes that look at their methods and keep none."""
LONGEST_TABLE = 1000
"""Entries of a dictionary or list in which compiled functions take the place of others."""


def is_program(node: ast.stmt) -> bool:
    """Whether a statement is ``if __name__ == "__main__":``; compiled parts are bound before a last one."""
    return isinstance(node, ast.If) and ast.unparse(node.test) == "__name__ == '__main__'" and not node.orelse


def held(tree: ast.Module) -> set[str]:
    """Functions that something holds on to before their compiled twins take their place.

    A second name, and a dictionary or list that is written out at the top, are not counted where nothing
    looks at them before the end of the module: there the twin takes the function's place too.
    """
    found: set[str] = set()
    program = tree.body[-1:] if tree.body and is_program(tree.body[-1]) else []
    body = [each for each in tree.body if each not in program]
    pending: list[tuple[str, ast.AST]] = [("", each) for each in _without_rebound(body)]
    while pending:
        holder, node = pending.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            defaults = (*node.args.defaults, *(each for each in node.args.kw_defaults if each is not None))
            pending += [(holder, each) for each in defaults]
            continue
        if isinstance(node, ast.ClassDef):
            if any(ast.unparse(each).partition("(")[0] not in _PLAIN_CLASSES for each in node.decorator_list):
                found.add(node.name)
            pending += [(f"{node.name}.", part) for part in _without_rebound(node.body, tables=False)]
            continue
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            found.add(f"{holder}{node.id}")
            found.update({node.id} if holder else set())
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            found.add(f"{node.value.id}.{node.attr}")
            continue
        if isinstance(node, ast.Call):  # what is called is used, not kept
            pending += [(holder, part) for part in (*node.args, *node.keywords)]
            if not isinstance(node.func, ast.Name):
                pending.append((holder, node.func))
            continue
        pending += [(holder, part) for part in ast.iter_child_nodes(node)]
    return {name for name in found if "." in name} | (found & _function_names(tree))


def _without_rebound(body: Sequence[ast.stmt], *, tables: bool = True) -> Iterator[ast.AST]:
    """Statements of a module or class, without what twins of functions take their place in.

    That is done when all of it has run, so nothing may have looked there in the meantime: what is called of
    the module itself could.
    """
    own = {each.name for each in body if isinstance(each, ast.FunctionDef)}
    classes = {each.name for each in body if isinstance(each, ast.ClassDef)}
    looked_at: list[str] = []
    stored: list[str] = []
    early = False
    for node in _at_load(body):
        if isinstance(node, ast.Name):
            (looked_at if isinstance(node.ctx, ast.Load) else stored).append(node.id)
        called = node.func if isinstance(node, ast.Call) else None
        while isinstance(called, ast.Attribute):
            called = called.value
        early |= isinstance(called, ast.Name) and called.id in {*own, *classes, *stored}
    for statement in body:
        target = statement.targets[0] if isinstance(statement, ast.Assign) else None
        if (
            early
            or not isinstance(statement, ast.Assign)
            or len(statement.targets) != 1
            or not isinstance(target, ast.Name)
            or target.id in looked_at
            or target.id in own
            or stored.count(target.id) != 1
        ):
            yield statement
            continue
        value = statement.value
        if isinstance(value, ast.Name) and value.id in own:
            continue
        if tables and isinstance(value, ast.Dict) and len(value.values) <= LONGEST_TABLE:
            yield from (each for each in value.keys if each is not None)
            yield from (each for each in value.values if not (isinstance(each, ast.Name) and each.id in own))
        elif tables and isinstance(value, ast.List) and len(value.elts) <= LONGEST_TABLE:
            yield from (each for each in value.elts if not (isinstance(each, ast.Name) and each.id in own))
        else:
            yield statement


def _at_load(body: Sequence[ast.stmt]) -> Iterator[ast.AST]:
    """Nodes that run when a module or class is made; not what stands inside its functions."""
    pending: list[ast.AST] = list(body)
    while pending:
        node = pending.pop()
        yield node
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            pending += [*node.decorator_list, *node.args.defaults]
            pending += [each for each in node.args.kw_defaults if each is not None]
        elif isinstance(node, ast.Lambda):
            pending.append(node.body)
        else:
            pending += ast.iter_child_nodes(node)


def _function_names(tree: ast.Module) -> set[str]:
    """Functions of the module, and classes whose decorator may hold their methods."""
    odd = {
        node.name
        for node in tree.body
        if isinstance(node, ast.ClassDef)
        and any(ast.unparse(each).partition("(")[0] not in _PLAIN_CLASSES for each in node.decorator_list)
    }
    return odd | {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
