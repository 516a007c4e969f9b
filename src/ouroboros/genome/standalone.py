"""A function as a module of its own: with what it needs of the module around it, and nothing else."""

from __future__ import annotations

import ast
import copy
import sys
from collections import defaultdict
from collections.abc import Iterable

from ouroboros.genome.scopes import bound_anywhere
from ouroboros.genome.syntax import Definition, FunctionNode
from ouroboros.operators.facts.scope import mutated_names

MOST_NODES = 2_000
"""Nodes of syntax beyond which a function with all that it needs is not small."""


def standalone_text(tree: ast.Module, function: str) -> str:
    """The text of a module that holds ``function`` and what it needs, without annotations of parameters.

    Args:
        tree: of the function's file; it is left as it is.
        function: name of a function on the module's level.

    Raises:
        ValueError: it needs something besides the standard library and its own module, or is not small; the
            message says what.

    """
    binding: defaultdict[str, list[ast.stmt]] = defaultdict(list)
    imported = _imported(tree)
    for statement in tree.body:
        changed = frozenset() if isinstance(statement, Definition) else mutated_names(statement) - imported
        for name in {*_bound(statement), *changed}:
            binding[name].append(statement)
    needed: set[int] = set()
    asked, pending = {function}, [function]
    while pending:
        for statement in binding[pending.pop()]:
            if id(statement) not in needed:
                needed.add(id(statement))
                fresh = _loaded(statement) - asked
                asked |= fresh
                pending += fresh
    if binding["*"]:
        raise ValueError("its module imports everything (*) of another one")
    kept = [statement for statement in tree.body if id(statement) in needed]
    _check(kept)
    bare = [_without_annotations(copy.deepcopy(statement)) for statement in kept]
    return ast.unparse(ast.Module(body=bare, type_ignores=[])) + "\n"


def _bound(statement: ast.stmt) -> Iterable[str]:
    """Names that a statement of a module binds."""
    return {statement.name} if isinstance(statement, Definition) else bound_anywhere(statement)


def _imported(tree: ast.Module) -> frozenset[str]:
    """Names of modules and of what is imported from them: calling a method of one changes nothing here."""
    imports = [each for each in tree.body if isinstance(each, ast.Import | ast.ImportFrom)]
    return frozenset(name for each in imports for name in bound_anywhere(each))


def _loaded(statement: ast.stmt) -> set[str]:
    """Names that a statement reads anywhere, those in annotations of functions left out."""
    left_out = {
        id(part)
        for node in ast.walk(statement)
        for annotation in _annotations(node)
        for part in ast.walk(annotation)
    }
    return {
        node.id for node in ast.walk(statement) if isinstance(node, ast.Name) and id(node) not in left_out
    }


def _annotations(node: ast.AST) -> list[ast.expr]:
    found = (
        [node.annotation]
        if isinstance(node, ast.arg)
        else [node.returns]
        if isinstance(node, FunctionNode)
        else []
    )
    return [each for each in found if each is not None]


def _without_annotations(statement: ast.stmt) -> ast.stmt:
    for node in ast.walk(statement):
        if isinstance(node, ast.arg):
            node.annotation = None
        elif isinstance(node, FunctionNode):
            node.returns = None
    return statement


def _check(statements: list[ast.stmt]) -> None:
    every = [node for statement in statements for node in ast.walk(statement)]
    for node in every:
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            modules = ["." * node.level + (node.module or "")]
        else:
            continue
        for module in modules:
            if module.partition(".")[0] not in sys.stdlib_module_names:
                raise ValueError(f"it needs {module}")
    if len(every) > MOST_NODES:
        raise ValueError(f"it is not small: {len(every)} nodes of syntax with all that it needs")
