"""A scan by index, by number and row, or by the parts of rows, repeated in a loop, goes through a table.

``for j in range(i + 1, n): if xs[i] + xs[j] == total`` looks only at the places where ``total - xs[i]``
stands. As with an index of rows, the condition stays: places are left out for which it is certainly false and
quiet, which is known for plain values, and for sums where all that is added is an integer.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ouroboros.operators.contract import Operator, RegionView, Rewrite
from ouroboros.operators.examples.scan_to_places import EXAMPLES, REFUSALS
from ouroboros.operators.facts.aliasing import may_change, unchanged
from ouroboros.operators.facts.anchoring import anchors, iterated_names
from ouroboros.operators.facts.guards import (
    PLACES,
    PLACES_AT,
    PLACES_BEHIND,
    PLACES_NUMBERED,
    PLACES_ROWS,
    PLAIN,
    QUIET,
    guards_possible,
)
from ouroboros.operators.facts.row_scans import RowScan, row_scans, value_text
from ouroboros.operators.facts.rows import scanned_once, stores_attributes, writes_key
from ouroboros.operators.facts.scope import (
    Frame,
    certainly_bound,
    frames,
    fresh_name,
    has_comment,
    is_builtin,
)
from ouroboros.records.candidate import MutationSeverity, OptimizationOp, Risk

_HELPER_OF = {"at": PLACES_AT, "numbered": PLACES_NUMBERED, "rows_with": PLACES_ROWS, "behind": PLACES_BEHIND}


def rewrite(view: RegionView) -> Iterator[Rewrite]:
    """One rewrite for each repeated scan."""
    if view.node.name.startswith("_ouroboros_") or not guards_possible(view):
        return
    if not all(is_builtin(view, name) for name in ("enumerate", "sum")):
        return
    for frame in frames(view):
        for scan in row_scans(view, frame):
            found = _looked_up(view, frame, scan)
            if found is not None:
                yield found


def _looked_up(view: RegionView, frame: Frame, scan: RowScan) -> Rewrite | None:
    if has_comment(view, view.start(scan.node.iter), view.end(scan.node.iter)):
        return None
    text = value_text(view, frame, scan)
    place = _place(view, frame, scan)
    if text is None or place is None:
        return None
    anchor, roots = place
    table = fresh_name(view, f"{scan.rows}_places")
    others = iterated_names(frame, roots, scan.rows, anchor)
    asked = [scan.rows, repr(scan.field), repr(scan.kind == "attribute"), repr(scan.width), *others]
    limits = [view.source(limit) if limit is not None else "0" for limit in scan.limits]
    given = ", ".join([table, scan.rows, text, *limits, repr(scan.whole)])
    return Rewrite(
        edits=(
            view.insert_before(anchor, [f"{table} = _ouroboros_places({', '.join(asked)})"]),
            view.replace(scan.node.iter, f"_ouroboros_{scan.form}({given})"),
        ),
        imports=("from bisect import bisect_left as _ouroboros_left",) if scan.limits else (),
        helpers=(PLAIN, QUIET, PLACES, _HELPER_OF[scan.form]),
        note=f"each scan of `{scan.rows}` looks only where a table finds the value; the condition stays.",
    )


def _place(view: RegionView, frame: Frame, scan: RowScan) -> tuple[ast.stmt, tuple[ast.AST, ...]] | None:
    """The outermost statement before which the table can be made, and what runs until its last use."""
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


def _steady(view: RegionView, frame: Frame, scan: RowScan, roots: tuple[ast.AST, ...]) -> bool:
    if scan.kind == "self" and not scan.width:
        return unchanged(view, frame, scan.rows, roots)
    return not (
        may_change(view, frame, scan.rows, roots, deep_field=str(scan.field))
        or any(writes_key(root, {str(scan.field)}) for root in roots)
        or stores_attributes(roots)
    )


OPERATOR = Operator(
    name="scan-to-places",
    category=OptimizationOp.DATA_STRUCTURE,
    summary="a scan by index for an equal item inside a loop goes through a table of places",
    rewrite=rewrite,
    severity=MutationSeverity.MODERATE,
    risk=Risk.MEDIUM,
    needs=("effects",),
    payoff=30.0,
    source="https://en.wikipedia.org/wiki/Hash_join",
    examples=EXAMPLES,
    refusals=REFUSALS,
)
