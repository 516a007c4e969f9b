"""Which hot regions are worth mutating, and in which order: by what a speed-up saves of the run."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from ouroboros.mutation.catalogue import operators as catalogue_operators
from ouroboros.operators.contract import Operator
from ouroboros.records.candidate import OptimizationOp, RefactoringOp
from ouroboros.records.hotspot import Hotspot
from ouroboros.records.source import RegionKind

MIN_SHARE = 0.01
MAX_REGIONS = 25

_SAVES_CALLS = frozenset(
    {
        OptimizationOp.MEMOISATION,
        OptimizationOp.LAZY_EVALUATION,
        RefactoringOp.FUNCTION_INLINING,
        RefactoringOp.LOOP_INVARIANT_MOTION,
        RefactoringOp.COMMON_SUBEXPRESSION,
    }
)
"""Rewrites that make fewer calls: what they save may include time spent in callees of the target."""

_CALLEES_SAVED = 0.25
"""Part of the callees' time that such a rewrite is credited with: it spares some calls, seldom all."""

_GUESSES_RIGHT = 0.2
"""How often a guess is right where one can be made at all, roughly; other operators are by construction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A hotspot and the share of the run that its best operator would save, weighed by its likelihood."""

    hotspot: Hotspot
    saving: float
    operators: tuple[Operator, ...]
    """Operators to try, the greatest saving first."""


def saving(hotspot: Hotspot, operator: Operator) -> float:
    """Share of the run that ``operator`` would typically save here (Amdahl, AFIPS 1967)."""
    share = hotspot.self_share
    if operator.category in _SAVES_CALLS:
        share += _CALLEES_SAVED * (hotspot.cumulative_share - hotspot.self_share)
    likely = _GUESSES_RIGHT if operator.conjecture else 1.0
    return likely * share * (1 - 1 / max(operator.payoff, 1.0))


def targets(
    hotspots: Sequence[Hotspot],
    operators: Sequence[Operator] | None = None,
    *,
    applicable: Callable[[Hotspot, Operator], bool] | None = None,
    likelihood: Callable[[Hotspot, Operator], float] | None = None,
    min_share: float = MIN_SHARE,
    max_regions: int = MAX_REGIONS,
    ambiguous: Collection[str] = (),
) -> tuple[Target, ...]:
    """Regions to mutate, the greatest saving first.

    Args:
        hotspots: all that the profile shows.
        operators: those that may be tried; ``None``: the whole catalogue.
        applicable: says whether an operator finds anything to do in a region, when that is known.
        likelihood: how much likelier than usual an operator is to gain in a region; ``None``: 1 for all.
        min_share: smallest cumulative share of the run, in [0, 1], that is worth the work.
        max_regions: most regions to return.
        ambiguous: names that several definitions share; calls recorded under such a name prove nothing.

    """
    chosen = catalogue_operators() if operators is None else tuple(operators)
    found: list[Target] = []
    for hotspot in hotspots:
        region = hotspot.region
        if (
            region.kind is RegionKind.CLASS
            or region.name in ambiguous
            or hotspot.cumulative_share < min_share
        ):
            continue
        savings = [
            (saving(hotspot, operator) * (likelihood(hotspot, operator) if likelihood else 1.0), operator)
            for operator in chosen
            if applicable is None or applicable(hotspot, operator)
        ]
        savings.sort(key=lambda item: (-item[0], item[1].name))
        if savings and savings[0][0] > 0:
            found.append(
                Target(hotspot=hotspot, saving=savings[0][0], operators=tuple(item[1] for item in savings))
            )
    found.sort(key=lambda target: (-target.saving, -target.hotspot.self_share, target.hotspot.region.name))
    return tuple(found[:max_regions])
