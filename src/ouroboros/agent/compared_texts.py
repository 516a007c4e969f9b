"""Two texts of a file compared statement by statement, for :mod:`swapped_code`."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Function = ast.FunctionDef | ast.AsyncFunctionDef
_Key = tuple[str, str, int]

_ADDED = (
    ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef,
    ast.Assign, ast.AnnAssign, ast.If, ast.Try, ast.Pass,
)  # fmt: skip


class NotSwappableError(Exception):
    """A change that cannot be put into imported modules; the message says what stands in the way."""


def aligned(old: Sequence[ast.stmt], new: Sequence[ast.stmt]) -> Iterator[tuple[ast.stmt | None, ast.stmt]]:
    """Pairs of the old statement (``None``: there is none) and the new one, in the new order.

    Raises:
        NotSwappableError: an old statement is missing, or stands elsewhere.

    """
    before, after = _keys(old), _keys(new)
    position = 0
    for key, statement in zip(after, new, strict=True):
        if position < len(old) and before[position] == key:
            yield old[position], statement
            position += 1
        elif key in before[position:]:
            raise NotSwappableError(f"line {old[position].lineno}: a statement changed, moved or went away")
        else:
            yield None, statement
    if position < len(old):
        raise NotSwappableError(f"line {old[position].lineno}: a statement changed, moved or went away")


def _keys(statements: Sequence[ast.stmt]) -> list[_Key]:
    """What a statement is known by: definitions by name, others by what they say; and the how-manieth."""
    keys: list[_Key] = []
    seen: dict[tuple[str, str], int] = {}
    for statement in statements:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            kind, what = type(statement).__name__, statement.name
        else:
            kind, what = "", ast.dump(statement)
        seen[kind, what] = seen.get((kind, what), 0) + 1
        keys.append((kind, what, seen[kind, what]))
    return keys


def head(node: ast.ClassDef) -> list[str]:
    """What stands in front of a class body."""
    parts = [node.bases, node.keywords, node.decorator_list, getattr(node, "type_params", [])]
    return [" ".join(ast.dump(part) for part in listed) for listed in parts]


def _arguments(node: Function) -> list[ast.arg]:
    given = node.args
    starred = [argument for argument in (given.vararg, given.kwarg) if argument is not None]
    return [*given.posonlyargs, *given.args, *given.kwonlyargs, *starred]


def parameter_types(node: Function) -> dict[str, str]:
    """What a signature says about types, by parameter."""
    found = {a.arg: ast.dump(a.annotation) for a in _arguments(node) if a.annotation is not None}
    if node.returns is not None:
        found["return"] = ast.dump(node.returns)
    return found


def said(node: Function) -> dict[str, ast.expr]:
    """Defaults of parameters that may be given by position, in order."""
    names = [argument.arg for argument in (*node.args.posonlyargs, *node.args.args)]
    count = len(node.args.defaults)
    return dict(zip(names[len(names) - count :], node.args.defaults, strict=True))


def said_by_keyword(node: Function) -> dict[str, ast.expr]:
    """Defaults of parameters that are given by keyword only."""
    pairs = zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
    return {argument.arg: default for argument, default in pairs if default is not None}


def check_addition(statement: ast.stmt, namespace: Mapping[str, Any]) -> None:
    """Refuse an added statement that may do more than bind new names.

    Raises:
        NotSwappableError: it may.

    """
    where = f"line {statement.lineno}"
    if not isinstance(statement, _ADDED):
        raise NotSwappableError(f"{where}: a statement was added that does not just define something")
    if isinstance(statement, ast.ImportFrom) and statement.module == "__future__":
        raise NotSwappableError(f"{where}: another future")
    taken = sorted(set(_bound(statement, where)) & namespace.keys())
    if taken:
        raise NotSwappableError(f"{where}: {taken[0]} is bound anew")


def _bound(node: ast.AST, where: str) -> Iterator[str]:
    """Names that a statement binds at its own level, and some that comprehensions keep to themselves."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name
        return
    if isinstance(node, ast.alias):
        if node.name == "*":
            raise NotSwappableError(f"{where}: it imports whatever there is")
        yield node.asname or node.name.partition(".")[0]
    elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
        yield node.id
    elif isinstance(node, ast.ExceptHandler) and node.name:
        yield node.name
    elif isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load):
        raise NotSwappableError(f"{where}: it changes something that exists")
    elif isinstance(node, ast.stmt) and not isinstance(node, _ADDED):
        raise NotSwappableError(f"{where}: a statement was added that does not just define something")
    for child in ast.iter_child_nodes(node):
        yield from _bound(child, where)
