"""A scan for rows whose field equals a value, repeated in a loop, looks only at the rows of an index.

The original condition stays where it is. The index merely leaves out rows for which it would certainly be
false and quiet: plain field values, read without running code. Whatever it cannot judge is scanned as before.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from ouroboros.operators.contract import Operator, RegionView, Rewrite
from ouroboros.operators.examples.join_to_index import EXAMPLES, REFUSALS
from ouroboros.operators.facts.aliasing import may_change
from ouroboros.operators.facts.anchoring import anchors, iterated_names, made_above
from ouroboros.operators.facts.guards import FIELD, INDEX, PLAIN, QUIET, guards_possible
from ouroboros.operators.facts.rows import scanned_once, stores_attributes, writes_key
from ouroboros.operators.facts.scope import (
    Frame,
    bound_names,
    calls_builtin,
    certainly_bound,
    frames,
    fresh_name,
    has_comment,
    root_name,
    walk_here,
)
from ouroboros.records.candidate import MutationSeverity, OptimizationOp, Risk
from ouroboros.records.source import Edit


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Scan:
    """One place where ``rows`` are scanned for ``field == value``."""

    node: ast.For | ast.comprehension
    owner: ast.AST
    """The loop statement, or the comprehension that ``node`` is a clause of."""
    rows: ast.expr
    """A name, or an attribute of one."""
    kind: str
    """``self``, ``item`` or ``attribute``: how the field is read from a row."""
    field: str | int | None
    value: ast.expr


def _scan(frame: Frame, node: ast.For | ast.comprehension, owner: ast.AST, test: ast.expr) -> _Scan | None:
    """Read ``for row in rows`` with the condition ``test``."""
    source = node.iter
    held = source.value if isinstance(source, ast.Attribute) else source
    if not (isinstance(held, ast.Name) and isinstance(node.target, ast.Name)):
        return None
    if isinstance(source, ast.Attribute) and (source.attr.startswith("__") or held.id not in frame.local):
        return None
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And):
        test = test.values[0]
    if not (isinstance(test, ast.Compare) and len(test.ops) == 1):
        return None
    row = node.target.id
    for field, value in ((test.left, test.comparators[0]), (test.comparators[0], test.left)):
        kind = _field(field, row)
        if kind is None or any(isinstance(part, ast.Name) and part.id == row for part in ast.walk(value)):
            continue
        if not _readable(value):
            continue
        return _Scan(node=node, owner=owner, rows=source, kind=kind[0], field=kind[1], value=value)
    return None


def _field(expression: ast.expr, row: str) -> tuple[str, str | int | None] | None:
    if isinstance(expression, ast.Name) and expression.id == row:
        return "self", None
    if isinstance(expression, ast.Attribute | ast.Subscript) and not (
        isinstance(expression.value, ast.Name) and expression.value.id == row
    ):
        return None
    if isinstance(expression, ast.Attribute):
        return None if expression.attr.startswith("__") else ("attribute", expression.attr)
    if isinstance(expression, ast.Subscript) and isinstance(expression.slice, ast.Constant):
        key = expression.slice.value
        return ("item", key) if isinstance(key, str | int) and not isinstance(key, bool) else None
    return None


def _readable(value: ast.expr) -> bool:
    """A name, a constant, or one plain step from a name; the run-time guards know how to ask about these."""
    if isinstance(value, ast.Attribute):
        return isinstance(value.value, ast.Name) and not value.attr.startswith("__")
    if isinstance(value, ast.Subscript):
        return (
            isinstance(value.value, ast.Name)
            and isinstance(value.slice, ast.Constant)
            and type(value.slice.value) in {str, int}
        )
    return isinstance(value, ast.Name | ast.Constant)


def _equal(test: ast.expr, operator: type[ast.cmpop]) -> bool:
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And):
        test = test.values[0]
    return isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], operator)


def _scans(view: RegionView, frame: Frame) -> Iterator[_Scan]:
    for node in walk_here(*frame.node.body):
        found: _Scan | None = None
        if isinstance(node, ast.For) and len(node.body) == 1:
            only = node.body[0]
            if isinstance(only, ast.If) and not only.orelse and _equal(only.test, ast.Eq):
                found = _scan(frame, node, node, only.test)
                if found is not None and not _private_target(frame, node, found):
                    found = None
        elif isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
            for clause in node.generators:
                if clause.ifs and not clause.is_async and _equal(clause.ifs[0], ast.Eq):
                    found = _scan(frame, clause, node, clause.ifs[0])
            only_clause = node.generators[0]
            if isinstance(node, ast.GeneratorExp) and len(node.generators) == 1 and not only_clause.ifs:
                call = frame.parents[node]
                for name, operator in (("any", ast.Eq), ("all", ast.NotEq)):
                    simple = isinstance(node.elt, ast.Compare) or name == "any"
                    if calls_builtin(view, call, name) and simple and _equal(node.elt, operator):
                        found = _scan(frame, only_clause, node, node.elt)
        if found is not None:
            yield found


def _private_target(frame: Frame, loop: ast.For, scan: _Scan) -> bool:
    """Whether the row's name lives inside ``loop`` alone, and the loop leaves the value's name as it is."""
    assert isinstance(loop.target, ast.Name)
    inside = {id(node) for node in ast.walk(loop)}
    names = {node.id for node in ast.walk(scan.value) if isinstance(node, ast.Name)}
    return (
        loop.target.id in frame.local - frame.captured - frame.parameters
        and all(id(node) in inside for node in frame.uses(loop.target.id))
        and not names & bound_names(loop)
        and loop.target.id not in bound_names(*loop.body, *loop.orelse)
    )


def rewrite(view: RegionView) -> Iterator[Rewrite]:
    """One rewrite for each repeated scan."""
    if not guards_possible(view):
        return
    for frame in frames(view):
        for scan in _scans(view, frame):
            found = _indexed(view, frame, scan)
            if found is not None:
                yield found


def _indexed(view: RegionView, frame: Frame, scan: _Scan) -> Rewrite | None:
    best: tuple[ast.stmt, tuple[ast.AST, ...]] | None = None
    holder = root_name(scan.rows)
    if holder is None:
        return None
    of_module = isinstance(scan.rows, ast.Name) and made_above(view, frame, holder)
    watched = str(scan.field)
    reads = _own_keys(scan)
    anchor_from = scan.node.iter
    for anchor, roots in anchors(view, frame, anchor_from):
        repeated = anchor is not scan.node and not scanned_once(frame, scan.node, scan.owner, anchor)
        if (
            repeated
            and (of_module or certainly_bound(frame, holder, anchor))
            and not may_change(view, frame, holder, roots, deep_field=watched)
            and not any(writes_key(root, reads) for root in roots)
            and not stores_attributes(roots)
        ):
            best = anchor, roots
    if best is None or has_comment(view, view.start(scan.node.iter), view.end(scan.node.iter)):
        return None
    anchor, roots = best
    rows = view.source(scan.rows)
    stem = rows.rpartition(".")[2]
    index, size = fresh_name(view, f"{stem}_index"), fresh_name(view, f"{stem}_size")
    others = iterated_names(frame, roots, rows, anchor)
    attribute = scan.rows.attr if isinstance(scan.rows, ast.Attribute) else ""
    table = f'_ouroboros_field({holder}, "{attribute}")' if attribute else rows
    call = ", ".join([table, repr(scan.field), repr(scan.kind == "attribute"), *others])
    guard = index
    value = view.source(scan.value)
    if isinstance(scan.value, ast.Attribute):
        guard = f'{index} and _ouroboros_quiet({view.source(scan.value.value)}, "{scan.value.attr}")'
    elif isinstance(scan.value, ast.Subscript):
        guard = f"{index} and type({view.source(scan.value.value)}) in (dict, list, tuple)"
    narrow = f"(_ouroboros_narrow({index}, {size}, {rows}, {value}) if {guard} else {rows})"
    edits: tuple[Edit, ...] = (
        view.insert_before(anchor, [f"{index}, {size} = _ouroboros_index({call})"]),
        view.replace(scan.node.iter, narrow),
    )
    return Rewrite(
        edits=edits,
        helpers=(PLAIN, QUIET, INDEX, *((FIELD,) if attribute else ())),
        note=f"each scan of `{rows}` looks only at the rows that an index finds; the condition stays.",
    )


def _own_keys(scan: _Scan) -> frozenset[str]:
    """Keys and attributes that the comparison reads: a write to one of them would make the index lie."""
    keys = {str(scan.field)}
    if isinstance(scan.value, ast.Subscript) and isinstance(scan.value.slice, ast.Constant):
        keys.add(str(scan.value.slice.value))
    return frozenset(keys)


OPERATOR = Operator(
    name="join-to-index",
    category=OptimizationOp.DATA_STRUCTURE,
    summary="a scan for equal keys inside a loop goes through an index",
    rewrite=rewrite,
    severity=MutationSeverity.MODERATE,
    risk=Risk.MEDIUM,
    needs=("effects",),
    payoff=176.0,
    source="https://en.wikipedia.org/wiki/Hash_join",
    examples=EXAMPLES,
    refusals=REFUSALS,
)
