"""``sorted(xs)[0]``, ``[-1]`` and ``[:k]`` find the extremes without sorting everything."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ouroboros.operators.contract import Operator, RegionView, Rewrite
from ouroboros.operators.examples.sorted_to_extreme import EXAMPLES, REFUSALS
from ouroboros.operators.facts.guards import END, END_BY, HEAD, ORDERED, guards_possible
from ouroboros.operators.facts.scope import (
    Frame,
    calls_builtin,
    certainly_bound,
    frames,
    has_comment,
    is_builtin,
    walk_here,
)
from ouroboros.records.candidate import MutationSeverity, OptimizationOp, Risk


def rewrite(view: RegionView) -> Iterator[Rewrite]:
    """One rewrite for each sorted sequence of which only an end is used."""
    if not (
        guards_possible(view) and all(is_builtin(view, name) for name in ("min", "max", "reversed", "sorted"))
    ):
        return
    for frame in frames(view):
        for node in walk_here(*frame.node.body):
            if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
                found = _extreme(view, frame, node)
                if found is not None:
                    yield found


def _extreme(view: RegionView, frame: Frame, node: ast.Subscript) -> Rewrite | None:
    call, part = node.value, node.slice
    if not (isinstance(call, ast.Call) and calls_builtin(view, call, "sorted") and len(call.args) == 1):
        return None
    if isinstance(call.args[0], ast.Starred | ast.GeneratorExp):
        return None
    if has_comment(view, view.start(node), view.end(node)):
        return None
    items = view.source(call.args[0])
    way = _way(call)
    if isinstance(part, ast.Slice):
        if way is None or part.lower is not None or part.step is not None or part.upper is None:
            return None
        # The count comes after the sort, which may raise: only what can't raise may change places with it.
        count = part.upper
        if not (
            isinstance(count, ast.Constant)
            or (isinstance(count, ast.Name) and certainly_bound(frame, count.id, frame.statement(node)))
        ):
            return None
        return Rewrite(
            edits=(view.replace(node, f"_ouroboros_head({items}, {view.source(count)}{way})"),),
            imports=(
                "from heapq import nlargest as _ouroboros_nlargest",
                "from heapq import nsmallest as _ouroboros_nsmallest",
            ),
            helpers=(ORDERED, HEAD),
            note="a bounded heap gives the same head as a full sort, for plain numbers, texts and tuples.",
        )
    text = view.source(part)
    if text not in {"0", "-1"}:
        return None
    last = text == "-1"
    if way is not None:
        return Rewrite(
            edits=(view.replace(node, f"_ouroboros_end({items}, {last}{way})"),),
            helpers=(ORDERED, END),
            note="one pass finds the same object as a full sort, for plain numbers, texts and tuples.",
        )
    if len(call.keywords) > 1 or call.keywords[0].arg != "key":
        return None
    key = view.source(call.keywords[0].value)
    return Rewrite(
        edits=(view.replace(node, f"_ouroboros_end_by({items}, {key}, {last})"),),
        helpers=(ORDERED, END_BY),
        note="one pass over the keys finds the same object as a full sort, for plain numbers or strings.",
    )


def _way(call: ast.Call) -> str | None:
    """Further argument for the way in which ``call`` sorts; ``None`` where it does so by a key."""
    for keyword in call.keywords:
        value = keyword.value.value if isinstance(keyword.value, ast.Constant) else None
        if keyword.arg != "reverse" or type(value) is not bool:
            return None
        return ", True" if value else ""
    return ""


OPERATOR = Operator(
    name="sorted-to-extreme",
    category=OptimizationOp.ALGORITHM_SUBSTITUTION,
    summary="the ends of a sorted copy are found without sorting",
    rewrite=rewrite,
    severity=MutationSeverity.MINOR,
    risk=Risk.MEDIUM,
    needs=(),
    payoff=10.0,
    source="https://docs.python.org/3/library/heapq.html",
    examples=EXAMPLES,
    refusals=REFUSALS,
)
