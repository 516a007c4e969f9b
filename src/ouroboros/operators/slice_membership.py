"""``x in xs[:i]`` in a loop copies and searches a part of a list each time: a table of places answers it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ouroboros.operators.contract import Operator, RegionView, Rewrite
from ouroboros.operators.examples.slice_membership import EXAMPLES, IN_PART, REFUSALS
from ouroboros.operators.facts.aliasing import unchanged
from ouroboros.operators.facts.anchoring import anchors, iterated_names
from ouroboros.operators.facts.guards import PLACES, PLAIN, QUIET, guards_possible
from ouroboros.operators.facts.scope import (
    Frame,
    certainly_bound,
    frames,
    fresh_name,
    has_comment,
    is_builtin,
    walk_here,
)
from ouroboros.records.candidate import MutationSeverity, OptimizationOp, Risk


def rewrite(view: RegionView) -> Iterator[Rewrite]:
    """One rewrite for each membership test of a slice that is repeated."""
    if view.node.name.startswith("_ouroboros_") or not guards_possible(view):
        return
    if not all(is_builtin(view, name) for name in ("enumerate", "sum")):
        return
    for frame in frames(view):
        for node in walk_here(*frame.node.body):
            if (
                isinstance(node, ast.Compare)
                and len(node.ops) == 1
                and isinstance(node.ops[0], ast.In | ast.NotIn)
                and isinstance(node.comparators[0], ast.Subscript)
                and not has_comment(view, view.start(node), view.end(node))
            ):
                found = _looked_up(view, frame, node, node.comparators[0])
                if found is not None:
                    yield found


def _looked_up(view: RegionView, frame: Frame, test: ast.Compare, part: ast.Subscript) -> Rewrite | None:
    limits = part.slice
    if not (isinstance(part.value, ast.Name) and isinstance(limits, ast.Slice) and limits.step is None):
        return None
    items = part.value.id
    best: tuple[ast.stmt, tuple[ast.AST, ...]] | None = None
    if items not in frame.local or items in frame.captured:
        return None
    for anchor, roots in anchors(view, frame, test):
        if certainly_bound(frame, items, anchor) and unchanged(view, frame, items, roots):
            best = anchor, roots
    if best is None or isinstance(test.left, ast.NamedExpr):
        return None
    anchor, roots = best
    table = fresh_name(view, f"{items}_places")
    made = ", ".join([items, "None", "False", "0", *iterated_names(frame, roots, "", anchor)])
    ends = [view.source(limit) if limit is not None else "None" for limit in (limits.lower, limits.upper)]
    value = view.source(test.left)
    asked = f"_ouroboros_in_part({', '.join([table, items, value, *ends])})"
    return Rewrite(
        edits=(
            view.insert_before(anchor, [f"{table} = _ouroboros_places({made})"]),
            view.replace(test, asked if isinstance(test.ops[0], ast.In) else f"(not {asked})"),
        ),
        imports=("from bisect import bisect_left as _ouroboros_left",),
        helpers=(PLAIN, QUIET, PLACES, IN_PART),
        note=f"a table of places tells whether a part of `{items}` holds the value.",
    )


OPERATOR = Operator(
    name="slice-membership",
    category=OptimizationOp.DATA_STRUCTURE,
    summary="`in` a slice inside a loop goes through a table of places",
    rewrite=rewrite,
    severity=MutationSeverity.MINOR,
    risk=Risk.MEDIUM,
    needs=("effects",),
    payoff=30.0,
    source="https://wiki.python.org/moin/TimeComplexity",
    examples=EXAMPLES,
    refusals=REFUSALS,
)
