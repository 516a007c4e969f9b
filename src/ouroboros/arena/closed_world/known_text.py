"""Text that the catalogue pastes into every target, and what people who read it found harmless.

Some guards have to ask what only computing code never asks: whether reading an attribute runs code, whether a
compiler is there. They are free word for word, and only so. What uses them is judged like everything else.
"""

from __future__ import annotations

import ast
import copy
import re
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

from ouroboros.compiling.loader import SUPPORT as BINDING
from ouroboros.operators.array_append import HELPER as APPENDING
from ouroboros.operators.dataframe_columns import HELPERS as FRAME_HELPERS
from ouroboros.operators.examples.array_loop import ITEMWISE
from ouroboros.operators.examples.missing_key import MISSING
from ouroboros.operators.examples.scan_to_window import COLUMN
from ouroboros.operators.examples.threads_for_buffers import THREADED
from ouroboros.operators.facts.guards import (
    FIELD,
    INDEX,
    MEMBERS,
    PLACES,
    QUIET,
    SORTABLE_BY,
    TABLES,
    TEXT_FIELD,
)
from ouroboros.operators.memo_twin import FIXED_HELPER
from ouroboros.operators.memo_twin import HELPERS as MEMO_HELPERS
from ouroboros.operators.native.support import COLUMNS, PLAIN_CLASS, SETTABLE, SUPPORT
from ouroboros.operators.plain_copy import DEEP_COPY, PLAIN_COPY

_REVIEWED = (
    APPENDING,
    COLUMN,
    ITEMWISE,
    FIELD,
    INDEX,
    PLACES,
    QUIET,
    PLAIN_COPY,
    SORTABLE_BY,
    DEEP_COPY,
    TEXT_FIELD,
    THREADED,
    SUPPORT,
    SETTABLE,
    PLAIN_CLASS,
    COLUMNS,
    BINDING,
    *FRAME_HELPERS,
    *MEMO_HELPERS,
    FIXED_HELPER,
)
_TABLES = (MEMBERS, TABLES, INDEX, PLACES)
"""Functions that make a table of what they are given."""
ASKING = frozenset(
    {
        "_ouroboros_column",
        "_ouroboros_field",
        "_ouroboros_holds_text",
        "_ouroboros_index",
        "_ouroboros_lacks",
        "_ouroboros_places",
        "_ouroboros_quiet",
        "_ouroboros_settable",
        "_ouroboros_sortable_by",
    }
)
"""Functions among them that read an attribute whose name they are given, as their second argument."""

_COUNTED = re.compile(r"(_ouroboros_\w+_kernels)\[\d+\]\['failures'\] \+= 1")
_ROW = re.compile(r"\{'function': (_ouroboros_\w+), 'signature': '[^']*', 'code': None, 'failures': 0\}")
_BINDS = re.compile(
    r"_ouroboros_compiled\('[\w.-]+\.ouroboros-[0-9a-f]{16}', '[0-9a-f]{64}', "
    r"\(('-?[\w.]+', )*'-?[\w.]+',?\)\)"
)
_ARITHMETIC = re.compile(r"abs|bool|float|int|len|max|min|range|_ouroboros_math\.\w+|_ouroboros_numpy\.\w+")
_FIXED = re.compile(r"_ouroboros_fixed\(\w+\)( and _ouroboros_fixed\(\w+\))*")
_LOOK_UP = "if _ouroboros_at in _ouroboros_memo:\n    return _ouroboros_memo[_ouroboros_at]"
_KEPT = (
    "_ouroboros_memo.setdefault(_ouroboros_at, _ouroboros_found) "
    "if type((_ouroboros_found := ({}))) in _ouroboros_results "
    "else _ouroboros_remember(_ouroboros_memo, _ouroboros_at, _ouroboros_found)"
)


def is_reviewed(node: ast.stmt) -> bool:
    """Whether a statement is, word for word, a function that the catalogue pastes."""
    return isinstance(node, ast.FunctionDef) and ast.dump(node) in _functions()


def binds_compiled_parts(node: ast.AST) -> bool:
    """Whether a statement is part of what binds an extension: the function, word for word, or a call of it.

    It runs when the module is loaded, never in a call, and what it keeps is the module's own functions.
    """
    if isinstance(node, ast.FunctionDef):
        return ast.dump(node) == _binding()
    return isinstance(node, ast.Expr) and _BINDS.fullmatch(ast.unparse(node)) is not None


def markers(tree: ast.Module) -> frozenset[str]:
    """Names that the module binds once, to an object that is made for it and equals nothing else.

    Whether something is this object says only that the module itself has put it there.
    """
    made = {ast.dump(node) for node in tree.body if isinstance(node, ast.Assign)}
    bound = Counter(
        name
        for node in ast.walk(tree)
        for name in (
            getattr(node, "id", None)
            if isinstance(getattr(node, "ctx", None), ast.Store | ast.Del)
            else None,
            getattr(node, "name", None),
            getattr(node, "asname", None),
            getattr(node, "arg", None),
        )
        if name is not None
    )
    own_object = "object" not in bound and ast.dump(ast.parse(MISSING).body[0]) in made
    return frozenset({"_ouroboros_missing"} if own_object and bound["_ouroboros_missing"] == 1 else ())


@lru_cache(maxsize=1)
def _binding() -> str:
    return ast.dump(ast.parse(BINDING).body[0])


@lru_cache(maxsize=1)
def _functions() -> frozenset[str]:
    trees = (ast.parse(text) for text in _REVIEWED)
    functions = (node for tree in trees for node in tree.body if isinstance(node, ast.FunctionDef))
    return frozenset(map(ast.dump, functions))


def only_looking(tree: ast.Module) -> frozenset[str]:
    """Functions of a module that are, word for word, tables of the catalogue; they keep no argument."""
    return frozenset(
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
        and node.name.startswith("_ouroboros_")
        and ast.dump(node) in _tables()
    )


@lru_cache(maxsize=1)
def _tables() -> frozenset[str]:
    return frozenset(ast.dump(ast.parse(text).body[0]) for text in _TABLES)


def ways_back(tree: ast.Module, original: ast.Module) -> frozenset[int]:
    """Handlers of every exception that only lead back to the original, as ``id`` of their ``try`` statements.

    The catalogue writes two: around a compiled kernel, and around the memoised twin of a function. What runs
    inside is a kernel that only calculates, or the function's own body, so its failing tells nobody anything.

    Args:
        tree: the changed module.
        original: the module as it was.

    """
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    bound = Counter(node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef))
    bound.update(
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)
    )
    once = {name: node for name, node in functions.items() if bound[name] == 1}
    before = {node.name: node for node in original.body if isinstance(node, ast.FunctionDef)}
    return frozenset(
        id(node)
        for name, function in functions.items()
        for node in ast.walk(function)
        if isinstance(node, ast.Try)
        and _catches_all(node)
        and (
            _tries_kernel(function, node, once, tree)
            or _tries_twin(function, node, once, before.get(name, function))
        )
    )


def _catches_all(node: ast.Try) -> bool:
    """Whether there is one handler, of ``Exception``, that does not look at what it caught."""
    if len(node.handlers) != 1 or node.orelse or node.finalbody:
        return False
    handler = node.handlers[0]
    return isinstance(handler.type, ast.Name) and handler.type.id == "Exception" and not handler.name


def _tries_kernel(
    function: ast.FunctionDef, node: ast.Try, once: Mapping[str, ast.FunctionDef], tree: ast.Module
) -> bool:
    """Copies in, the call of machine code of one of the kernels in a table, and else ``return None``."""
    handler = [ast.unparse(each) for each in node.handlers[0].body]
    counted = _COUNTED.fullmatch(handler[0])
    if counted is None or handler[1:] != ["return None"] or not all(map(_is_step, node.body)):
        return False
    if not _reviewed_once(once, "_ouroboros_machine_code", "_ouroboros_copied"):
        return False
    assigned = [each for each in ast.walk(function) if isinstance(each, ast.Assign)]
    codes = [ast.unparse(each) for each in assigned if ast.unparse(each.targets[0]) == "code"]
    made = re.compile(rf"code = _ouroboros_machine_code\({counted[1]}, \d+\)")
    rows = [
        row
        for each in tree.body
        if isinstance(each, ast.Assign) and ast.unparse(each.targets[0]) == counted[1]
        for row in (each.value.elts if isinstance(each.value, ast.List) else [each.value])
    ]
    return (
        bool(codes and rows)
        and all(map(made.fullmatch, codes))
        and all(_is_kernel(row, once) for row in rows)
    )


def _reviewed_once(once: Mapping[str, ast.FunctionDef], *names: str) -> bool:
    return all(name in once and is_reviewed(once[name]) for name in names)


def _is_kernel(row: ast.expr, once: Mapping[str, ast.FunctionDef]) -> bool:
    """Whether a row of a table of kernels names a function that only calculates."""
    written = _ROW.fullmatch(ast.unparse(row))
    kernel = once.get(written[1]) if written is not None else None
    return kernel is not None and all(
        _ARITHMETIC.fullmatch(ast.unparse(node.func)) is not None
        for node in ast.walk(kernel)
        if isinstance(node, ast.Call)
    )


def _is_step(node: ast.stmt) -> bool:
    """``outcome = code(a0, n, 1.0)``."""
    if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Call) or node.value.keywords:
        return False
    plain = ast.Name | ast.Constant | ast.Subscript | ast.UnaryOp | ast.unaryop | ast.expr_context
    given = (part for argument in node.value.args for part in ast.walk(argument))
    return ast.unparse(node.value.func) == "code" and all(isinstance(part, plain) for part in given)


def _tries_twin(
    function: ast.FunctionDef, node: ast.Try, once: Mapping[str, ast.FunctionDef], before: ast.FunctionDef
) -> bool:
    """``return _ouroboros_memo_f({}, n)``, where the twin is the function's own body with a table."""
    name = f"_ouroboros_memo_{function.name}"
    twin = once.get(name)
    if twin is None or not _reviewed_once(once, "_ouroboros_key", "_ouroboros_remember"):
        return False
    tried: ast.stmt = node.body[0]
    if isinstance(tried, ast.If) and not tried.orelse and _FIXED.fullmatch(ast.unparse(tried.test)):
        tried = tried.body[0]
    entered = re.fullmatch(rf"return {name}\(\{{\}}(, \w+)*\)", ast.unparse(tried))
    passed = [ast.unparse(each) for each in node.handlers[0].body] == ["pass"]
    guards = [each for each in function.body if isinstance(each, ast.If) and each.body == [node]]
    if not (entered and passed and guards) or len(twin.body) < 3 or not _is_key(twin.body[0]):
        return False
    back = _Untwinned(name, function.name)
    told = [ast.unparse(back.visit(copy.deepcopy(each))) for each in twin.body[2:]]
    now = [each for each in function.body if each is not guards[0]]
    return ast.unparse(twin.body[1]) == _LOOK_UP and told in (_told(now), _told(before.body))


def _told(body: list[ast.stmt]) -> list[str]:
    """Statements without the docstring."""
    first = body[0]
    documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    return [ast.unparse(each) for each in body[documented:]]


def _is_key(node: ast.stmt) -> bool:
    """``_ouroboros_at = (a, b) if type(a) is int and … else _ouroboros_key((a, b))``."""
    allowed = (
        ast.IfExp | ast.Tuple | ast.Name | ast.Compare | ast.BoolOp | ast.Call
        | ast.Is | ast.And | ast.expr_context
    )  # fmt: skip
    return (
        isinstance(node, ast.Assign)
        and ast.unparse(node.targets[0]) == "_ouroboros_at"
        and all(isinstance(part, allowed) for part in ast.walk(node.value))
        and all(
            ast.unparse(part.func) in {"type", "_ouroboros_key"}
            for part in ast.walk(node.value)
            if isinstance(part, ast.Call)
        )
    )


class _Untwinned(ast.NodeTransformer):
    """Takes the table out of a twin: its calls call the function, its returns give back what they found."""

    def __init__(self, twin: str, name: str) -> None:
        self.twin, self.name = twin, name

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
        """``memo.setdefault(at, found) if type(found := (X)) in … else …`` is ``X``."""
        found = next((part for part in ast.walk(node.test) if isinstance(part, ast.NamedExpr)), None)
        if found is not None:
            kept = ast.parse(_KEPT.format(ast.unparse(found.value)), mode="eval").body
            if ast.dump(kept) == ast.dump(node):
                return self.visit(found.value)  # type: ignore[no-any-return]
        return self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """``twin(memo, n - 1)`` is ``function(n - 1)``."""
        self.generic_visit(node)
        called = ast.unparse(node.func) == self.twin
        if not called or not node.args or ast.unparse(node.args[0]) != "_ouroboros_memo":
            return node
        return ast.Call(
            func=ast.Name(id=self.name, ctx=ast.Load()), args=node.args[1:], keywords=node.keywords
        )


def is_about_the_module(node: ast.Compare) -> bool:
    """``f.__globals__ is globals()``: whether a function is still the module's own, and nothing else."""
    text = ast.unparse(node)
    left = node.left.value if isinstance(node.left, ast.Attribute) else None
    return isinstance(left, ast.Name) and text == f"{left.id}.__globals__ is globals()"


def is_about_its_name(node: ast.Compare) -> bool:
    """``f.__qualname__ == 'f'``: whether a function is still the one that has its name, and nothing else."""
    left = node.left.value if isinstance(node.left, ast.Attribute) else None
    return isinstance(left, ast.Name) and ast.unparse(node) == f"{left.id}.__qualname__ == {left.id!r}"
