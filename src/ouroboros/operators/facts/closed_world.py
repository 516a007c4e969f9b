"""Whether a stretch of code can only meet plain data, so that no code of the target runs between its lines.

A container that is shared may be changed by anything that runs meanwhile: by a generator that is looped over,
by ``__eq__``, ``__add__`` or a property of some object. Such code comes in through the names that the stretch
reads. When all of them hold plain data, everything that operators, subscripts, iteration and quiet built-ins
make of them is plain data too, and nothing foreign can run. The names are found here; what they hold is asked
at run time.
"""

from __future__ import annotations

import ast

from ouroboros.operators.contract import RegionView
from ouroboros.operators.facts.loops import imports_module
from ouroboros.operators.facts.scope import (
    QUIET_BUILTINS,
    Frame,
    bound_names,
    certainly_bound,
    frame_of,
    is_builtin,
)
from ouroboros.records.source import Effect, GenomeRegion, RegionKind

DATA_HELPER = '''\
def _ouroboros_data(values, depth=3):
    """Whether values are plain, or built-in containers (of such, to a depth) that hold only plain values."""
    kinds = set(map(type, values)) - _ouroboros_atoms
    kinds.discard(range)
    if not kinds:
        return True
    if not depth or not kinds <= {list, tuple, dict, set, frozenset}:
        return False
    return all(
        _ouroboros_data(value, depth - 1)
        and (type(value) is not dict or _ouroboros_data(value.values(), depth - 1))
        for value in values
        if type(value) not in _ouroboros_atoms and type(value) is not range
    )'''
"""Needs ``loops.ATOMS_HELPER`` before it."""

PLAIN_METHODS = frozenset(
    (
        "append", "add", "extend", "update", "setdefault", "get", "items", "keys", "values", "count", "index",
        "lower", "upper", "casefold", "strip", "lstrip", "rstrip", "split", "rsplit", "splitlines", "replace",
        "startswith", "endswith", "join", "encode", "decode", "isdigit", "isalpha", "isalnum", "title",
        "insert", "pop", "discard", "remove", "clear", "popitem", "sort", "reverse", "copy", "union",
        "find", "format",
    )
)  # fmt: skip
"""Methods of plain data: they run nothing but operators of what the data holds."""


def plain_function(view: RegionView, region: GenomeRegion) -> bool:
    """Whether a function of this file, given immutable plain values, answers alike and does nothing else.

    Effects speak of any arguments; here ``name.lower()`` is fine because ``name`` will be a ``str``.
    """
    if region.file.path != view.region.file.path or region.kind is not RegionKind.FUNCTION:
        return False
    if region.is_async or region.is_generator or region.decorators or "." in region.qualname:
        return False
    node = view.parsed(region)[1]
    spec = node.args
    if (
        spec.vararg
        or spec.kwarg
        or not all(
            isinstance(default, ast.Constant) for default in (*spec.defaults, *filter(None, spec.kw_defaults))
        )
    ):
        return False
    frame = frame_of(node)
    if frame.opaque or "id" in {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}:
        return False
    asked = names_to_ask(view, frame, tuple(node.body), node.body[0], functions=False)
    return asked is not None and frame.parameters.issuperset(asked)


def names_to_ask(
    view: RegionView, frame: Frame, roots: tuple[ast.AST, ...], at: ast.stmt, *, functions: bool = True
) -> list[str] | None:
    """Names that must hold plain data for ``roots`` (run after ``at`` begins) to run no code of the target.

    ``None`` when no such question would be enough: globals that are no constants, calls of anything but quiet
    built-ins, methods of data and (where ``functions``) functions without effects, and syntax that runs code
    by itself.
    """
    asked: dict[str, None] = {}
    own = bound_names(*roots)
    for root in roots:
        for node in ast.walk(root):
            if isinstance(
                node,
                ast.Lambda | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.With | ast.AsyncWith
                | ast.AsyncFor | ast.Yield | ast.YieldFrom | ast.Await | ast.Match
                | ast.Import | ast.ImportFrom | ast.Global | ast.Nonlocal | ast.Delete,
            ):  # fmt: skip
                return None
            if isinstance(node, ast.AugAssign) and not isinstance(node.target, ast.Name):
                return None  # may change in place what an item or a field holds
            if isinstance(node, ast.Attribute) and not _method(frame, node) and not _of_math(view, node):
                return None
            if isinstance(node, ast.Call) and not _quiet(view, node, functions=functions):
                return None
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                question = _question(view, frame, node, own, at, roots)
                if question is None:
                    return None
                asked.update(dict.fromkeys(question))
    return list(asked)


def _method(frame: Frame, node: ast.Attribute) -> bool:
    call = frame.parents.get(node)
    return node.attr in PLAIN_METHODS and isinstance(call, ast.Call) and call.func is node


def _of_math(view: RegionView, node: ast.Attribute) -> bool:
    return (
        isinstance(node.value, ast.Name)
        and node.value.id == "math"
        and isinstance(node.ctx, ast.Load)
        and imports_module(view, "math", "math")
    )


def _quiet(view: RegionView, call: ast.Call, *, functions: bool) -> bool:
    if any(keyword.arg in {"key", "default", None} for keyword in call.keywords):
        return False
    if isinstance(call.func, ast.Attribute):
        return True  # judged by its name
    if not isinstance(call.func, ast.Name):
        return False
    if call.func.id in QUIET_BUILTINS and is_builtin(view, call.func.id):
        return True
    if not functions:
        return False
    effects = view.call_effects(call)
    return effects.found <= {Effect.RAISES, Effect.READS_GLOBALS} and all(
        isinstance(view.constant_globals.get(name), ast.Constant) for name in effects.globals_read
    )


def _question(
    view: RegionView,
    frame: Frame,
    node: ast.Name,
    own: frozenset[str],
    at: ast.stmt,
    roots: tuple[ast.AST, ...],
) -> tuple[str, ...] | None:
    name = node.id
    above = frame.parents.get(node)
    if isinstance(above, ast.Call) and above.func is node:
        return () if name not in frame.local else None
    if isinstance(above, ast.Attribute) and _of_math(view, above):
        return ()
    if name in frame.captured:
        return None
    if name in frame.local:
        if certainly_bound(frame, name, at):
            looped = isinstance(above, ast.For | ast.comprehension) and above.iter is node
            # Rebound inside and looped over: the iterator may still walk what the name held before.
            return None if looped and name in own else (name,)
        outside = [use for use in frame.uses(name) if not isinstance(use.ctx, ast.Load)]
        inside = {id(part) for root in (at, *roots) for part in ast.walk(root)}
        return () if outside and all(id(use) in inside for use in outside) else None
    if name in own or is_builtin(view, name):
        return ()  # a comprehension's variable; a built-in handed on as a value is called by nobody here
    return () if isinstance(view.constant_globals.get(name), ast.Constant) else None
