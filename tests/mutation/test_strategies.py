"""A strategy changes what is tried and in which order, never what has to be proven."""

import pytest

from ouroboros.mutation.catalogue import operators
from ouroboros.mutation.strategies import MutationStrategy, weighed
from ouroboros.records.candidate import OptimizationOp, RefactoringOp, Risk


def names(strategy):
    return [operator.name for operator in weighed(strategy)]


def test_balanced_is_the_catalogue_as_it_is():
    assert weighed(MutationStrategy.BALANCED) == operators()


@pytest.mark.parametrize("strategy", sorted(set(MutationStrategy) - {MutationStrategy.CONSERVATIVE}))
def test_nothing_is_left_out_but_by_conservative(strategy):
    assert sorted(names(strategy)) == sorted(operator.name for operator in operators())


def test_conservative_leaves_high_risk_out():
    chosen = weighed(MutationStrategy.CONSERVATIVE)
    assert {operator.name for operator in operators()} - {operator.name for operator in chosen} == {
        operator.name for operator in operators() if operator.risk is Risk.HIGH
    }


def test_complexity_reduction_puts_the_order_of_growth_first():
    first = weighed(MutationStrategy.COMPLEXITY_REDUCTION)[0]
    assert first.category in {OptimizationOp.DATA_STRUCTURE, OptimizationOp.MEMOISATION}


def test_refactoring_focused_puts_refactorings_before_most():
    order = weighed(MutationStrategy.REFACTORING_FOCUSED)
    places = [isinstance(operator.category, RefactoringOp) for operator in order]
    balanced = [isinstance(operator.category, RefactoringOp) for operator in operators()]
    assert places.index(True) < balanced.index(True)


def test_hotspot_focused_widens_the_distance():
    def spread(strategy):
        payoffs = [operator.payoff for operator in weighed(strategy)]
        return payoffs[0] / payoffs[-1]

    assert spread(MutationStrategy.HOTSPOT_FOCUSED) > spread(MutationStrategy.BALANCED)


def test_rewrites_stay_the_same():
    for strategy in MutationStrategy:
        for operator in weighed(strategy):
            assert operator.rewrite in {original.rewrite for original in operators()}
