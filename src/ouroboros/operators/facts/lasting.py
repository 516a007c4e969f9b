"""Whether a function, given plain immutable arguments, gives the same answer as long as the program runs.

Effects say what a call may do; an answer that is kept must also not depend on anything that changes between
calls: rebound globals, mutable tables, the locale. Whatever is not certain of that is not lasting.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator

from ouroboros.operators.contract import FunctionNode, RegionView
from ouroboros.operators.facts.closed_world import DATA_METHODS
from ouroboros.operators.facts.loops import imports_module, times_bound
from ouroboros.operators.facts.scope import (
    QUIET_BUILTINS,
    Frame,
    calls_builtin,
    frame_of,
    is_builtin,
    walk_here,
)
from ouroboros.operators.facts.walks import every_node, is_name
from ouroboros.records.source import Effect, RegionKind

_MODULES = frozenset(
    {"math", "cmath", "re", "json", "datetime", "itertools", "functools", "operator", "statistics", "string"}
)
"""Modules of the standard library whose known functions depend on their arguments alone."""
_COMPUTING = (QUIET_BUILTINS - {"id", "hash"}) | {"filter", "iter", "map", "next", "ascii", "bin", "oct"}
_METHODS = DATA_METHODS | {
    *("match", "search", "fullmatch", "findall", "finditer", "sub", "group", "groups", "groupdict", "start"),
    *("end", "span", "isoformat", "date", "time", "weekday", "isoweekday", "isocalendar", "toordinal"),
    *("removeprefix", "removesuffix", "partition", "rpartition", "swapcase", "zfill", "ljust", "rjust"),
    *("center", "translate", "expandtabs", "rfind", "rindex", "isupper", "islower", "isspace", "isnumeric"),
    *("isdecimal", "isidentifier", "isascii", "istitle", "isprintable", "capitalize", "decode", "hex"),
    *("bit_length", "total_seconds", "is_integer", "as_integer_ratio", "difference", "intersection"),
    *("symmetric_difference", "issubset", "issuperset", "isdisjoint", "update", "reverse", "sort"),
}
"""Methods of plain data, of what regular expressions give and of dates: they work on data alone."""
_DATA_ERRORS = (ArithmeticError, LookupError, ValueError, TypeError, AttributeError, AssertionError)
_LOCAL_TIME = re.compile(r"%[-_0^#]?[aAbBcpxXZ+hrv]")
"""Directives of ``strptime`` and ``strftime`` that the locale or the time zone decides about."""
_FRESH_METHODS = frozenset({"split", "rsplit", "splitlines"})


def lasting(view: RegionView) -> bool:
    """Whether the region answers plain immutable arguments alike for ever, and does nothing else."""
    node = view.node
    frame = frame_of(node)
    if frame.opaque or not node.body or _recurs(view) or not _unaware_of_locale(view, node):
        return False
    for part in walk_here(*node.body):
        if isinstance(part, ast.Try | ast.TryStar) and part.finalbody:
            return False  # what is returned inside may not be what comes out
        if isinstance(part, ast.ExceptHandler) and not _of_data(part.type):
            return False  # the answer may depend on how deep the stack was
        if isinstance(part, ast.Compare) and not _plain_identity(part):
            return False
    return _closed(view, node, own=True)


def _closed(view: RegionView, node: FunctionNode, *, own: bool) -> bool:
    """Whether a function that is given plain data only ever meets data, and code that works on data alone.

    ``own``: it is the region itself, so that its calls of other functions and of the library can be resolved.
    """
    frame = frame_of(node)
    for part in walk_all(node):
        if isinstance(
            part,
            ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.AsyncFor | ast.Match | ast.Delete
            | ast.Yield | ast.YieldFrom | ast.Await | ast.With | ast.AsyncWith | ast.Import | ast.ImportFrom
            | ast.Global | ast.Nonlocal,
        ):  # fmt: skip
            return False
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load):
            if not _steady_name(view, frame, part, own=own):
                return False
        elif isinstance(part, ast.Attribute):
            call = frame.parents[part]
            called = isinstance(call, ast.Call) and call.func is part
            if not isinstance(part.ctx, ast.Load):
                return False
            if isinstance(part.value, ast.Name) and part.value.id == "math":
                if not imports_module(view, "math", "math"):
                    return False
            elif not (called and part.attr in _METHODS) and not (own and _of_library(view, frame, part)):
                return False
    return True


def walk_all(node: FunctionNode) -> Iterator[ast.AST]:
    """Everything below the function's body; annotations, which no call reads, are left out."""
    pending: list[ast.AST] = list(node.body)
    while pending:
        part = pending.pop()
        yield part
        skipped = part.annotation if isinstance(part, ast.AnnAssign) else None
        pending.extend(child for child in ast.iter_child_nodes(part) if child is not skipped)


def _of_library(view: RegionView, frame: Frame, attribute: ast.Attribute) -> bool:
    """Whether ``attribute`` is part of a name like ``datetime.datetime.strptime`` whose call is pure."""
    top: ast.AST = attribute
    while isinstance(above := frame.parents[top], ast.Attribute):
        top = above
    base: ast.expr = attribute
    while isinstance(base, ast.Attribute):
        base = base.value
    if not (isinstance(base, ast.Name) and base.id not in frame.local):
        return False
    if isinstance(above, ast.Call) and above.func is top:
        return view.call_effects(above).found <= {Effect.RAISES} and _imported(view, base.id)
    return base.id == "re" and imports_module(view, "re", "re")  # a flag


def _imported(view: RegionView, name: str) -> bool:
    """Whether ``name`` is bound once in the file, by a top-level import of a module that only computes."""
    return times_bound(view.module, name) == 1 and any(
        (isinstance(statement, ast.ImportFrom) and statement.module in _MODULES and not statement.level)
        or (isinstance(statement, ast.Import) and all(alias.name in _MODULES for alias in statement.names))
        for statement in view.module.body
        if isinstance(statement, ast.Import | ast.ImportFrom)
        and any((alias.asname or alias.name) == name for alias in statement.names)
    )


def _of_data(caught: ast.expr | None) -> bool:
    """Whether a handler catches nothing but errors that data alone decides about."""
    if isinstance(caught, ast.Tuple):
        return all(map(_of_data, caught.elts))
    made = getattr(builtins, caught.id, None) if isinstance(caught, ast.Name) else None
    return isinstance(made, type) and issubclass(made, _DATA_ERRORS)


def _plain_identity(compare: ast.Compare) -> bool:
    """Whether identity is asked of ``None`` and truth values alone: equal numbers may be two objects."""
    return all(
        isinstance(side, ast.Constant) and (side.value is None or isinstance(side.value, bool))
        for operator, side in zip(compare.ops, compare.comparators, strict=True)
        if isinstance(operator, ast.Is | ast.IsNot)
    )


def _steady_name(view: RegionView, frame: Frame, name: ast.Name, *, own: bool) -> bool:
    """Whether ``name`` stands for data of the call, or for the same thing in every call."""
    above = frame.parents[name]
    if name.id in frame.local or any(name.id in comprehended(scope) for scope in frame.chain(name)):
        return True
    if is_builtin(view, name.id):
        made = getattr(builtins, name.id)
        return name.id in _COMPUTING or (isinstance(made, type) and issubclass(made, Exception))
    if isinstance(above, ast.Attribute):
        known = name.id == "math" or (own and _of_library(view, frame, above))
        return known or lasting_constant(view, view.constant_globals.get(name.id))
    if isinstance(above, ast.Call) and above.func is name:
        return own and _steady_function(view, above, name.id)
    return lasting_constant(view, view.constant_globals.get(name.id))


def _steady_function(view: RegionView, call: ast.Call, name: str) -> bool:
    if view.call_effects(call).found <= {Effect.RAISES} and _imported(view, name):
        return True
    called = view.function_of(call)
    if (
        called is None
        or called.file.path != view.region.file.path
        or called.kind is not RegionKind.FUNCTION
        or called.is_async
        or called.is_generator
        or called.decorators
        or called.is_nested
        or times_bound(view.module, name) != 1
    ):
        return False
    node = view.parsed(called)[1]
    return (
        all(
            isinstance(each, ast.Constant)
            for each in (*node.args.defaults, *filter(None, node.args.kw_defaults))
        )
        and not frame_of(node).opaque
        and _unaware_of_locale(view, node)
        and _closed(view, node, own=False)
    )


def comprehended(scope: ast.AST) -> frozenset[str]:
    """Names that a comprehension or lambda binds for itself."""
    if isinstance(scope, ast.Lambda):
        return frozenset(argument.arg for argument in ast.walk(scope.args) if isinstance(argument, ast.arg))
    generators = getattr(scope, "generators", ())
    return frozenset(
        part.id
        for generator in generators
        for part in ast.walk(generator.target)
        if isinstance(part, ast.Name)
    )


def lasting_constant(view: RegionView, value: ast.expr | None) -> bool:
    """Whether a module-level expression surely gives something that nobody can change."""
    if isinstance(value, ast.Constant):
        return True
    if isinstance(value, ast.Tuple):
        return all(lasting_constant(view, item) for item in value.elts)
    if isinstance(value, ast.UnaryOp):
        return lasting_constant(view, value.operand)
    if isinstance(value, ast.BinOp):
        return lasting_constant(view, value.left) and lasting_constant(view, value.right)
    return (
        isinstance(value, ast.Call)
        and ast.unparse(value.func) == "re.compile"
        and imports_module(view, "re", "re")
        and all(lasting_constant(view, part) or _flag(part) for part in value.args)
        and not value.keywords
    )


def _flag(part: ast.expr) -> bool:
    return isinstance(part, ast.Attribute) and ast.unparse(part).removeprefix("re.").isupper()


def _recurs(view: RegionView) -> bool:
    """Whether a call may come back to the region: how deep it can go would depend on what is kept."""
    own = view.node.name
    functions = {
        node.name: node
        for node in every_node(view.module)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    pending, seen = [view.node], {id(view.node)}
    while pending:
        for part in ast.walk(pending.pop()):
            name = (
                part.id
                if isinstance(part, ast.Name)
                else part.attr
                if isinstance(part, ast.Attribute)
                else ""
            )
            if name == own:
                return True
            called = functions.get(name)
            if called is not None and id(called) not in seen:
                seen.add(id(called))
                pending.append(called)
    return False


def _unaware_of_locale(view: RegionView, node: ast.AST) -> bool:
    for part in ast.walk(node):
        if isinstance(part, ast.FormattedValue) and part.format_spec is not None:
            if not isinstance(part.format_spec, ast.JoinedStr) or _numeric(part.format_spec):
                return False
        elif isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute):
            if part.func.attr in {"format", "format_map"}:
                text = part.func.value
                if not (isinstance(text, ast.Constant) and "n}" not in str(text.value)):
                    return False
                if "{" in re.sub(r"\{[^{}]*\}|\{\{|\}\}", "", str(text.value)):
                    return False
            elif part.func.attr in {"strptime", "strftime", "fromtimestamp"} and not _fixed_time(part):
                return False
        elif isinstance(part, ast.Call) and calls_builtin(view, part, "format") and len(part.args) > 1:
            spec = part.args[1]
            if not (isinstance(spec, ast.Constant) and not str(spec.value).endswith("n")):
                return False
    return True


def _numeric(spec: ast.JoinedStr) -> bool:
    """Whether a format specification may end in ``n``, which asks for the locale's digits."""
    last = spec.values[-1] if spec.values else None
    return not isinstance(last, ast.Constant) or str(last.value).endswith("n")


def _fixed_time(call: ast.Call) -> bool:
    texts = [argument for argument in call.args if isinstance(argument, ast.Constant)]
    return bool(texts) and not any(_LOCAL_TIME.search(str(text.value)) for text in texts)


def fresh_result(view: RegionView, value: ast.expr) -> bool:
    """Whether a returned expression is surely a new list or dictionary that nobody else holds."""
    if isinstance(value, ast.List | ast.Dict | ast.ListComp | ast.DictComp):
        return True
    if calls_builtin(view, value, "list", "dict", "sorted"):
        return True
    if (
        isinstance(value, ast.Call)
        and isinstance(value.func, ast.Attribute)
        and value.func.attr in _FRESH_METHODS
    ):
        return True
    if not isinstance(value, ast.Name):
        return False
    frame = frame_of(view.node)
    if value.id not in frame.local or value.id in frame.captured or value.id in frame.parameters:
        return False
    bound: list[ast.expr | None] = []
    grown = 0
    for part in walk_here(*view.node.body):
        if isinstance(part, ast.Assign) and any(is_name(target, value.id) for target in part.targets):
            bound.append(part.value if len(part.targets) == 1 else None)
        elif isinstance(part, ast.AnnAssign) and is_name(part.target, value.id) and part.value is not None:
            bound.append(part.value)
        elif isinstance(part, ast.AugAssign) and is_name(part.target, value.id):
            grown += 1  # a list grows in place, a dictionary too
    stores = [use for use in frame.uses(value.id) if isinstance(use.ctx, ast.Store)]
    return (
        bool(bound)
        and len(stores) == len(bound) + grown
        and all(
            made is not None and not isinstance(made, ast.Name) and fresh_result(view, made) for made in bound
        )
    )
