"""A function's body made ready to stand in the place of a call of it.

What makes a body fit: it never looks at its own frame, every local name it reads surely has a value (so that
no error names a variable), nothing in it outlives the call in a closure, and its free names mean the same to
the caller. Its local names become new ones that occur nowhere in the file. They keep their last objects a
while longer than the call would: a file that finalises objects or refers to them weakly is left alone.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from ouroboros.operators.contract import FunctionNode, RegionView
from ouroboros.operators.facts.anchoring import EAGER
from ouroboros.operators.facts.closed_world import DATA_METHODS
from ouroboros.operators.facts.definite import reads_only_bound
from ouroboros.operators.facts.literals import is_literal, takes_literal
from ouroboros.operators.facts.loops import imports_module, times_bound
from ouroboros.operators.facts.scope import (
    QUIET_BUILTINS,
    Frame,
    bound_names,
    calls_builtin,
    certainly_bound,
    deleted_names,
    frame_of,
    fresh_name,
    is_builtin,
    mutated_names,
)
from ouroboros.operators.facts.walks import every_node
from ouroboros.records.source import GenomeRegion, RegionKind

LARGEST_EXPRESSION = 40
"""Nodes of an expression that takes the place of a call: beyond it the call itself no longer matters."""
PLAIN_EXPRESSIONS = (
    ast.BinOp | ast.UnaryOp | ast.BoolOp | ast.Compare | ast.IfExp | ast.Call | ast.Constant | ast.Name
    | ast.Attribute | ast.Subscript | ast.Slice | ast.Tuple | ast.List
    | ast.operator | ast.unaryop | ast.boolop | ast.cmpop | ast.expr_context
)  # fmt: skip
"""Kinds of nodes that such an expression may have."""
_DEEPEST = 4
"""Calls of calls that are read to find out whether any of them looks at the stack."""

_UNFIT = (
    ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef | ast.Global | ast.Nonlocal
    | ast.Import | ast.ImportFrom | ast.Delete | ast.Await | ast.AsyncFor | ast.AsyncWith | ast.Match
)  # fmt: skip

_ERRORS = frozenset(
    {"ValueError", "TypeError", "KeyError", "IndexError", "LookupError", "ArithmeticError", "AssertionError"}
)
_LIFETIMES = frozenset({"ctypes", "gc", "weakref", "getrefcount"})
_BLIND = QUIET_BUILTINS | _ERRORS | {"print", "next", "iter", "map", "filter", "getattr", "hasattr"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Splice:
    """What stands in the place of a call."""

    name: str
    """The called function's own name."""
    bindings: tuple[str, ...]
    """Assignments that evaluate the arguments once, in their order; to run first."""
    body: tuple[ast.stmt, ...]
    """A renamed copy of the body without its docstring."""
    names: frozenset[str]
    """Every name that ``bindings`` and ``body`` bind."""


def reached(view: RegionView, call: ast.Call) -> GenomeRegion | None:
    """The undecorated function or method of this file, not the region's own, that ``call`` surely reaches."""
    callee = view.function_of(call)
    if (
        callee is None
        or callee.file.path != view.region.file.path
        or callee.is_async
        or callee.is_nested
        or callee.decorators
        or callee.span == view.region.span
    ):
        return None
    if callee.kind is RegionKind.METHOD:
        function = call.func
        return (
            callee if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) else None
        )
    return callee if isinstance(call.func, ast.Name) and "." not in callee.qualname else None


def spliced(
    view: RegionView, frame: Frame, call: ast.Call, callee: GenomeRegion, stem: str, around: ast.stmt
) -> Splice | None:
    """The body of ``callee`` in place of ``call``; ``None`` when it does not fit.

    Args:
        view: the region of the call.
        frame: the function inside it that holds the call.
        call: the call.
        callee: what :func:`reached` says it reaches.
        stem: how new names begin.
        around: the statement that the body runs in: names that it rebinds are copied first.

    """
    node = view.parsed(callee)[1]
    own = frame_of(node)
    if not _fits(view, callee, node, own):
        return None
    free = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)} - own.local
    if free & bound_names(view.node):
        return None  # the caller means something else by the same name
    given = _given(call, node, method=callee.kind is RegionKind.METHOD)
    if given is None:
        return None
    names = {
        name: fresh_name(view, f"{stem}_{name.strip('_')}", f"{stem}_{name}") for name in sorted(own.local)
    }
    if len(set(names.values())) < len(names):
        return None
    body = node.body[1:] if ast.get_docstring(node, clean=False) is not None else node.body
    rebound, meanwhile = bound_names(*body), bound_names(around)
    defaulted = {parameter for parameter, value in given if value in node.args.defaults}
    bindings: list[str] = []
    constants: dict[str, ast.expr] = {}
    for parameter, value in given:
        if (
            isinstance(value, ast.Name)
            and parameter not in rebound
            and value.id not in meanwhile
            and value.id not in frame.captured
            and certainly_bound(frame, value.id, frame.statement(call))
        ):
            names[parameter] = value.id
            continue
        if parameter not in rebound and is_literal(value) and takes_literal(body, parameter):
            constants[parameter] = value
            continue
        text = view.source(value) if parameter not in defaulted else ast.unparse(value)
        if "\n" in text:
            return None
        bindings.append(f"{names[parameter]} = {text}")
    copied = tuple(_Renamed(names, constants).visit(copy.deepcopy(statement)) for statement in body)
    new = frozenset(names.values()) - {value.id for _, value in given if isinstance(value, ast.Name)}
    return Splice(name=node.name, bindings=tuple(bindings), body=copied, names=new)


@lru_cache(maxsize=16)
def follows_lifetimes(module: ast.Module) -> bool:
    """Whether the file cares when an object goes: a body's variables live longer in the caller."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [alias.name for alias in node.names]
            if isinstance(node, ast.ImportFrom):
                names.append(node.module or "")
            if not _LIFETIMES.isdisjoint(names):
                return True
        elif isinstance(node, ast.FunctionDef) and node.name == "__del__":
            return True
    return False


def _fits(view: RegionView, callee: GenomeRegion, node: FunctionNode, own: Frame) -> bool:
    spec = node.args
    if follows_lifetimes(view.module):
        return False
    if own.opaque or deleted_names(node) or spec.vararg or spec.kwarg or spec.kwonlyargs or spec.posonlyargs:
        return False
    if not all(map(is_literal, spec.defaults)):
        return False
    if mutated_names(*node.body) - own.local - {"math"}:
        return False  # what a function does to the state of its module stays its own affair
    for part in ast.walk(node):
        if part is not node and isinstance(part, _UNFIT):
            return False
        if isinstance(part, ast.GeneratorExp) and not calls_builtin(view, own.parents[part], *EAGER):
            return False
        if isinstance(part, ast.Name) and (part.id.startswith("__") or part.id == "super"):
            return False
        if isinstance(part, ast.Attribute) and part.attr.startswith("__"):
            return False
        # Written again, a formatted text with line ends could spread over lines, which get indented.
        if isinstance(part, ast.JoinedStr) and not all(
            str(inner.value).isprintable() for inner in ast.walk(part) if isinstance(inner, ast.Constant)
        ):
            return False
    return reads_only_bound(node) and looks_at_no_frame(view, node, callee.qualname)


def _given(call: ast.Call, node: FunctionNode, *, method: bool) -> list[tuple[str, ast.expr]] | None:
    """Parameters with their arguments, in the order of evaluation; ``None`` when the call would fail."""
    values = list(call.args)
    if method:
        assert isinstance(call.func, ast.Attribute)
        values.insert(0, call.func.value)
    if any(
        isinstance(part, ast.Starred | ast.NamedExpr | ast.Yield | ast.YieldFrom | ast.Await | ast.Lambda)
        for value in (*values, *(keyword.value for keyword in call.keywords))
        for part in ast.walk(value)
    ):
        return None
    parameters = [argument.arg for argument in node.args.args]
    if len(values) > len(parameters):
        return None
    given = list(zip(parameters, values, strict=False))
    for keyword in call.keywords:
        if keyword.arg is None or keyword.arg not in parameters or keyword.arg in dict(given):
            return None
        given.append((keyword.arg, keyword.value))
    defaults = dict(
        zip(parameters[len(parameters) - len(node.args.defaults) :], node.args.defaults, strict=True)
    )
    for parameter in parameters:
        if parameter not in dict(given):
            if parameter not in defaults:
                return None
            given.append((parameter, defaults[parameter]))
    return given


def looks_at_no_frame(view: RegionView, node: FunctionNode, path: str, depth: int = 0) -> bool:
    """Whether nothing that ``node`` calls looks at the stack, as far as this file and built-ins tell.

    Args:
        view: the region; its file is the one read.
        node: a function of the file.
        path: names of the functions read so far, for which the answer is being found.
        depth: how many calls deep ``node`` is.

    """
    if depth > _DEEPEST or frame_of(node).opaque:
        return False
    return calls_are_blind(view, [node], frame_of(node).local, path, depth)


def calls_are_blind(
    view: RegionView, roots: Iterable[ast.AST], local: frozenset[str], path: str = "", depth: int = 0
) -> bool:
    """Whether no call below ``roots`` looks at the stack; those of ``local`` names might."""
    for part in (inner for root in roots for inner in ast.walk(root)):
        if not isinstance(part, ast.Call):
            continue
        function = part.func
        if isinstance(function, ast.Attribute):
            if isinstance(function.value, ast.Name) and function.value.id == "math":
                if imports_module(view, "math", "math"):
                    continue
                return False
            if not _method_is_blind(view, function.attr, path, depth):
                return False
        elif (
            not isinstance(function, ast.Name)
            or function.id in local
            or not (
                (function.id in _BLIND and is_builtin(view, function.id))
                or _function_is_blind(view, function.id, path, depth)
            )
        ):
            return False
    return True


def _method_is_blind(view: RegionView, name: str, path: str, depth: int) -> bool:
    found = [
        node
        for node in every_node(view.module)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == name
    ]
    if not found:
        return name in DATA_METHODS
    return all(
        not node.decorator_list
        and (node.name in path.split() or looks_at_no_frame(view, node, f"{path} {name}", depth + 1))
        for node in found
    )


def _function_is_blind(view: RegionView, name: str, path: str, depth: int) -> bool:
    if times_bound(view.module, name) != 1:
        return False
    for node in view.module.body:
        if isinstance(node, ast.FunctionDef) and node.name == name and not node.decorator_list:
            return name in path.split() or looks_at_no_frame(view, node, f"{path} {name}", depth + 1)
        if isinstance(node, ast.ClassDef) and node.name == name and not node.decorator_list:
            made = [part for part in node.body if getattr(part, "name", "") in {"__init__", "__new__"}]
            return (
                not node.keywords
                and all(isinstance(base, ast.Name) and base.id == "object" for base in node.bases)
                and all(
                    isinstance(part, ast.FunctionDef)
                    and looks_at_no_frame(view, part, f"{path} {name}", depth + 1)
                    for part in made
                )
            )
    return False


class _Renamed(ast.NodeTransformer):
    """Gives local names their new ones."""

    def __init__(self, names: dict[str, str], constants: dict[str, ast.expr]) -> None:
        self.names, self.constants = names, constants

    def visit_Name(self, node: ast.Name) -> ast.AST:
        """A mention of a local name."""
        if node.id in self.constants:
            return copy.deepcopy(self.constants[node.id])
        return ast.copy_location(ast.Name(id=self.names.get(node.id, node.id), ctx=node.ctx), node)

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> ast.AST:
        """``except … as name``."""
        if node.name is not None:
            node.name = self.names.get(node.name, node.name)
        return self.generic_visit(node)
