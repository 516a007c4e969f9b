"""When two candidates are the same change in other words."""

from __future__ import annotations

import ast

from ouroboros.mutation.additions import Scope, bound_names_of


def normalised(tree: ast.Module, qualname: str) -> str:
    """The syntax of ``tree`` whatever its layout, comments, docstrings and names of local variables.

    Local variables are numbered in the definition called ``qualname`` only: a candidate differs elsewhere in
    module-level names alone, and those are told apart. ``tree`` is changed on the way and of no further use.
    """
    for node in ast.walk(tree):
        if isinstance(node, Scope):
            _drop_docstring(node)
        elif isinstance(node, ast.Constant):
            node.kind = None  # u"" is ""
    for node in _definitions(tree, qualname):
        _number_locals(node)
    told: list[str] = []
    _tell(tree, told)
    return "".join(told)


def _tell(node: object, told: list[str]) -> None:
    """All that ``ast.dump`` tells, in less time; positions are left out."""
    if isinstance(node, ast.AST):
        told += (type(node).__name__, "(")
        for name in node._fields:
            _tell(getattr(node, name, None), told)
            told.append(",")
        told.append(")")
    elif isinstance(node, list):
        told.append("[")
        for each in node:
            _tell(each, told)
            told.append(",")
        told.append("]")
    else:
        told.append(repr(node))


def _drop_docstring(node: Scope) -> None:
    first = node.body[0] if node.body else None
    if (
        isinstance(first, ast.Expr)
        and isinstance(first.value, ast.Constant)
        and isinstance(first.value.value, str)
        and len(node.body) > 1
    ):
        del node.body[0]


def _definitions(
    tree: ast.AST, qualname: str, prefix: str = ""
) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    found: list[ast.FunctionDef | ast.AsyncFunctionDef] = []
    for child in ast.iter_child_nodes(tree):
        if isinstance(child, Scope):
            name = f"{prefix}{child.name}"
            if isinstance(child, ast.ClassDef):
                found += _definitions(child, qualname, f"{name}.")
                continue
            if name == qualname:
                found.append(child)
            found += _definitions(child, qualname, f"{name}.<locals>.")
        else:
            found += _definitions(child, qualname, prefix)
    return found


def _number_locals(function: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
    """Rename what assignments bind to ``00 01 …`` by first appearance: one-to-one, so nothing is merged."""
    kept: set[str] = set()
    numbered: dict[str, str] = {}
    nodes = list(ast.walk(function))
    for node in nodes:
        if isinstance(node, ast.Global | ast.Nonlocal):
            kept.update(node.names)
        elif isinstance(node, ast.arg):
            kept.add(node.arg)  # part of the signature, or of a nested one
        elif not isinstance(node, ast.Name):
            kept |= bound_names_of(node)
    for node in nodes:
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load) and node.id not in kept:
            numbered.setdefault(node.id, f"0{len(numbered)}")  # no name begins with a digit
    for node in nodes:
        if isinstance(node, ast.Name):
            node.id = numbered.get(node.id, node.id)
