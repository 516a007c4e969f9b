"""When two candidates are the same change in other words."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from ouroboros.mutation.additions import Scope, bound_names_of
from ouroboros.operators.facts.walks import children, walk

Function = ast.FunctionDef | ast.AsyncFunctionDef


def normalised(tree: ast.Module, qualname: str) -> str:
    """The syntax of ``tree`` whatever its layout, comments, docstrings and names of local variables.

    Local variables are numbered in the definition called ``qualname`` only: a candidate differs elsewhere in
    module-level names alone, and those are told apart.
    """
    told: list[str] = []
    _tell(tree, told, {id(node): _numbered(node) for node in _definitions(tree, qualname)}, {})
    return "".join(told)


def _tell(
    node: object, told: list[str], numbered: Mapping[int, Mapping[str, str]], names: Mapping[str, str]
) -> None:
    """What ``node`` says; inside the definitions of ``numbered`` variables have their numbers."""
    kind = type(node)
    if kind is ast.Name:
        name: str = node.id  # type: ignore[attr-defined]  # a Name has one
        told.append(f"{names.get(name, name)!r}")
    elif kind is ast.Constant:
        told.append(f"={node.value!r}")  # type: ignore[attr-defined]  # and u"" is ""
    elif isinstance(node, ast.AST):
        if isinstance(node, ast.expr_context):
            return  # told by the place
        names = numbered.get(id(node), names)
        told.append(f"{kind.__name__}(")
        for field in node._fields:
            part = getattr(node, field, None)
            if field == "body" and isinstance(node, Scope):
                part = _without_docstring(node)
            _tell(part, told, numbered, names)
            told.append(",")
        told.append(")")
    elif kind is list:
        told.append("[")
        for each in node:  # type: ignore[attr-defined]  # a list
            _tell(each, told, numbered, names)
            told.append(",")
        told.append("]")
    else:
        told.append(repr(node))


def _without_docstring(node: Scope) -> list[ast.stmt]:
    first = node.body[0]
    if (
        isinstance(first, ast.Expr)
        and isinstance(first.value, ast.Constant)
        and isinstance(first.value.value, str)
        and len(node.body) > 1
    ):
        return node.body[1:]
    return node.body


def _definitions(tree: ast.AST, qualname: str, prefix: str = "") -> list[Function]:
    found: list[Function] = []
    for child in children(tree):
        if isinstance(child, Scope):
            name = f"{prefix}{child.name}"
            if isinstance(child, ast.ClassDef):
                found += _definitions(child, qualname, f"{name}.")
                continue
            if name == qualname:
                found.append(child)
            found += _definitions(child, qualname, f"{name}.<locals>.")
        elif isinstance(child, ast.stmt | ast.ExceptHandler | ast.match_case):
            found += _definitions(child, qualname, prefix)
    return found


def _numbered(function: Function) -> dict[str, str]:
    """Numbers ``00 01 …`` of what assignments bind, by first appearance: one-to-one, so nothing is merged."""
    kept: set[str] = set()
    found: dict[str, str] = {}
    for node in walk(function):
        if isinstance(node, ast.Name):
            if not isinstance(node.ctx, ast.Load):
                found.setdefault(node.id, f"0{len(found)}")  # no name begins with a digit
        elif isinstance(node, ast.arg):
            kept.add(node.arg)  # part of the signature, or of a nested one
        elif isinstance(node, ast.Global | ast.Nonlocal):
            kept.update(node.names)
        elif not isinstance(node, ast.operator | ast.expr_context | ast.cmpop):
            kept |= bound_names_of(node)
    return {name: number for name, number in found.items() if name not in kept}
