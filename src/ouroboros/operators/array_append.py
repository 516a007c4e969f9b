"""``np.append`` in a loop copies the whole array for every item: collect the items, and append them once.

Nothing in the loop looks at the array, so nobody can tell when it grows. Only what certainly ends as the same
numbers waits: floats for an array of float64, integers of 64 bits for one of int64. Whatever else comes is
appended at once, after those that waited, and so raises where it raised before.
"""

from __future__ import annotations

import ast

from ouroboros.operators.contract import Example, Operator, Refusal, RegionView, Rewrite
from ouroboros.operators.facts.loops import imports_module
from ouroboros.operators.facts.scope import (
    LOOPS,
    Frame,
    certainly_bound,
    ends_line,
    frames,
    fresh_name,
    is_builtin,
    own_line,
)
from ouroboros.records.candidate import MutationSeverity, OptimizationOp, Risk
from ouroboros.records.source import Edit

_BUILTINS = ("type", "float", "int")

HELPER = '''\
def _ouroboros_appended(grown, waiting, value):
    """The array to go on with, a copy from the first item on; a value that fits it exactly only waits."""
    numpy = _ouroboros_sys.modules["numpy"]
    kind = type(value)
    if type(grown) is numpy.ndarray and grown.ndim == 1 and (
        (kind is float or kind is numpy.float64)
        if grown.dtype == numpy.float64
        else grown.dtype == numpy.int64
        and (kind is numpy.int64 or (kind is int and -(2**63) <= value < 2**63))
    ):
        if not waiting:
            grown = grown.copy()
        waiting.append(value)
        return grown
    at_once = numpy.append
    return at_once(_ouroboros_all_appended(grown, waiting), value)


def _ouroboros_all_appended(grown, waiting):
    """The array with all that waits at its end; the same array when nothing does."""
    if not waiting:
        return grown
    numpy = _ouroboros_sys.modules["numpy"]
    added = numpy.array(waiting, dtype=grown.dtype)
    waiting.clear()
    return numpy.concatenate((grown, added))'''


def rewrite(view: RegionView) -> list[Rewrite]:
    """One rewrite for each array that a loop only appends to."""
    if "numpy" not in view.available or view.node.name.startswith("_ouroboros_"):
        return []
    if not all(is_builtin(view, name) for name in _BUILTINS):
        return []
    found: list[Rewrite] = []
    for frame in frames(view):
        for name in sorted(frame.local - frame.captured):
            made = _made(view, frame, name)
            if made is not None:
                found.append(made)
    return found


def _made(view: RegionView, frame: Frame, name: str) -> Rewrite | None:
    growths = [
        statement
        for use in frame.uses(name)
        if isinstance(use.ctx, ast.Store)
        and isinstance(statement := frame.parents[use], ast.Assign)
        and _growth(view, statement, name) is not None
    ]
    loop = _loop(view, frame, name, growths)
    if loop is None:
        return None
    inside = [growth for growth in growths if loop in frame.loops(growth)]
    waiting = fresh_name(view, f"{name}_waiting")
    edits = [view.insert_before(loop, [f"{waiting} = []"]), _after(view, loop, name, waiting)]
    for growth in inside:
        call, value = _growth(view, growth, name) or (None, None)
        assert call is not None
        assert value is not None
        edits.append(view.replace(call, f"_ouroboros_appended({name}, {waiting}, {view.source(value)})"))
    return Rewrite(
        edits=tuple(edits),
        imports=("import sys as _ouroboros_sys",),
        helpers=(HELPER,),
        note=f"Items for `{name}` wait in a list and are appended once: nothing in the loop looks at the"
        " array, and only numbers that end as the same ones wait.",
    )


def _loop(view: RegionView, frame: Frame, name: str, growths: list[ast.Assign]) -> ast.For | ast.While | None:
    """The outermost loop that mentions the array in nothing but appends."""
    for growth in growths:
        for loop in reversed(frame.loops(growth)):
            inside = {id(node) for node in ast.walk(loop)}
            growing = {id(part) for each in growths for part in ast.walk(each)}
            alone = all(id(use) in growing for use in frame.uses(name) if id(use) in inside)
            tried = any(
                isinstance(above, ast.Try | ast.TryStar | ast.With | ast.AsyncWith)
                for above in (*frame.chain(growth), *frame.chain(loop))
            )
            if (
                alone
                and not tried
                and not loop.orelse
                and isinstance(loop, LOOPS)
                and certainly_bound(frame, name, loop)
                and own_line(view, loop)
                and ends_line(view, loop)
                and not view.text.startswith("elif", view.start(loop))
            ):
                return loop
    return None


def _growth(view: RegionView, statement: ast.Assign, name: str) -> tuple[ast.Call, ast.expr] | None:
    """Call and value of ``name = np.append(name, value)``, where the value does not speak of ``name``."""
    call = statement.value
    if not (
        len(statement.targets) == 1
        and isinstance(statement.targets[0], ast.Name)
        and isinstance(call, ast.Call)
        and len(call.args) == 2
        and not call.keywords
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "append"
        and isinstance(call.func.value, ast.Name)
        and imports_module(view, call.func.value.id, "numpy")
        and isinstance(call.args[0], ast.Name)
        and call.args[0].id == name
    ):
        return None
    value = call.args[1]
    if any(
        (isinstance(part, ast.Name) and part.id == name) or isinstance(part, ast.Starred | ast.NamedExpr)
        for part in ast.walk(value)
    ):
        return None
    return call, value


def _after(view: RegionView, loop: ast.stmt, name: str, waiting: str) -> Edit:
    """The line after the loop that appends what waits."""
    line = f"{view.indent(loop)}{name} = _ouroboros_all_appended({name}, {waiting})"
    end = view.text.find("\n", view.end(loop))
    if end < 0 or end >= view.region.span.end:
        at = view.end(loop)
        return Edit(start=at, end=at, text=f"\n{line}")
    return Edit(start=end + 1, end=end + 1, text=f"{line}\n")


_NUMPY = "import numpy as np\n\n\n"
_AFTER = f"import numpy as np\nimport sys as _ouroboros_sys\n\n\n{HELPER}\n\n\n"
_EXAMPLES = (
    Example(
        before=f"{_NUMPY}def f(xs, out):\n    for x in xs:\n        if x:\n"
        "            out = np.append(out, x * 2)\n    return out.tolist(), str(out.dtype)\n",
        after=f"{_AFTER}def f(xs, out):\n    _out_waiting = []\n"
        "    for x in xs:\n        if x:\n"
        "            out = _ouroboros_appended(out, _out_waiting, x * 2)\n"
        "    out = _ouroboros_all_appended(out, _out_waiting)\n"
        "    return out.tolist(), str(out.dtype)\n",
        calls=(
            "f([1.5, 2.5], np.array([]))",
            "f([], np.array([1]))",
            "f([1, 2], np.array([3]))",
            "f([1, 2.5, 3], np.array([3]))",
            "f([1, 2.5, 3], np.array([]))",
            "f([0.5, 'a', 3.5], np.array([]))",
            "f([2**62, 1], np.array([3]))",
            "f([2**61, 2**70], np.array([3]))",
            "f([1.5, [1, [2]], 2.5], np.array([]))",
            "f([1.5, np.float32(0.1), np.float64(0.1)], np.array([]))",
            "f([1.5], np.array([[1.0, 2.0]]))",
            "f([1.5], np.array([1.0, 2.0], dtype='float32'))",
            "f([1.5], np.array([1.0, 2.0], dtype='>f8'))",
            "f([float('nan'), -0.0, 1j, 2.0], np.array([]))",
            "f([1.5, None], np.array([]))",
            "f([True, np.int64(3), np.int32(4)], np.array([1]))",
            "f([1.5], [1, 2])",
            "f([1.5, 2.5], None)",
            "f([(1.0, 2.0), 3.0], np.array([]))",
        ),
    ),
    Example(
        before=f"{_NUMPY}def f(xs, start):\n    out = start\n    for i, x in enumerate(xs):\n"
        "        start[0] = i\n        out = np.append(out, x)\n    return out.tolist(), start.tolist()\n",
        after=f"{_AFTER}def f(xs, start):\n    out = start\n    _out_waiting = []\n"
        "    for i, x in enumerate(xs):\n        start[0] = i\n"
        "        out = _ouroboros_appended(out, _out_waiting, x)\n"
        "    out = _ouroboros_all_appended(out, _out_waiting)\n"
        "    return out.tolist(), start.tolist()\n",
        calls=("f([1.5, 2.5, 3.5], np.array([9.0]))", "f([], np.array([9.0]))", "f([1, 2], np.array([9]))"),
    ),
    Example(
        before=f"{_NUMPY}def f(rows):\n    found = np.zeros(0)\n    for row in rows:\n"
        "        for x in row:\n"
        "            found = np.append(found, x)\n    return found\n",
        after=f"{_AFTER}def f(rows):\n    found = np.zeros(0)\n    _found_waiting = []\n"
        "    for row in rows:\n        for x in row:\n"
        "            found = _ouroboros_appended(found, _found_waiting, x)\n"
        "    found = _ouroboros_all_appended(found, _found_waiting)\n    return found\n",
        calls=("f([[1.0, 2.0], [], [3.0]])", "f([])", "f([[1, 'a']])", "f([[1.0], 5])"),
    ),
)
_REFUSALS = (
    Refusal(
        code=f"{_NUMPY}def f(xs):\n    out = np.array([])\n"
        "    for x in xs:\n        out = np.append(out, x)\n"
        "        if len(out) > 3:\n            break\n    return out\n",
        reason="The loop looks at the array.",
    ),
    Refusal(
        code=f"{_NUMPY}def f(xs):\n    out = np.array([])\n    try:\n        for x in xs:\n"
        "            out = np.append(out, 1 / x)\n"
        "    except ZeroDivisionError:\n        pass\n    return out\n",
        reason="What was appended before an exception is returned.",
    ),
    Refusal(
        code=f"{_NUMPY}def f(rows):\n    out = np.zeros((0, 2))\n    for row in rows:\n"
        "        out = np.append(out, row, axis=0)\n    return out\n",
        reason="Appends rows, not items.",
    ),
    Refusal(
        code=f"{_NUMPY}def f(xs):\n    out = np.array([])\n    for x in xs:\n"
        "        out = np.append(out, out[-1] + x)\n    return out\n",
        reason="Each item builds on those before.",
    ),
    Refusal(
        code=f"{_NUMPY}def f(xs):\n    out = np.array([])\n"
        "    for x in xs:\n        out = np.append(out, x)\n"
        "    else:\n        print(out)\n    return out\n",
        reason="The loop's end looks at the array before the line after the loop.",
    ),
    Refusal(
        code=f"{_NUMPY}def f(xs):\n    out = np.array([])\n\n    def last():\n        return out[-1]\n\n"
        "    for x in xs:\n        out = np.append(out, x)\n    return last()\n",
        reason="A function inside may look at any time.",
    ),
)

OPERATOR = Operator(
    name="array-append",
    category=OptimizationOp.ALLOCATION_REDUCTION,
    summary="items that a loop appends to a NumPy array one by one are appended once",
    rewrite=rewrite,
    examples=_EXAMPLES,
    refusals=_REFUSALS,
    severity=MutationSeverity.MINOR,
    risk=Risk.MEDIUM,
    needs=("numpy",),
    payoff=12.0,
    source="https://numpy.org/doc/stable/reference/generated/numpy.append.html",
)
