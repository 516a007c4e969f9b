"""``sum``, ``max`` and ``min`` of slices, asked for again and again, are read from a table made once.

Running totals give the sum of any stretch by one subtraction; this is exact for integers, and only they are
summed so. The largest item of any stretch is the larger of two stretches whose lengths are powers of two,
which are worked out when first needed; the first of equal items wins, as in ``max``.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from ouroboros.operators.contract import Operator, RegionView, Rewrite
from ouroboros.operators.examples.slice_totals import EXAMPLES, EXTREMES, REFUSALS, SUMS
from ouroboros.operators.facts.aliasing import unchanged
from ouroboros.operators.facts.anchoring import anchors, iterated_names
from ouroboros.operators.facts.guards import guards_possible
from ouroboros.operators.facts.scope import (
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
from ouroboros.operators.facts.shapes import dead_outside, either, statements_like
from ouroboros.records.candidate import MutationSeverity, OptimizationOp, Risk
from ouroboros.records.source import Edit

_NEEDED = ("sum", "max", "min", "slice", "map", "len", "range", "list", "tuple")
_LOOPS = (
    "total = 0\nfor k in range(STOP):\n total = total + xs[k]",
    "total = 0\nfor k in range(START, STOP):\n total = total + xs[k]",
    "total = 0\nfor item in xs[:STOP]:\n total = total + item",
    "total = 0\nfor item in xs[START:STOP]:\n total = total + item",
    "total = 0\nfor item in xs[START:]:\n total = total + item",
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Part:
    """``sum``, ``max`` or ``min`` of a stretch of the list ``items``."""

    call: ast.Call
    how: str
    items: str
    start: ast.expr | None
    stop: ast.expr | None
    clamped: bool
    """Whether a stop beyond the end is the end (a slice), not an error (indices)."""


def rewrite(view: RegionView) -> Iterator[Rewrite]:
    """One rewrite for each list and way of summing up its parts."""
    if view.node.name.startswith("_ouroboros_") or not guards_possible(view):
        return
    if not all(is_builtin(view, name) for name in _NEEDED):
        return
    for frame in frames(view):
        parts = list(_parts(view, frame))
        for items, how in dict.fromkeys((part.items, part.how) for part in parts):
            found = _tabled(view, frame, [part for part in parts if (part.items, part.how) == (items, how)])
            if found is not None:
                yield found
        yield from _loops(view, frame)


def _parts(view: RegionView, frame: Frame) -> Iterator[_Part]:
    for node in walk_here(*frame.node.body):
        if not (isinstance(node, ast.Call) and calls_builtin(view, node, "sum", "max", "min")):
            continue
        if len(node.args) != 1 or node.keywords or has_comment(view, view.start(node), view.end(node)):
            continue
        assert isinstance(node.func, ast.Name)
        over = node.args[0]
        if isinstance(over, ast.Subscript) and isinstance(over.slice, ast.Slice):
            part = over.slice
            if isinstance(over.value, ast.Name) and part.step is None and (part.lower or part.upper):
                yield _Part(
                    call=node, how=node.func.id, items=over.value.id, start=part.lower, stop=part.upper,
                    clamped=True,
                )  # fmt: skip
        elif isinstance(over, ast.GeneratorExp | ast.ListComp) and len(over.generators) == 1:
            clause = over.generators[0]
            span = clause.iter
            if (
                not clause.ifs
                and not clause.is_async
                and isinstance(clause.target, ast.Name)
                and isinstance(over.elt, ast.Subscript)
                and isinstance(over.elt.value, ast.Name)
                and isinstance(over.elt.slice, ast.Name)
                and over.elt.slice.id == clause.target.id
                and over.elt.value.id != clause.target.id
                and isinstance(span, ast.Call)
                and calls_builtin(view, span, "range")
                and len(span.args) in {1, 2}
                and not span.keywords
                and not any(isinstance(each, ast.Starred) for each in span.args)
            ):
                yield _Part(
                    call=node, how=node.func.id, items=over.elt.value.id,
                    start=span.args[0] if len(span.args) == 2 else None, stop=span.args[-1], clamped=False,
                )  # fmt: skip


def _tabled(view: RegionView, frame: Frame, parts: list[_Part]) -> Rewrite | None:
    items, how = parts[0].items, parts[0].how
    best = _place(view, frame, parts[0].call, items)
    if best is None:
        return None
    anchor, roots = best
    table, made = _made(view, frame, items, how, best)
    edits: list[Edit] = [view.insert_before(anchor, [made])]
    inside = {id(node) for root in roots for node in ast.walk(root)}
    for part in parts:
        if id(part.call) not in inside or anchor not in {at for at, _ in anchors(view, frame, part.call)}:
            continue
        limits = [view.source(limit) if limit is not None else "None" for limit in (part.start, part.stop)]
        helper = "_ouroboros_part_sum" if how == "sum" else "_ouroboros_part_end"
        given = ", ".join([table, items, *limits, repr(part.clamped), *([] if how == "sum" else [how])])
        edits.append(view.replace(part.call, f"{helper}({given})"))
    if len(edits) < 2:
        return None
    return Rewrite(
        edits=tuple(edits),
        imports=("from itertools import accumulate as _ouroboros_accumulate",) if how == "sum" else (),
        helpers=(SUMS if how == "sum" else EXTREMES,),
        note=f"the {how} of every part of `{items}` is read from a table made once.",
    )


def _made(
    view: RegionView,
    frame: Frame,
    items: str,
    how: str,
    place: tuple[ast.stmt, tuple[ast.AST, ...]],
) -> tuple[str, str]:
    """Name of the table, and the line that makes it."""
    anchor, roots = place
    table = fresh_name(view, f"{items}_{'sums' if how == 'sum' else how}")
    given = ", ".join([items, *iterated_names(frame, roots, items, anchor)])
    helper = "_ouroboros_sums" if how == "sum" else "_ouroboros_ends"
    return table, f"{table} = {helper}({given})"


def _place(
    view: RegionView, frame: Frame, node: ast.expr, items: str
) -> tuple[ast.stmt, tuple[ast.AST, ...]] | None:
    best: tuple[ast.stmt, tuple[ast.AST, ...]] | None = None
    if items not in frame.local or items in frame.captured:
        return None
    for anchor, roots in anchors(view, frame, node):
        if certainly_bound(frame, items, anchor) and unchanged(view, frame, items, roots):
            best = anchor, roots
    return best


def _loops(view: RegionView, frame: Frame) -> Iterator[Rewrite]:
    """A stretch that is added up by a loop of its own inside another loop."""
    for match in statements_like(view, frame, _LOOPS):
        statements = [node for node in match.nodes if isinstance(node, ast.stmt)]
        loop = statements[-1]
        assert isinstance(loop, ast.For)
        items = match.name("xs")
        variable = match.name("k" if "k" in match.bound else "item")
        limits = [match.bound.get(name) for name in ("START", "STOP")]
        if not dead_outside(frame, variable, statements) or not all(
            _countable(frame, limit, loop, bound_names(*statements)) for limit in limits
        ):
            continue
        place = _place(view, frame, loop.iter, items)
        if place is None or place[0] is loop:
            continue
        table, made = _made(view, frame, items, "sum", place)
        texts = [view.source(limit) if limit is not None else "None" for limit in limits]
        names = dict.fromkeys(
            part.id
            for limit in limits
            if limit is not None
            for part in ast.walk(limit)
            if isinstance(part, ast.Name) and part.id != "len"
        )
        plain = [f"type({name}) is int" for name in names if name != items]
        given = f"{table}, {items}, {', '.join(texts)}"
        edit = either(
            view,
            statements,
            " and ".join(
                [f"{table} is not None", *plain, f"_ouroboros_has_part({given}, {'k' not in match.bound})"]
            ),
            [f"{match.name('total')} = _ouroboros_part_sum({given}, {'k' not in match.bound})"],
        )
        if edit is not None:
            yield Rewrite(
                edits=(view.insert_before(place[0], [made]), edit),
                imports=("from itertools import accumulate as _ouroboros_accumulate",),
                helpers=(SUMS,),
                note=f"the sum of every part of `{items}` is read from a table made once.",
            )


def _countable(frame: Frame, limit: ast.expr | None, at: ast.stmt, changed: frozenset[str]) -> bool:
    """Whether a limit is a sum of names, integers and lengths, so that reading it again changes nothing."""
    if limit is None:
        return True
    for part in ast.walk(limit):
        if isinstance(part, ast.Name):
            if part.id != "len" and (part.id in changed or not certainly_bound(frame, part.id, at)):
                return False
        elif isinstance(part, ast.Call):
            if not (isinstance(part.func, ast.Name) and part.func.id == "len" and len(part.args) == 1):
                return False
        elif not (
            isinstance(part, ast.BinOp | ast.operator | ast.expr_context)
            or (isinstance(part, ast.Constant) and type(part.value) is int)
        ):
            return False
    return not any(
        isinstance(part, ast.BinOp) and not isinstance(part.op, ast.Add | ast.Sub) for part in ast.walk(limit)
    )


OPERATOR = Operator(
    name="slice-totals",
    category=OptimizationOp.ALGORITHM_SUBSTITUTION,
    summary="sums and extremes of many slices of one list come from a table",
    rewrite=rewrite,
    severity=MutationSeverity.MODERATE,
    risk=Risk.MEDIUM,
    needs=("effects",),
    payoff=8.0,
    source="M. Bender and M. Farach-Colton, The LCA Problem Revisited (2000): sparse tables",
    examples=EXAMPLES,
    refusals=REFUSALS,
)
