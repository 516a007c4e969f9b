"""Fronts, volumes and trade-offs by hand-checked numbers; preferences move the weights the right way."""

import random

import pytest

from ouroboros.arena.merit.pareto import MultiObjectiveController, ParetoAnalyzer, objective_score, trade_off
from ouroboros.arena.merit.selection import TournamentSelector
from ouroboros.records.fitness import FitnessMetric, ObjectiveScore, ObjectiveWeights

EQUAL = ObjectiveWeights()


def scores(performance, power, security, weights=EQUAL):
    return ObjectiveScore(performance=performance, power=power, security=security, weights=weights)


def test_scores_are_what_is_saved_in_per_cent(cases):
    found = objective_score(cases.figures(performance=(1.0, 4.0), energy=(5.0, 2.0)), EQUAL)
    assert found.parts == (75.0, 60.0, 100.0)
    assert found.overall == pytest.approx((75 + 60 + 100) / 3)


def test_a_loss_scores_nothing_and_unmeasured_energy_follows_time(cases):
    slower = objective_score(cases.figures(performance=(1.0, 0.5), energy=(1.0, 2.0)), EQUAL)
    assert slower.parts == (0.0, 0.0, 100.0)
    unknown = cases.figures(performance=(1.0, 4.0), absent={FitnessMetric.ENERGY: "no counter"})
    assert objective_score(unknown, EQUAL).power == 75.0


def test_security_loses_what_its_findings_cost(cases):
    found = objective_score(cases.figures(findings=[("imports numba", 10.0), ("keeps state", 10.0)]), EQUAL)
    assert found.security == 80.0


def test_weights_decide_and_only_in_relation_to_each_other():
    fast = scores(90, 90, 40, ObjectiveWeights(performance=2, power=2, security=8))
    assert fast.overall == pytest.approx(90 / 6 * 2 + 40 * 8 / 12)
    twice = scores(90, 90, 40, ObjectiveWeights(performance=4, power=4, security=16))
    assert twice.overall == pytest.approx(fast.overall)


@pytest.mark.parametrize("parts", [(-1, 1, 1), (0, 0, 0), (float("inf"), 1, 1), (float("nan"), 1, 1)])
def test_weights_that_mean_nothing_are_refused(parts):
    with pytest.raises(ValueError, match="weights"):
        ObjectiveWeights.of(parts)


def test_only_who_is_beaten_in_everything_leaves_the_front(cases):
    fast = cases.entrant("fast", 90.0, security=80.0)
    safe = cases.entrant("safe", 60.0, security=100.0)
    beaten = cases.entrant("beaten", 60.0, security=80.0)
    front = ParetoAnalyzer(entrants=(beaten, safe, fast)).non_dominated()
    assert [each.candidate.operators[0] for each in front] == ["fast", "safe"]


def by_definition(points):
    def beats(a, b):
        return a != b and all(x >= y for x, y in zip(a, b, strict=True))

    return {point for point in points if not any(beats(other, point) for other in points)}


def test_the_front_is_the_one_of_the_definition(cases):
    rng = random.Random(4)
    for _ in range(20):
        points = [tuple(float(rng.randrange(6)) for _ in range(3)) for _ in range(12)]
        entrants = tuple(cases.entrant(f"op{n}", *point) for n, point in enumerate(points))
        found = ParetoAnalyzer(entrants=entrants).non_dominated()
        parts = [each.objectives.parts for each in found]
        assert set(parts) == by_definition(points)
        assert len(parts) == len(set(parts))


def test_the_volume_is_the_share_of_the_cube_below_the_front(cases):
    assert ParetoAnalyzer(entrants=()).hypervolume() == 0.0
    one = cases.entrant("one", 50.0, 50.0, 100.0)
    assert ParetoAnalyzer(entrants=(one,)).hypervolume() == pytest.approx(0.25)
    other = cases.entrant("other", 100.0, 20.0, 100.0)
    both = ParetoAnalyzer(entrants=(one, other)).hypervolume()
    assert both == pytest.approx(0.5 * 0.5 + 0.5 * 0.2)


def test_trade_offs_are_told_in_words(cases):
    fast = cases.entrant("memo", 90.0, security=75.0)
    safe = cases.entrant("loop", 60.0)
    assert trade_off(fast, safe) == (
        "against loop: gains 30 points of time saved and 30 points of energy saved, "
        "gives up 25 points of security"
    )
    assert trade_off(safe, cases.entrant("twin", 60.2)) == "against twin: no notable difference"


def test_the_recommended_one_is_marked_and_equals_are_not_told_twice(cases):
    twins = cases.entrant("a", 70.0), cases.entrant("b", 70.0)
    fast = cases.entrant("fast", 80.0, security=60.0)
    for chosen in twins:
        front = ParetoAnalyzer(entrants=(*twins, fast)).front(chosen)
        marked = [each.candidate for each in front.mutations if each.recommended]
        assert marked == [chosen.candidate]
        assert len(front.mutations) == 2
        assert front.dominated == 1
        assert "saves 70 % of the time" in next(e.description for e in front.mutations if e.recommended)


@pytest.mark.parametrize(
    ("weights", "expected"),
    [(ObjectiveWeights(security=0.0), "fast"), (ObjectiveWeights(performance=0, power=0), "safe")],
)
def test_the_controller_recommends_what_the_user_cares_about(cases, weights, expected):
    controller = MultiObjectiveController(weights=weights)
    fast = cases.passed("fast", speedup=9.0)
    safe = cases.passed("safe", speedup=2.0)
    entrants = [
        controller.scored(cases.replace(fast, fitness=cases.figures(
            performance=(1.0, 9.0), energy=(9.0, 1.0), findings=[("keeps state", 10.0)]))),
        controller.scored(cases.replace(safe, fitness=cases.figures(
            performance=(1.0, 2.0), energy=(2.0, 1.0)))),
    ]  # fmt: skip
    chosen = controller.recommend(entrants, TournamentSelector(seed="0"))
    assert chosen.candidate.operators == (expected,)


def test_a_lower_risk_wins_between_candidates_with_the_same_scores(cases):
    controller = MultiObjectiveController()
    risky = cases.entrant("risky", 60.0, risk=cases.Risk.HIGH)
    safe = cases.entrant("safe", 60.0)
    for order in ([risky, safe], [safe, risky]):
        assert controller.recommend(order, TournamentSelector(seed="0")) is safe


SECURE, QUICK = scores(50, 50, 100), scores(90, 90, 60)


def test_who_keeps_secure_changes_and_takes_quick_ones_back_cares_about_security():
    before = MultiObjectiveController()
    after = before.learnt([(SECURE, QUICK)] * 5)
    assert after.weights.security > before.weights.shares[2] + 0.05
    assert sum(after.weights.parts) == pytest.approx(1.0)
    opposite = before.learnt([(QUICK, SECURE)] * 5)
    assert opposite.weights.security < before.weights.shares[2]


def test_learning_makes_the_decisions_likelier_and_ends_by_agreeing_with_them():
    weights = MultiObjectiveController().learnt([(SECURE, QUICK)] * 20).weights
    assert scores(*SECURE.parts, weights).overall > scores(*QUICK.parts, weights).overall
    assert scores(*SECURE.parts).overall < scores(*QUICK.parts).overall


def test_few_decisions_move_little_none_move_nothing_and_none_is_forgotten():
    before = MultiObjectiveController()
    assert before.learnt([]) == before
    one, ten = (before.learnt([(SECURE, QUICK)] * count).weights.security for count in (1, 10))
    assert 1 / 3 < one < ten
    assert before.learnt([(scores(40, 40, 100), scores(95, 95, 0))]).weights.security < 0.5
    much = before.learnt([(scores(0, 0, 100), scores(100, 100, 0))] * 1000).weights
    assert min(much.shares) >= 0.019


def test_what_the_user_set_to_zero_stays_there():
    user = MultiObjectiveController(weights=ObjectiveWeights(security=0.0))
    assert user.learnt([(SECURE, QUICK)] * 9).weights.security == 0.0
