"""A scan for rows that lie between two bounds, repeated in a loop, looks only at rows that can.

``for other in rows: if other.start < end and start < other.end`` compares every row with every other one. The
rows are put into the order of the field that has to be small, with the greatest other field so far: two
searches leave a stretch, outside of which one of the conditions is certainly false. The conditions stay, the
rows come in their own order, and where any value is not plain all are looked at.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from ouroboros.operators.contract import Operator, RegionView, Rewrite
from ouroboros.operators.examples.scan_to_window import COLUMN, EXAMPLES, REFUSALS, WINDOW
from ouroboros.operators.facts.aliasing import may_change, unchanged
from ouroboros.operators.facts.anchoring import anchors, iterated_names
from ouroboros.operators.facts.guards import PLACES, PLAIN, QUIET, guards_possible
from ouroboros.operators.facts.row_scans import calm, dead_outside_all, has_value
from ouroboros.operators.facts.rows import scanned_once, stores_attributes, writes_key
from ouroboros.operators.facts.scope import (
    COMPREHENSIONS,
    Frame,
    bound_names,
    calls_builtin,
    certainly_bound,
    frames,
    fresh_name,
    has_comment,
    is_builtin,
    walk_here,
)
from ouroboros.records.candidate import MutationSeverity, OptimizationOp, Risk

_OPPOSITE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.GtE, ast.LtE: ast.Gt, ast.Gt: ast.LtE, ast.GtE: ast.Lt,
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
_TURNED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.Gt, ast.LtE: ast.GtE, ast.Gt: ast.Lt, ast.GtE: ast.LtE,
}  # fmt: skip
_Question = tuple[ast.expr, type[ast.cmpop], ast.expr]
"""Left side, comparison and right side of what has to be true of a row."""
_Field = str | int | None


@dataclass(slots=True, kw_only=True, eq=False)
class _Scan:
    """One place where rows are scanned, and what is known of its conditions."""

    node: ast.For | ast.comprehension
    owner: ast.AST
    """The loop statement, or the comprehension that ``node`` is a clause of."""
    rows: str
    form: str
    """``rows``, ``numbered`` (``enumerate``), ``behind`` (``rows[i:]``) or ``at`` (by index)."""
    limits: tuple[ast.expr | None, ast.expr | None]
    index: str
    """The name that holds the index; empty when there is none."""
    row: ast.expr | None
    """The name or the tuple of names that holds the row; None when it is read by the index."""
    kind: str = ""
    """``self``, ``item`` or ``attribute``: how fields are read from a row; empty before the first one."""
    width: int = 0
    """Parts that each row is unpacked into; 0 when it is not."""
    low: tuple[_Field, ast.expr, bool] | None = None
    """Field that has to be below a value (``True``: or equal to it) …"""
    high: tuple[_Field, ast.expr, bool] | None = None
    """… and the one that has to be above one."""
    fields: list[_Field] = field(default_factory=list)
    values: list[ast.expr] = field(default_factory=list)
    """What else is compared before both are known: fields of rows, and other values."""


def rewrite(view: RegionView) -> Iterator[Rewrite]:
    """One rewrite for each repeated scan."""
    if view.node.name.startswith("_ouroboros_") or not guards_possible(view):
        return
    if not all(is_builtin(view, name) for name in ("sorted", "max", "slice")):
        return
    for frame in frames(view):
        for node in walk_here(*frame.node.body):
            for scan, questions in _scans(view, frame, node):
                if _understood(view, frame, scan, questions):
                    found = _narrowed(view, frame, scan)
                    if found is not None:
                        yield found


def _scans(view: RegionView, frame: Frame, node: ast.AST) -> Iterator[tuple[_Scan, list[_Question | None]]]:
    if isinstance(node, ast.For):
        scan = _walked(view, node, node)
        if scan is not None and dead_outside_all(frame, node):
            yield scan, _questions_of_loop(node)
    elif isinstance(node, COMPREHENSIONS):
        if any(isinstance(part, ast.NamedExpr) for part in ast.walk(node)):
            return
        for clause in node.generators:
            scan = _walked(view, clause, node) if clause.ifs and not clause.is_async else None
            if scan is not None:
                yield scan, [each for test in clause.ifs for each in _parts(test, opposite=False)]
        only = node.generators[0]
        if isinstance(node, ast.GeneratorExp) and len(node.generators) == 1 and not only.ifs:
            call, scan = frame.parents[node], _walked(view, only, node)
            if scan is not None and not only.is_async and calls_builtin(view, call, "any", "all"):
                yield scan, list(_parts(node.elt, opposite=calls_builtin(view, call, "all")))


def _walked(view: RegionView, node: ast.For | ast.comprehension, owner: ast.AST) -> _Scan | None:
    over, row, index = node.iter, node.target, ""
    form = "rows"
    limits: tuple[ast.expr | None, ast.expr | None] = None, None
    if isinstance(over, ast.Call):
        if over.keywords or any(isinstance(each, ast.Starred) for each in over.args):
            return None
        if calls_builtin(view, over, "range") and len(over.args) in {1, 2} and isinstance(row, ast.Name):
            limits = (None, over.args[0]) if len(over.args) == 1 else (over.args[0], over.args[1])
            return _Scan(node=node, owner=owner, rows="", form="at", limits=limits, index=row.id, row=None)
        numbered = isinstance(row, ast.Tuple) and len(row.elts) == 2 and isinstance(row.elts[0], ast.Name)
        if not (numbered and calls_builtin(view, over, "enumerate") and len(over.args) == 1):
            return None
        assert isinstance(row, ast.Tuple)
        assert isinstance(row.elts[0], ast.Name)
        form, index, row, over = "numbered", row.elts[0].id, row.elts[1], over.args[0]
    elif isinstance(over, ast.Subscript) and isinstance(over.slice, ast.Slice):
        part = over.slice
        if part.lower is None or part.upper is not None or part.step is not None:
            return None
        form, limits, over = "behind", (part.lower, None), over.value
    names = row.elts if isinstance(row, ast.Tuple) else [row]
    width = len(names) if isinstance(row, ast.Tuple) else 0
    distinct = len(bound_names(node.target)) == len(names) + (index != "")
    if (
        not isinstance(over, ast.Name)
        or not distinct
        or not all(isinstance(name, ast.Name) for name in names)
    ):
        return None
    return _Scan(
        node=node, owner=owner, rows=over.id, form=form, limits=limits, index=index, row=row, width=width
    )


def _questions_of_loop(loop: ast.For) -> list[_Question | None]:
    """What has to be true, in order, for a round of the loop to do anything."""
    found: list[_Question | None] = []
    body = loop.body
    while body and isinstance(body[0], ast.If) and not body[0].orelse:
        first = body[0]
        if len(first.body) == 1 and isinstance(first.body[0], ast.Continue):
            found += _parts(first.test, opposite=True)
            body = body[1:]
        elif len(body) == 1:
            found += _parts(first.test, opposite=False)
            body = first.body
        else:
            break
    return found


def _parts(test: ast.expr, *, opposite: bool) -> Iterator[_Question | None]:
    """Comparisons, in order, that all have to hold for ``test`` (or its opposite); None: anything else."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        yield from _parts(test.operand, opposite=not opposite)
    elif isinstance(test, ast.BoolOp) and isinstance(test.op, ast.Or if opposite else ast.And):
        for each in test.values:
            yield from _parts(each, opposite=opposite)
    elif isinstance(test, ast.Compare) and (not opposite or len(test.ops) == 1):
        sides = [test.left, *test.comparators]
        for left, operator, right in zip(sides, test.ops, sides[1:], strict=False):
            how = _OPPOSITE.get(type(operator)) if opposite else type(operator)
            yield None if how is None else (left, how, right)
    else:
        yield None


def _understood(view: RegionView, frame: Frame, scan: _Scan, questions: list[_Question | None]) -> bool:
    """Read questions until both bounds are known; whatever is asked before has to be quiet."""
    for question in questions:
        if question is None or not (_bounds(scan, question) or _quiet(scan, question)):
            return False
        if scan.low is not None and scan.high is not None:
            return scan.rows in frame.local - frame.captured and all(
                _has_texts(view, frame, scan, value) for value in (scan.low[1], scan.high[1], *scan.values)
            )
    return False


def _bounds(scan: _Scan, question: _Question) -> bool:
    """Whether ``question`` is one of the two that narrow the scan; it is noted then."""
    left, how, right = question
    for side, value, operator in ((left, right, how), (right, left, _TURNED.get(how))):
        if operator not in _TURNED or _mentions(value, scan):
            continue
        found = _field(scan, side)
        if found is None:
            continue
        wide = operator in {ast.LtE, ast.GtE}
        if operator in {ast.Lt, ast.LtE} and scan.low is None:
            scan.low = found[0], value, wide
            return True
        if operator in {ast.Gt, ast.GtE} and scan.high is None:
            scan.high = found[0], value, wide
            return True
    return False


def _quiet(scan: _Scan, question: _Question) -> bool:
    """Whether ``question`` asks plain values whether they are equal, or which object something is."""
    left, how, right = question
    if how not in {ast.Eq, ast.NotEq, ast.Is, ast.IsNot}:
        return False
    for side in (left, right):
        if how in {ast.Is, ast.IsNot} and isinstance(side, ast.Name):
            continue
        if _is_index(scan, side):
            continue
        found = _field(scan, side)
        if found is not None:
            scan.fields.append(found[0])
        elif _mentions(side, scan):
            return False
        else:
            scan.values.append(side)
    return True


def _is_index(scan: _Scan, node: ast.expr) -> bool:
    return scan.index != "" and isinstance(node, ast.Name) and node.id == scan.index


def _mentions(expression: ast.expr, scan: _Scan) -> bool:
    names = bound_names(scan.node.target)
    return any(isinstance(part, ast.Name) and part.id in names for part in ast.walk(expression))


def _field(scan: _Scan, node: ast.expr) -> tuple[_Field] | None:
    """The field of the row that ``node`` reads, in a tuple; all fields are read in one way."""
    if isinstance(scan.row, ast.Tuple):
        places = [part.id if isinstance(part, ast.Name) else "" for part in scan.row.elts]
        if isinstance(node, ast.Name) and node.id in places:
            scan.kind = "item"
            return (places.index(node.id),)
        return None
    kind: str
    told: _Field
    kind, told, row = "self", None, node
    if isinstance(node, ast.Attribute) and not node.attr.startswith("__"):
        kind, told, row = "attribute", node.attr, node.value
    elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        key = node.slice.value
        if not isinstance(key, str | int) or isinstance(key, bool):
            return None
        kind, told, row = "item", key, node.value
    if not _is_row(scan, row) or scan.kind not in {"", kind}:
        return None
    scan.kind = kind
    return (told,)


def _is_row(scan: _Scan, node: ast.expr) -> bool:
    if scan.row is not None:
        return isinstance(node, ast.Name) and isinstance(scan.row, ast.Name) and node.id == scan.row.id
    if not (isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name)):
        return False
    if not (isinstance(node.slice, ast.Name) and node.slice.id == scan.index) or scan.rows not in {
        "",
        node.value.id,
    }:
        return False
    scan.rows = node.value.id
    return True


def _has_texts(view: RegionView, frame: Frame, scan: _Scan, value: ast.expr) -> bool:
    return _text(view, frame, scan, value) is not None


def _text(view: RegionView, frame: Frame, scan: _Scan, node: ast.expr) -> str | None:
    """Source text that evaluates ``node`` before the scan without running code; None when there is none."""
    if isinstance(node, ast.Constant):
        return view.source(node)
    if isinstance(node, ast.Name):
        inside = isinstance(scan.node, ast.For) and node.id in bound_names(scan.node)
        return node.id if not inside and has_value(frame, node.id, scan.node) else None
    if isinstance(node, ast.Attribute | ast.Subscript):
        owner = _text(view, frame, scan, node.value)
        if owner is None or not calm(view, frame, scan.owner, node.value):
            return None
        if isinstance(node, ast.Attribute):
            if node.attr.startswith("__"):
                return None
            return f'({owner}.{node.attr} if _ouroboros_quiet({owner}, "{node.attr}") else [])'
        if isinstance(node.slice, ast.Constant) and type(node.slice.value) in {str, int}:
            return f"_ouroboros_item({owner}, {view.source(node.slice)})"
        if isinstance(node.slice, ast.Name) and isinstance(node.value, ast.Name) and owner == scan.rows:
            key = _text(view, frame, scan, node.slice)
            return None if key is None else f"_ouroboros_item({owner}, {key})"
    return None


def _narrowed(view: RegionView, frame: Frame, scan: _Scan) -> Rewrite | None:
    place = _place(view, frame, scan)
    if place is None or has_comment(view, view.start(scan.node.iter), view.end(scan.node.iter)):
        return None
    assert scan.low is not None
    assert scan.high is not None
    anchor, roots = place
    window = fresh_name(view, f"{scan.rows}_window")
    fields = [scan.low[0], scan.high[0], *dict.fromkeys(scan.fields)]
    how = f"{scan.kind == 'attribute'}, {scan.width}"
    columns = [f"_ouroboros_column({scan.rows}, {each!r}, {how})" for each in fields]
    made = [f"[{', '.join(columns)}]", *iterated_names(frame, roots, scan.rows, anchor)]
    limits = ["None" if limit is None else view.source(limit) for limit in scan.limits]
    if scan.form == "at" and scan.limits[0] is None:
        limits[0] = "0"
    texts = [_text(view, frame, scan, value) for value in (scan.low[1], scan.high[1], *scan.values)]
    bounds = [str(texts[0]), repr(scan.low[2]), str(texts[1]), repr(scan.high[2])]
    given = [window, scan.rows, repr(scan.form), *limits, *bounds, *map(str, dict.fromkeys(texts[2:]))]
    uses_items = any("_ouroboros_item(" in str(text) for text in texts)
    return Rewrite(
        edits=(
            view.insert_before(anchor, [f"{window} = _ouroboros_window({', '.join(made)})"]),
            view.replace(scan.node.iter, f"_ouroboros_within({', '.join(given)})"),
        ),
        imports=(
            "from bisect import bisect_left as _ouroboros_left",
            "from bisect import bisect_right as _ouroboros_right",
            "from itertools import accumulate as _ouroboros_accumulate",
        ),
        helpers=(PLAIN, QUIET, *((PLACES,) if uses_items else ()), COLUMN, WINDOW),
        note=f"each scan of `{scan.rows}` looks at the rows that both bounds allow; the conditions stay.",
    )


def _place(view: RegionView, frame: Frame, scan: _Scan) -> tuple[ast.stmt, tuple[ast.AST, ...]] | None:
    """The outermost statement before which the rows can be put in order, and what runs until the last use."""
    best: tuple[ast.stmt, tuple[ast.AST, ...]] | None = None
    for anchor, roots in anchors(view, frame, scan.node.iter):
        if (
            anchor is not scan.node
            and not scanned_once(frame, scan.node, scan.owner, anchor)
            and certainly_bound(frame, scan.rows, anchor)
            and _steady(view, frame, scan, roots)
        ):
            best = anchor, roots
    return best


def _steady(view: RegionView, frame: Frame, scan: _Scan, roots: tuple[ast.AST, ...]) -> bool:
    if scan.kind == "self":
        return unchanged(view, frame, scan.rows, roots)
    assert scan.low is not None
    assert scan.high is not None
    keys = {str(each) for each in (scan.low[0], scan.high[0], *scan.fields)}
    return not (
        any(may_change(view, frame, scan.rows, roots, deep_field=key) for key in keys)
        or any(writes_key(root, keys) for root in roots)
        or stores_attributes(roots)
    )


OPERATOR = Operator(
    name="scan-to-window",
    category=OptimizationOp.ALGORITHM_SUBSTITUTION,
    summary="a scan for rows between two bounds inside a loop looks at a stretch of ordered rows",
    rewrite=rewrite,
    severity=MutationSeverity.MODERATE,
    risk=Risk.MEDIUM,
    needs=("effects",),
    payoff=50.0,
    source="https://en.wikipedia.org/wiki/Interval_tree",
    examples=EXAMPLES,
    refusals=REFUSALS,
)
