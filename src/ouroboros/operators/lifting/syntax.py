"""What a function's syntax contains, in words that the entries of the catalogue speak of."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ouroboros.operators.contract import FunctionNode, RegionView
from ouroboros.operators.facts.loops import times_bound
from ouroboros.operators.facts.scope import frame_of, is_builtin

_WORDS: Mapping[type[ast.AST], str] = {
    ast.Add: "add", ast.Sub: "subtract", ast.Mult: "multiply", ast.Div: "divide", ast.FloorDiv: "floordiv",
    ast.Mod: "modulo", ast.Pow: "power", ast.LShift: "shift", ast.RShift: "shift", ast.BitAnd: "bits",
    ast.BitOr: "bits", ast.BitXor: "bits", ast.Invert: "bits", ast.Lt: "order", ast.LtE: "order",
    ast.Gt: "order", ast.GtE: "order", ast.Eq: "equal", ast.NotEq: "equal", ast.In: "member",
    ast.NotIn: "member", ast.Is: "identity", ast.IsNot: "identity", ast.Slice: "slice", ast.List: "list",
    ast.Dict: "dict", ast.DictComp: "dict", ast.Set: "set", ast.SetComp: "set", ast.Raise: "raise",
}  # fmt: skip
_LOOPS = ast.For | ast.While | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
_UNEXPLAINED = (
    ast.Try | ast.With | ast.AsyncWith | ast.AsyncFor | ast.AsyncFunctionDef | ast.Yield | ast.YieldFrom
    | ast.Await | ast.Lambda | ast.Global | ast.Nonlocal | ast.Import | ast.ImportFrom | ast.ClassDef
    | ast.Match | ast.Delete | ast.Assert | ast.JoinedStr | ast.MatMult | ast.Starred
)  # fmt: skip
_QUIET = frozenset(
    {
        *("abs", "all", "any", "bool", "chr", "dict", "divmod", "enumerate", "int", "len", "list", "map"),
        *("max", "min", "ord", "range", "reversed", "set", "sorted", "str", "sum", "tuple", "zip"),
    }
)
_NAMED = {"set": "set", "dict": "dict", "ord": "characters", "chr": "characters", "divmod": "modulo"}
"""Built-ins that mean as much as a display or an operator does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Syntax:
    """Words, constants (as ``repr`` writes them) and called methods of a function and what it calls."""

    words: frozenset[str]
    constants: frozenset[str]
    methods: frozenset[str]


class _UnexplainedError(Exception):
    """Something that no entry of the catalogue can account for."""


def syntax_of(view: RegionView) -> Syntax | None:
    """What the region and the functions of its file that it calls contain; ``None`` for what none explains.

    Nothing that reaches beyond arguments, built-ins and other such functions of the file is explained, and
    neither is arithmetic with nothing but constants, which may spell any number.
    """
    words: set[str] = set()
    constants: set[str] = set()
    methods: set[str] = set()
    known: dict[str, FunctionNode] = {}
    read: set[str] = set()
    try:
        for call in _read(view, view.node, words, constants, methods):
            certain = _certain(view, call)
            if certain is None:
                return None
            known[certain.name] = certain
        for callee in known.values():
            if callee is view.node:
                words.add("recursion")
                continue
            for call in _read(view, callee, words, constants, methods):
                # Which function a call outside the region reaches is not told; those it calls are settled.
                read.add(ast.unparse(call.func))
        if not read <= known.keys() | {view.node.name}:
            return None
        words.update({"recursion"} if read else ())
    except _UnexplainedError:
        return None
    return Syntax(words=frozenset(words), constants=frozenset(constants), methods=frozenset(methods))


def _certain(view: RegionView, call: ast.Call) -> ast.FunctionDef | None:
    """The plain function of the same file that a call in the region certainly reaches."""
    region = view.function_of(call)
    if region is None or region.file.path != view.region.file.path or "." in region.qualname:
        return None
    if region.qualname != ast.unparse(call.func) or times_bound(view.module, region.qualname) != 1:
        return None
    for node in view.module.body:
        if isinstance(node, ast.FunctionDef) and node.name == region.qualname and not node.decorator_list:
            return node
    return None


def _read(
    view: RegionView, function: FunctionNode, words: set[str], constants: set[str], methods: set[str]
) -> Iterator[ast.Call]:
    """Add what one function contains; yields its calls of other functions."""
    frame = frame_of(function)
    if frame.opaque:
        raise _UnexplainedError
    inner = {node.name for node in ast.walk(function) if isinstance(node, ast.FunctionDef)}
    known = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
    known = {name for name in known if name in frame.local or name in _bound_within(function)}
    called: set[ast.AST] = set()
    for node in _body_nodes(function):
        if isinstance(node, _UNEXPLAINED) or _spells_a_number(node):
            raise _UnexplainedError
        if type(node) in _WORDS:
            words.add(_WORDS[type(node)])
        if isinstance(node, _LOOPS):
            words.add("loop")
            generators = getattr(node, "generators", ())
            below = (part for part in ast.walk(node) if part is not node)
            if len(generators) > 1 or any(isinstance(part, _LOOPS) for part in below):
                words.add("nested")
        elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
            words.add("store")
        elif isinstance(node, ast.Constant):
            constants.add(repr(node.value))
        elif isinstance(node, ast.Call):
            called.add(node.func)
            if node.keywords:
                raise _UnexplainedError
            if isinstance(node.func, ast.Attribute):
                methods.add(node.func.attr)
            elif not isinstance(node.func, ast.Name):
                raise _UnexplainedError
            elif node.func.id in inner:
                words.add("recursion")
            elif node.func.id in _QUIET and is_builtin(view, node.func.id):
                words.update({_NAMED[node.func.id]} if node.func.id in _NAMED else ())
            elif node.func.id == "float" and is_builtin(view, "float") and _infinite(node):
                constants.discard(repr(node.args[0]))
            else:
                yield node
        elif isinstance(node, ast.Attribute) and node not in called:
            raise _UnexplainedError
        elif isinstance(node, ast.Name) and node.id not in known | inner and node not in called:
            given = view.constant_globals.get(node.id)
            if isinstance(given, ast.Constant):
                constants.add(repr(given.value))
            elif not (node.id in {"str", "int"} and is_builtin(view, node.id)):
                raise _UnexplainedError


def _body_nodes(function: FunctionNode) -> Iterator[ast.AST]:
    """Nodes of a body from the outside in; docstrings, messages of exceptions and annotations left out."""
    waiting: list[ast.AST] = [*function.args.defaults, *filter(None, function.args.kw_defaults)]
    waiting += list(_without_docstring(function))
    while waiting:
        node = waiting.pop(0)
        yield node
        if isinstance(node, ast.Raise):
            continue
        if isinstance(node, ast.FunctionDef):
            if node.decorator_list:
                raise _UnexplainedError
            waiting += [*node.args.defaults, *_without_docstring(node)]
        elif isinstance(node, ast.AnnAssign):
            waiting += [node.target, *filter(None, (node.value,))]
        elif isinstance(node, ast.Call) and _infinite(node):
            waiting.append(node.func)
        else:
            waiting += ast.iter_child_nodes(node)


def _without_docstring(function: FunctionNode) -> list[ast.stmt]:
    return function.body[1:] if ast.get_docstring(function, clean=False) is not None else function.body


def _bound_within(function: FunctionNode) -> frozenset[str]:
    """Names bound in functions and comprehensions inside."""
    stored = {
        node.id
        for node in ast.walk(function)
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)
    }
    return frozenset(stored | {node.arg for node in ast.walk(function) if isinstance(node, ast.arg)})


def _infinite(call: ast.Call) -> bool:
    """``float("inf")`` and the like: larger or smaller than whatever comes."""
    return (
        isinstance(call.func, ast.Name)
        and call.func.id == "float"
        and len(call.args) == 1
        and isinstance(call.args[0], ast.Constant)
        and call.args[0].value in {"inf", "-inf"}
    )


def _spells_a_number(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.BinOp)
        and isinstance(node.left, ast.Constant)
        and isinstance(node.right, ast.Constant)
    )
