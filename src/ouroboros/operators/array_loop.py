"""A loop that fills a NumPy array item by item: one expression on whole slices.

``for i in range(len(a)): c[i] = a[i] * b[i] + k`` makes three NumPy scalars in every round. On arrays of
float64 the same operators on slices do the same arithmetic item by item, to the bit. The helper asks for
exactly that: one-dimensional arrays of native float64, no memory shared except by the same items, floats as
numbers, all places inside. What would warn or raise anywhere (an overflow, a division by zero), or gives a
NaN or an infinity, is left to the loop, before anything was written.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from ouroboros.operators.contract import Operator, RegionView, Rewrite
from ouroboros.operators.examples.array_loop import EXAMPLES, ITEMWISE, REFUSALS
from ouroboros.operators.facts.loops import imports_module
from ouroboros.operators.facts.scope import Frame, certainly_bound, frames, has_comment, is_builtin
from ouroboros.operators.facts.walks import every_node
from ouroboros.records.candidate import MutationSeverity, OptimizationOp, Risk

_BUILTINS = ("range", "type", "len", "float", "slice", "isinstance", "FloatingPointError", "abs", "zip")
_OPERATORS: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_EXACT = frozenset({"sqrt", "abs", "absolute", "fabs"})
"""NumPy functions that round correctly, for one number as for many."""
_MOST_PLACES = 8


@dataclass(slots=True)
class _Reading:
    """Arrays with the offset they are read at, and numbers, each with the parameter that stands for it."""

    index: str
    arrays: dict[tuple[str, int], str] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)


def rewrite(view: RegionView) -> list[Rewrite]:
    """One rewrite for each loop that fills an array by arithmetic on items at the same or a shifted place."""
    if "numpy" not in view.available or view.node.name.startswith("_ouroboros_"):
        return []
    if not _about_arrays(view) or not all(is_builtin(view, name) for name in _BUILTINS):
        return []
    return [
        made
        for frame in frames(view)
        for node in every_node(frame.node)
        if isinstance(node, ast.For)
        if (made := _made(view, frame, node)) is not None
    ]


def _about_arrays(view: RegionView) -> bool:
    """Whether an array was seen here, or the file imports NumPy; else the guard would only cost time."""
    seen = {name for types in view.types.parameters.values() for name in types}
    imports = (
        alias.name for node in every_node(view.module) if isinstance(node, ast.Import) for alias in node.names
    )
    return any(name.startswith("numpy.ndarray") for name in seen) or "numpy" in imports


def _made(view: RegionView, frame: Frame, loop: ast.For) -> Rewrite | None:
    """The loop over what is left to do once the helper has tried."""
    steps, index = loop.iter, loop.target
    if not (
        isinstance(index, ast.Name)
        and isinstance(steps, ast.Call)
        and isinstance(steps.func, ast.Name)
        and steps.func.id == "range"
        and 1 <= len(steps.args) <= 2
        and not steps.keywords
        and len(loop.body) == 1
        and not loop.orelse
    ):
        return None
    if index.id not in frame.local or index.id in frame.captured | frame.parameters:
        return None
    inside = {id(node) for node in ast.walk(loop)}
    if any(id(use) not in inside for use in frame.uses(index.id)):
        return None
    filled = _filled(loop.body[0], index.id)
    if filled is None or has_comment(view, view.start(steps), view.end(steps)):
        return None
    target, value = filled
    reading = _Reading(index=index.id)
    text = _vector(view, reading, value)
    if text is None or not reading.arrays or len(reading.arrays) > _MOST_PLACES:
        return None
    names = {target, *(name for name, _ in reading.arrays), *reading.numbers}
    if (target, 0) not in reading.arrays and target in {name for name, _ in reading.arrays}:
        return None
    if any(place != 0 for name, place in reading.arrays if name == target):
        return None
    if not all(certainly_bound(frame, name, loop) and name not in frame.captured for name in names):
        return None
    if any(name in _names_bound(loop) for name in names):
        return None
    arrays = "".join(f"({name}, {offset}), " for name, offset in reading.arrays).rstrip()
    numbers = "".join(f"{name}, " for name in reading.numbers).rstrip()
    parameters = ", ".join([*reading.arrays.values(), *reading.numbers.values()])
    call = (
        f"_ouroboros_itemwise({view.source(steps)}, {target}, ({arrays}), ({numbers}), "
        f"lambda {parameters}: {text})"
    )
    return Rewrite(
        edits=(view.replace(steps, call),),
        imports=("import sys as _ouroboros_sys",),
        helpers=(ITEMWISE,),
        note="Arrays of float64 are filled by the same arithmetic on whole slices; whatever would warn, raise"
        " or not be finite, and anything but such arrays, is left to the loop.",
    )


def _names_bound(loop: ast.For) -> set[str]:
    return {
        node.id for node in ast.walk(loop) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }


def _filled(statement: ast.stmt, index: str) -> tuple[str, ast.expr] | None:
    """``c`` and the value of ``c[i] = value``, or of ``c[i] += value`` written out."""
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        target, value = statement.targets[0], statement.value
    elif isinstance(statement, ast.AugAssign):
        target = statement.target
        item = ast.Subscript(
            value=getattr(target, "value", target), slice=getattr(target, "slice", target), ctx=ast.Load()
        )
        value = ast.BinOp(left=item, op=statement.op, right=statement.value)
    else:
        return None
    if not (isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name)):
        return None
    if not (isinstance(target.slice, ast.Name) and target.slice.id == index):
        return None
    return target.value.id, value


def _vector(view: RegionView, reading: _Reading, node: ast.expr) -> str | None:
    """The expression on slices, fully bracketed; ``None`` when it is anything but exact arithmetic."""
    if isinstance(node, ast.Constant):
        plain = type(node.value) is float or (type(node.value) is int and abs(node.value) < 2**53)
        return repr(node.value) if plain and _finite(node.value) else None
    if isinstance(node, ast.Name):
        if node.id == reading.index:
            return None
        return reading.numbers.setdefault(node.id, f"_n{len(reading.numbers)}")
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = _vector(view, reading, node.operand)
        return None if inner is None else f"(-{inner})"
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        left, right = _vector(view, reading, node.left), _vector(view, reading, node.right)
        if left is None or right is None or not (_item(node.left) or _item(node.right)):
            return None  # numbers alone are calculated otherwise: Python's floats raise where NumPy's warn
        return f"({left} {_OPERATORS[type(node.op)]} {right})"
    if isinstance(node, ast.Call):
        return _function(view, reading, node)
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
        offset = _offset(node.slice, reading.index)
        if offset is None:
            return None
        return reading.arrays.setdefault((node.value.id, offset), f"_a{len(reading.arrays)}")
    return None


def _finite(value: object) -> bool:
    return isinstance(value, int | float) and value - value == 0


def _item(node: ast.expr) -> bool:
    """Whether the value depends on an item, so that it is a NumPy scalar in the loop."""
    return any(isinstance(part, ast.Subscript) for part in ast.walk(node))


def _function(view: RegionView, reading: _Reading, call: ast.Call) -> str | None:
    if len(call.args) != 1 or call.keywords or not _item(call.args[0]):
        return None
    name = call.func
    if isinstance(name, ast.Name):
        exact = name.id == "abs"
    else:
        exact = (
            isinstance(name, ast.Attribute)
            and name.attr in _EXACT
            and isinstance(name.value, ast.Name)
            and imports_module(view, name.value.id, "numpy")
        )
    inner = _vector(view, reading, call.args[0]) if exact else None
    return None if inner is None else f"{ast.unparse(name)}({inner})"


def _offset(node: ast.expr, index: str) -> int | None:
    """0 for ``i``, 2 for ``i + 2``, -1 for ``i - 1``; ``None`` for any other place."""
    if isinstance(node, ast.Name):
        return 0 if node.id == index else None
    if (
        isinstance(node, ast.BinOp)
        and isinstance(node.op, ast.Add | ast.Sub)
        and isinstance(node.left, ast.Name)
        and node.left.id == index
        and isinstance(node.right, ast.Constant)
        and type(node.right.value) is int
        and node.right.value < 2**31
    ):
        return node.right.value if isinstance(node.op, ast.Add) else -node.right.value
    return None


OPERATOR = Operator(
    name="array-loop",
    category=OptimizationOp.VECTORISATION,
    summary="a loop that fills a NumPy array item by item works on whole slices",
    rewrite=rewrite,
    examples=EXAMPLES,
    refusals=REFUSALS,
    severity=MutationSeverity.MODERATE,
    risk=Risk.MEDIUM,
    needs=("numpy",),
    payoff=30.0,
    source="https://numpy.org/doc/stable/user/basics.ufuncs.html",
)
