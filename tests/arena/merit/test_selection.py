"""Nothing below the criteria wins, and the same entrants have the same champion."""

import itertools

import pytest

from ouroboros.arena.merit.selection import AcceptanceCriteria, TournamentSelector
from ouroboros.records.candidate import Risk
from ouroboros.records.fitness import Better, FitnessDetail, FitnessMetric, FitnessValue

CRITERIA = AcceptanceCriteria()


def test_what_is_fine_in_everything_is_accepted(cases):
    assert CRITERIA.shortfalls(cases.figures()) == ()


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"correctness": (100.0, 99.9)}, "correctness is 99.9 %"),
        ({"absent": {FitnessMetric.CORRECTNESS: "nothing was compared"}}, "correctness is not known"),
        ({"performance": (1.0, 1.02)}, "does not exceed"),
        ({"absent": {FitnessMetric.PERFORMANCE: "it was not timed"}}, "gain is not known"),
        ({"memory": (20 * 2**20, 81 * 2**20)}, "81 MiB, 80 MiB are allowed (original: 20 MiB)"),
        ({"memory": (0.0, 65 * 2**20)}, "65 MiB, 64 MiB are allowed"),
        ({"absent": {FitnessMetric.MEMORY: "the candidate cannot be measured: gone"}}, "memory is not known"),
        ({"findings": [("names exec", 80.0)]}, "security has 20 of 25 points (names exec)"),
    ],
)
def test_each_criterion_by_itself_keeps_a_candidate_out(cases, change, word):
    shortfalls = CRITERIA.shortfalls(cases.figures(**change))
    assert len(shortfalls) == 1
    assert word in shortfalls[0]


@pytest.mark.parametrize(
    "change",
    [
        {"memory": (1e3, 60 * 2**20)},
        {"memory": (200 * 2**20, 790 * 2**20)},
        {"absent": {FitnessMetric.MEMORY: "the original cannot be measured: gone"}},
        {"absent": {FitnessMetric.ENERGY: "no counter"}},
        {"findings": [("imports numba", 10.0)] * 12},
    ],
)
def test_small_calls_many_doubts_and_unknown_side_figures_are_no_reason(cases, change):
    assert CRITERIA.shortfalls(cases.figures(**change)) == ()


def leaving(cases, original, candidate):
    """A fitness whose calls need little and leave that much behind."""
    kept = FitnessValue(
        metric=FitnessMetric.MEMORY,
        unit="bytes",
        better=Better.LOWER,
        original=1e6,
        candidate=1e6,
        details=(FitnessDetail(name="kept", original=original, candidate=candidate),),
    )
    fitness = cases.figures()
    others = tuple(value for value in fitness.values if value.metric is not FitnessMetric.MEMORY)
    return cases.replace(fitness, values=(*others, kept))


def test_what_stays_in_memory_counts_like_what_one_call_needs(cases):
    assert "1024 MiB" in CRITERIA.shortfalls(leaving(cases, 0.0, float(2**30)))[0]
    assert CRITERIA.shortfalls(leaving(cases, float(2**29), float(2**30))) == ()
    assert CRITERIA.shortfalls(leaving(cases, -5.0, -5.0)) == ()


def test_the_best_weighted_score_wins_in_whatever_order_they_arrive(cases):
    entrants = [cases.entrant(f"op{n}", 50.0 + n) for n in range(5)]
    selector = TournamentSelector(seed="1")
    champions = {selector.champion(order).candidate.identity for order in itertools.permutations(entrants)}
    assert champions == {entrants[-1].candidate.identity}


def test_between_equals_the_lower_risk_wins_then_the_code_that_is_easier_to_keep(cases):
    risky = cases.entrant("risky", 60.0, risk=Risk.HIGH)
    safe = cases.entrant("safe", 60.0)
    plain = cases.entrant("plain", 60.0, fitness=cases.figures(maintainability=(80.0, 90.0)))
    selector = TournamentSelector(seed="1")
    assert selector.champion([risky, safe]) is safe
    assert selector.champion([risky, safe, plain]) is plain


def test_a_perfect_tie_is_drawn_by_lot_and_the_lot_stays(cases):
    entrants = [cases.entrant(f"op{n}", 60.0) for n in range(4)]
    by_seed = {
        seed: TournamentSelector(seed=str(seed)).champion(entrants).candidate.operators[0]
        for seed in range(40)
    }
    assert set(by_seed.values()) == {"op0", "op1", "op2", "op3"}
    again = {
        seed: TournamentSelector(seed=str(seed), group=3).champion(entrants[::-1]).candidate.operators[0]
        for seed in range(40)
    }
    assert again == by_seed


def test_who_was_not_scored_and_nobody_at_all_are_errors(cases):
    selector = TournamentSelector(seed="1")
    with pytest.raises(ValueError, match="without entrants"):
        selector.champion([])
    with pytest.raises(ValueError, match="not scored"):
        selector.champion([cases.passed("a"), cases.passed("b")])
