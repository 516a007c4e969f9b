"""What kinds of change come first: six ways to weigh the catalogue."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum

from ouroboros.mutation.catalogue import operators as catalogue_operators
from ouroboros.operators.contract import Operator
from ouroboros.records.candidate import OptimizationOp, RefactoringOp, Risk

_LOWER_COMPLEXITY = frozenset(
    {
        OptimizationOp.MEMOISATION,
        OptimizationOp.DATA_STRUCTURE,
        OptimizationOp.STRING_BUILDING,
        OptimizationOp.ALGORITHM_SUBSTITUTION,
    }
)
"""Categories that lower the order of growth, not only the time of a step."""


class MutationStrategy(StrEnum):
    """What a user may ask for."""

    HOTSPOT_FOCUSED = "hotspot-focused"
    """What promises most goes even further ahead of the rest."""
    COMPLEXITY_REDUCTION = "complexity-reduction"
    """Changes that lower the order of growth come first."""
    REFACTORING_FOCUSED = "refactoring-focused"
    """Changes that keep the algorithm come first."""
    BALANCED = "balanced"
    """Everything, by its typical gain."""
    LLM_GUIDED = "llm-guided"
    """Suggestions of a language model come first. Not available yet: refused where settings are read."""
    CONSERVATIVE = "conservative"
    """Changes of high risk are left out."""


_MULTIPLIERS: Mapping[MutationStrategy, Callable[[Operator], float]] = {
    MutationStrategy.HOTSPOT_FOCUSED: lambda operator: 2.0 if operator.payoff >= 3.0 else 0.5,
    MutationStrategy.COMPLEXITY_REDUCTION: lambda operator: (
        4.0 if operator.category in _LOWER_COMPLEXITY else 0.5
    ),
    MutationStrategy.REFACTORING_FOCUSED: lambda operator: (
        4.0 if isinstance(operator.category, RefactoringOp) else 0.25
    ),
    MutationStrategy.BALANCED: lambda _operator: 1.0,
    MutationStrategy.LLM_GUIDED: lambda _operator: 1.0,
    MutationStrategy.CONSERVATIVE: lambda operator: 0.0 if operator.risk is Risk.HIGH else 1.0,
}


def weighed(strategy: MutationStrategy, operators: Sequence[Operator] | None = None) -> tuple[Operator, ...]:
    """Operators as ``strategy`` sees them, the most promising first.

    What an operator typically gains (``payoff`` less one) is multiplied; a multiplier of zero leaves it out.
    Only the order and the choice change: what a candidate has to prove is the same under every strategy.

    Args:
        strategy: what the user asked for.
        operators: those to weigh; ``None``: the whole catalogue.

    """
    multiplier = _MULTIPLIERS[strategy]
    seen = [
        replace(operator, payoff=1.0 + (operator.payoff - 1.0) * factor)
        for operator in (catalogue_operators() if operators is None else operators)
        if (factor := multiplier(operator)) > 0
    ]
    return tuple(sorted(seen, key=lambda operator: (-operator.payoff, operator.name)))
