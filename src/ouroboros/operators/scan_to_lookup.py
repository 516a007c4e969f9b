"""A table of the module scanned row by row on every call: start at the rows that can match.

``for code, name in COUNTRIES: if code == wanted: return name`` looks only at the rows that a dictionary
finds; ``for i, limit in enumerate(LIMITS): if weight <= limit: return i`` starts where a binary search ends.
The condition stays: rows are left out only where it is certainly false and quiet. The dictionary is made once
and serves as long as the table equals the copy it was made from, which costs one pass in C on every call;
whatever it can't judge is scanned as before.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from ouroboros.operators.contract import Operator, RegionView, Rewrite
from ouroboros.operators.examples.scan_to_lookup import EXAMPLES, LOOKUP, REFUSALS
from ouroboros.operators.facts.guards import PLAIN, guards_possible
from ouroboros.operators.facts.loops import stays, times_bound
from ouroboros.operators.facts.scope import (
    Frame,
    bound_names,
    calls_builtin,
    frame_of,
    frames,
    has_comment,
    is_builtin,
)
from ouroboros.operators.facts.walks import every_node
from ouroboros.records.candidate import MutationSeverity, OptimizationOp, Risk

_READERS = (
    "len",
    "enumerate",
    "sorted",
    "zip",
    "sum",
    "min",
    "max",
    "list",
    "tuple",
    "set",
    "dict",
    "reversed",
)
_NEEDED = ("sorted", "enumerate", "len", "tuple", "list", "type", "map", "all", "set", "range", "int", "str")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Scan:
    """``for … in TABLE`` (or ``enumerate(TABLE)``) with only an ``if`` on one item of the row."""

    loop: ast.For
    table: str
    numbered: bool
    width: int
    """Items of a row that is unpacked; 0 when the row itself is compared."""
    place: int
    """Which item of the row is compared."""
    how: str
    """``==``, or ``<=`` and ``<`` for ``value <= item`` and ``value < item``."""
    value: ast.expr


def rewrite(view: RegionView) -> Iterator[Rewrite]:
    """One rewrite for each scan of a table of the module."""
    if view.node.name.startswith("_ouroboros_") or not guards_possible(view):
        return
    if not all(is_builtin(view, name) for name in _NEEDED):
        return
    for frame in frames(view):
        for node in every_node(frame.node):
            if isinstance(node, ast.For):
                scan = _scan(view, frame, node)
                if scan is not None and not has_comment(view, view.start(node.iter), view.end(node.iter)):
                    yield _made(view, scan)


def _made(view: RegionView, scan: _Scan) -> Rewrite:
    asked = f'"{scan.table}", {scan.table}, {scan.width}, {scan.place}, {view.source(scan.value)}'
    helper = "_ouroboros_equal_rows" if scan.how == "==" else "_ouroboros_rows_from"
    strict = "" if scan.how == "==" else f", {scan.how == '<'}"
    return Rewrite(
        edits=(view.replace(scan.loop.iter, f"{helper}({asked}{strict}, {scan.numbered})"),),
        imports=("from bisect import bisect_left as _ouroboros_left, bisect_right as _ouroboros_right",),
        helpers=(PLAIN, LOOKUP),
        keeps_state=True,
        note=f"`{scan.table}` is searched by a dictionary or by halving; the condition stays, and a changed"
        " table is looked at anew.",
    )


def _scan(view: RegionView, frame: Frame, loop: ast.For) -> _Scan | None:
    table, numbered = loop.iter, False
    if isinstance(table, ast.Call) and calls_builtin(view, table, "enumerate") and not table.keywords:
        if len(table.args) != 1:
            return None
        table, numbered = table.args[0], True
    if not isinstance(table, ast.Name) or table.id in frame.local or not _steady(view, table.id):
        return None
    row = loop.target
    if numbered:
        if not (isinstance(row, ast.Tuple) and len(row.elts) == 2 and isinstance(row.elts[0], ast.Name)):
            return None
        row = row.elts[1]
    names = _names(row)
    only = loop.body[0]
    if names is None or len(loop.body) != 1 or not isinstance(only, ast.If) or only.orelse:
        return None
    test = only.test
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And):
        test = test.values[0]
    if not (isinstance(test, ast.Compare) and len(test.ops) == 1) or not _private(frame, loop):
        return None
    width = 0 if isinstance(row, ast.Name) else len(names)
    sides = ((test.left, test.comparators[0], True), (test.comparators[0], test.left, False))
    for item, value, item_first in sides:
        how = _how(test.ops[0], item_first=item_first)
        if (
            isinstance(item, ast.Name)
            and names.count(item.id) == 1
            and how is not None
            and stays(frame, loop, value)
        ):
            return _Scan(
                loop=loop, table=table.id, numbered=numbered, width=width, place=names.index(item.id),
                how=how, value=value,
            )  # fmt: skip
    return None


def _names(row: ast.expr) -> list[str] | None:
    if isinstance(row, ast.Name):
        return [row.id]
    if isinstance(row, ast.Tuple) and all(isinstance(part, ast.Name) for part in row.elts):
        return [part.id for part in row.elts if isinstance(part, ast.Name)]
    return None


def _how(operator: ast.cmpop, *, item_first: bool) -> str | None:
    if isinstance(operator, ast.Eq):
        return "=="
    if isinstance(operator, ast.GtE if item_first else ast.LtE):
        return "<="
    if isinstance(operator, ast.Gt if item_first else ast.Lt):
        return "<"
    return None


def _private(frame: Frame, loop: ast.For) -> bool:
    """Whether the loop's variables are of no use outside and nothing changes the table meanwhile."""
    inside = {id(node) for node in ast.walk(loop)}
    variables = bound_names(loop.target)
    if variables & bound_names(*loop.body) or variables & (frame.captured | frame.parameters):
        return False
    if not variables <= frame.local:
        return False
    if any(id(use) not in inside for name in variables for use in frame.uses(name)):
        return False
    if any(isinstance(node, ast.Yield | ast.YieldFrom | ast.Await) for node in ast.walk(loop)):
        return False
    only = loop.body[0]
    assert isinstance(only, ast.If)
    # What runs in the round that leaves the loop is nobody's concern here.
    leaves = isinstance(only.body[-1], ast.Return | ast.Break) and not any(
        isinstance(node, ast.Continue) for node in ast.walk(only)
    )
    return not any(
        isinstance(node, ast.Call | ast.Attribute | ast.Subscript | ast.AugAssign)
        for node in ast.walk(only.test if leaves else only)
    )


def _steady(view: RegionView, name: str) -> bool:
    """Whether ``name`` is a table bound once that this file only looks into."""
    if name not in view.constant_globals or times_bound(view.module, name) != 1:
        return False
    parents = {child: node for node in every_node(view.module) for child in ast.iter_child_nodes(node)}
    for node in every_node(view.module):
        if not isinstance(node, ast.Name) or node.id != name or not isinstance(node.ctx, ast.Load):
            continue
        above = parents[node]
        reads = (
            (isinstance(above, ast.For | ast.comprehension) and above.iter is node)
            or (isinstance(above, ast.Subscript) and above.value is node and isinstance(above.ctx, ast.Load))
            or (
                isinstance(above, ast.Compare)
                and node in above.comparators
                and all(isinstance(operator, ast.In | ast.NotIn) for operator in above.ops)
            )
            or (
                isinstance(above, ast.Call)
                and node in above.args
                and (calls_builtin(view, above, *_READERS) or _own_helper(above))
            )
        )
        if not reads:
            return False
    return not any(
        frame_of(function).opaque
        for function in every_node(view.module)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
    )


def _own_helper(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Name) and call.func.id.startswith("_ouroboros_")


OPERATOR = Operator(
    name="scan-to-lookup",
    category=OptimizationOp.ALGORITHM_SUBSTITUTION,
    summary="a scan of a module's table starts at the rows that can match",
    rewrite=rewrite,
    severity=MutationSeverity.MODERATE,
    risk=Risk.MEDIUM,
    needs=(),
    payoff=8.0,
    source="https://docs.python.org/3/library/bisect.html",
    examples=EXAMPLES,
    refusals=REFUSALS,
)
