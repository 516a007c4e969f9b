"""How far evidence carries: told part by part, and never more than was seen."""

import math
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from ouroboros.arena.merit.confidence import confidence, lower_bound
from ouroboros.records.evidence import (
    Evidence,
    FaultEvidence,
    Gate,
    Measurement,
    ReplayEvidence,
    TestEvidence,
)

RICH = Evidence(
    candidate=None,
    sandbox_level="full",
    replay=ReplayEvidence(
        gate=Gate.PASSED,
        recorded_calls=400,
        distinct_recorded=400,
        generated_calls=500,
        executed_changed_lines=True,
    ),
    faults=FaultEvidence(tried=12, noticed=12),
    tests=TestEvidence(gate=Gate.PASSED, tests=40, seen_to_reach=40),
    confirmation=Measurement(speedup=3.2, low=3.0, high=3.4, pairs=20, p_value=1e-6, margin=1.02),
)
BARE = Evidence(candidate=None, sandbox_level="none")


def points(evidence, name):
    return next(part.points for part in confidence(evidence).parts if part.name == name)


@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_bound_is_wilsons(case) -> None:
    successes, trials = case
    # Two-sided 90 % has the one-sided 95 % bound as its lower end.
    expected = binomtest(successes, trials).proportion_ci(0.90, method="wilson").low
    assert lower_bound(successes, trials) == pytest.approx(expected, abs=1e-9)


def test_nothing_tried_proves_nothing() -> None:
    assert lower_bound(0, 0) == 0.0
    assert confidence(BARE).points == 0.0
    assert confidence(BARE).band == "thin"


def test_it_stays_between_0_and_100_and_is_the_sum_of_its_parts() -> None:
    told = confidence(RICH)
    assert told.points == pytest.approx(sum(part.points for part in told.parts))
    assert sum(part.most for part in told.parts) == 100
    assert 85 < told.points < 100
    assert told.band == "strong"
    assert all(part.why for part in told.parts)


def test_few_faults_earn_less_than_many_at_the_same_rate() -> None:
    few, many = (replace(RICH, faults=FaultEvidence(tried=n, noticed=n)) for n in (2, 12))
    assert points(few, "wrong versions noticed") < points(many, "wrong versions noticed") < 30


@pytest.mark.parametrize(
    "faults",
    [
        None,
        FaultEvidence(tried=0, noticed=0),
        FaultEvidence(tried=12, noticed=12, sound=False),
    ],
    ids=["not tried", "no place", "the original was noticed too"],
)
def test_what_was_not_measured_earns_nothing(faults) -> None:
    assert points(replace(RICH, faults=faults), "wrong versions noticed") == 0.0


def test_a_call_made_often_counts_once() -> None:
    often = replace(RICH.replay, distinct_recorded=1)
    assert points(replace(RICH, replay=often), "recorded calls agree") < 5


def test_more_calls_earn_less_and_less() -> None:
    earned = [
        points(replace(RICH, replay=replace(RICH.replay, distinct_recorded=n)), "recorded calls agree")
        for n in (1, 11, 21, 31)
    ]
    steps = [after - before for before, after in pairwise(earned)]
    assert steps == sorted(steps, reverse=True)
    assert steps[-1] > 0


def test_calls_through_an_enclosing_function_earn_half_for_the_lines() -> None:
    through = replace(RICH, replay=replace(RICH.replay, through="shop:main"))
    assert points(through, "changed lines executed") == 5.0


def test_a_gain_that_just_clears_the_margin_earns_little() -> None:
    close = replace(RICH.confirmation, speedup=1.05, low=1.021, high=1.08)
    assert points(replace(RICH, confirmation=close), "the gain stands clear") < 1
    below = replace(close, low=1.0)
    assert points(replace(RICH, confirmation=below), "the gain stands clear") == 0
    assert points(RICH, "the gain stands clear") > 9


@pytest.mark.parametrize("low", [0.0, -1.0, math.nan, math.inf])
def test_figures_that_are_no_gain_earn_nothing(low) -> None:
    broken = replace(RICH.confirmation, low=low)
    assert points(replace(RICH, confirmation=broken), "the gain stands clear") == 0


def test_the_weakest_part_says_where_to_work() -> None:
    untested = replace(RICH, tests=None)
    assert confidence(untested).weakest.name == "tests that reach it"
    assert confidence(untested).weakest.why == "none"


def test_tests_that_may_pass_it_by_earn_little() -> None:
    unseen = replace(RICH, tests=replace(RICH.tests, seen_to_reach=0))
    assert 0 < points(unseen, "tests that reach it") < 5
    assert points(replace(RICH, tests=replace(RICH.tests, seen_to_reach=3)), "tests that reach it") < 9


def test_replay_that_did_not_pass_earns_nothing() -> None:
    failed = replace(RICH, replay=replace(RICH.replay, gate=Gate.UNKNOWN))
    assert points(failed, "recorded calls agree") == points(failed, "generated calls agree") == 0
