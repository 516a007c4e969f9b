"""Two texts of a file compared statement by statement, for :mod:`swapped_code`."""

from __future__ import annotations

import ast
import copy
import importlib
import re
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

Function = ast.FunctionDef | ast.AsyncFunctionDef
_Key = tuple[str, str, int]

_FEATURES = importlib.import_module("__future__")
_LINE_END = re.compile(r"\r\n|\r|\n")

_ADDED = (
    ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef,
    ast.Assign, ast.AnnAssign, ast.If, ast.Try, ast.Pass,
)  # fmt: skip


class NotSwappableError(Exception):
    """A change that cannot be put into imported modules; the message says what stands in the way."""


class Version:
    """One text of a file: its syntax tree, and the code of single functions.

    Raises:
        SyntaxError: the text is no Python.

    """

    def __init__(self, text: str, path: str) -> None:
        self.path = path
        self.tree = ast.parse(text, path)
        self._lines = _LINE_END.split(text)
        self._compiled: dict[tuple[str, int], list[types.CodeType]] = {}
        futures = (
            node.names
            for node in self.tree.body
            if isinstance(node, ast.ImportFrom) and node.module == "__future__"
        )
        self.flags = 0
        for alias in (alias for names in futures for alias in names):
            self.flags |= getattr(_FEATURES, alias.name).compiler_flag

    def lines(self, node: ast.stmt) -> str:
        """All lines on which ``node`` stands."""
        return "\n".join(self._lines[_first_line(node) - 1 : node.end_lineno])

    def compile_ahead(self) -> None:
        """Compile everything, so that :meth:`code` has nothing left to do. Raises what ``compile`` raises."""
        whole = compile(self.tree, self.path, "exec", flags=self.flags, dont_inherit=True)
        for code in within(whole):
            self._compiled.setdefault((code.co_name, code.co_firstlineno), []).append(code)

    def code(self, node: Function, classes: Sequence[ast.ClassDef]) -> types.CodeType:
        """The code object that ``node``, found in these nested classes, is compiled to."""
        ahead = self._compiled.get((node.name, _first_line(node)), ())
        if len(ahead) == 1:
            return ahead[0]
        body: list[ast.stmt] = [node]
        for holder in reversed(classes):
            shell = copy.copy(holder)  # private names and super() depend on it
            shell.body, shell.bases, shell.keywords, shell.decorator_list = body, [], [], []
            body = [shell]
        module = ast.Module(body=body, type_ignores=[])
        whole = compile(module, self.path, "exec", flags=self.flags, dont_inherit=True)
        first = _first_line(node)
        found = [code for code in within(whole) if (code.co_name, code.co_firstlineno) == (node.name, first)]
        if len(found) != 1:
            raise NotSwappableError(f"the code of {node.name} cannot be told from others")
        return found[0]


def within(code: types.CodeType) -> Iterator[types.CodeType]:
    """Code objects of everything that is defined inside."""
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield constant
            yield from within(constant)


def _first_line(node: ast.stmt) -> int:
    """The line where ``node`` begins, decorators included."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


def changes(
    old: Version, new: Version, before: Sequence[ast.stmt], after: Sequence[ast.stmt]
) -> Iterator[tuple[ast.stmt | None, ast.stmt]]:
    """Pairs of an old statement and the new one that says something else, in the new order.

    Args:
        old: the original text.
        new: the changed text.
        before: statements of ``old``, of a module or a class.
        after: those of ``new``.

    Returns:
        Pairs; ``None`` stands for the old statement where one was added.

    Raises:
        NotSwappableError: an old statement is missing, or stands elsewhere.

    """
    try:
        pairs = _paired(before, after, _keys(before, old.lines), _keys(after, new.lines))
    except NotSwappableError:  # perhaps a comment changed: comparing trees takes ten times as long
        pairs = _paired(before, after, _keys(before, ast.dump), _keys(after, ast.dump))
    for one, other in pairs:
        if one is None or (
            old.lines(one) != new.lines(other) and (_both_classes(one, other) or not _same(one, other))
        ):
            yield one, other


def _both_classes(one: ast.stmt, other: ast.stmt) -> bool:
    """Their bodies are compared one by one afterwards: once is enough."""
    return isinstance(one, ast.ClassDef) and isinstance(other, ast.ClassDef)


def _same(one: object, other: object) -> bool:
    """Whether two trees say the same: what ``ast.dump`` would tell, but done at the first difference."""
    if type(one) is not type(other):
        return False
    if isinstance(one, ast.AST):
        return all(_same(getattr(one, name, None), getattr(other, name, None)) for name in one._fields)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return repr(one) == repr(other)  # -0.0 is not 0.0, and NaN is NaN


def _paired(
    before: Sequence[ast.stmt], after: Sequence[ast.stmt], old_keys: Sequence[_Key], new_keys: Sequence[_Key]
) -> list[tuple[ast.stmt | None, ast.stmt]]:
    pairs: list[tuple[ast.stmt | None, ast.stmt]] = []
    known = set(old_keys)
    position = 0
    for key, statement in zip(new_keys, after, strict=True):
        if position < len(before) and old_keys[position] == key:
            pairs.append((before[position], statement))
            position += 1
        elif key in known:
            break
        else:
            pairs.append((None, statement))
    if position < len(before):
        raise NotSwappableError(
            f"line {before[position].lineno}: a statement changed that is no function, moved or went away"
        )
    return pairs


def _keys(statements: Sequence[ast.stmt], said: Callable[[ast.stmt], str]) -> list[_Key]:
    """What a statement is known by: definitions by name, others by what they say; and the how-manieth."""
    keys: list[_Key] = []
    seen: dict[tuple[str, str], int] = {}
    for statement in statements:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            kind, what = type(statement).__name__, statement.name
        else:
            kind, what = "", said(statement)
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
