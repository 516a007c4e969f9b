"""Figures of a winner reach the JSON and the page; what is absent says why, what is hostile is escaped."""

import json
from dataclasses import replace

import pytest

from ouroboros.records.fitness import (
    Better,
    FitnessDetail,
    FitnessMetric,
    FitnessScore,
    FitnessValue,
    ObjectiveScore,
    ParetoFront,
    ParetoMutation,
    SecurityFinding,
    SecurityScore,
)
from ouroboros.reporting.as_json import report_to_json
from ouroboros.reporting.fitness import figure, fitness_rows
from ouroboros.reporting.page import render_html

EVIL = "<script>alert(1)</script>"


def fitness(*, absent="", what="imports numba"):
    def value(metric):
        known = not (absent and metric is FitnessMetric.ENERGY)
        return FitnessValue(
            metric=metric,
            unit="unit",
            better=Better.LOWER,
            original=3e-3 if known else None,
            candidate=1e-6 if known else None,
            method="by hand" if known else "",
            absent="" if known else absent,
            details=(FitnessDetail(name="p99", original=0.5, candidate=None),)
            if metric is FitnessMetric.LATENCY
            else (),
        )

    return FitnessScore(
        values=tuple(value(metric) for metric in FitnessMetric),
        security=SecurityScore(findings=(SecurityFinding(what=what, points=10.0),)),
    )


@pytest.fixture
def scored(report):
    def made(**more):
        outcome = report.functions[0]
        scores = ObjectiveScore(performance=66.7, power=50.0, security=90.0)
        evidence = replace(outcome.winner.evidence, fitness=fitness(**more), objectives=scores)
        front = ParetoFront(
            mutations=(
                ParetoMutation(
                    candidate=evidence.candidate,
                    objectives=scores,
                    description="it saves much",
                    trade_offs=(f"against {EVIL}: gains 3 points of time saved",),
                    recommended=True,
                ),
            ),
            dominated=2,
            hypervolume=0.3,
        )
        winner = replace(outcome, winner=replace(outcome.winner, evidence=evidence), front=front)
        return replace(report, functions=(winner, report.functions[1]))

    return made


def test_the_json_holds_every_figure_the_scores_and_the_front(scored):
    told = json.loads(json.dumps(report_to_json(scored()), allow_nan=False))
    function = told["functions"][0]
    proof = function["winner"]["evidence"]
    assert set(proof["fitness"]) == {*map(str, FitnessMetric), "security"}
    assert proof["fitness"]["latency"]["original"] == 3e-3
    assert proof["fitness"]["latency"]["details"]["p99"] == {"original": 0.5, "candidate": None}
    assert proof["fitness"]["security"]["findings"] == [{"what": "imports numba", "points": 10.0}]
    assert proof["objectives"]["overall"] == pytest.approx((66.7 + 50 + 90) / 3)
    assert function["pareto_front"]["mutations"][0]["recommended"] is True
    assert function["pareto_front"]["hypervolume"] == 0.3
    assert told["weights"] == pytest.approx({"performance": 1 / 3, "power": 1 / 3, "security": 1 / 3})
    assert told["functions"][1]["pareto_front"] is None


def test_a_winner_without_figures_is_told_as_before(report):
    proof = report_to_json(report)["functions"][0]["winner"]["evidence"]
    assert (proof["fitness"], proof["objectives"]) == (None, None)
    assert "Figure" not in render_html(report)


def test_the_page_shows_both_versions_and_what_was_traded(scored):
    page = render_html(scored())
    assert "latency (unit; lower is better)" in page
    assert "3 ms" in page
    assert "1 µs" in page
    assert "imports numba (-10)" in page
    assert "weighted 68.9" in page
    assert "gains 3 points of time saved" in page


def test_what_is_absent_says_why_and_what_is_hostile_is_escaped(scored):
    page = render_html(scored(absent=f"no counter {EVIL}", what=EVIL))
    assert "not measured: no counter" in page
    assert EVIL not in page
    rows = {row[0]: row for row in fitness_rows(fitness(absent="no counter"))}
    assert rows["energy (unit; lower is better)"][1:3] == ("-", "-")


@pytest.mark.parametrize(
    ("metric", "value", "expected"),
    [
        (FitnessMetric.LATENCY, 0.00124, "1.24 ms"),
        (FitnessMetric.LATENCY, 2.5, "2.5 s"),
        (FitnessMetric.ENERGY, 8.2e-7, "820 nJ"),
        (FitnessMetric.ENERGY, 0.0, "0 J"),
        (FitnessMetric.MEMORY, 3.5 * 2**20, "3.5 MiB"),
        (FitnessMetric.MEMORY, -2048.0, "-2 KiB"),
        (FitnessMetric.MEMORY, 1010.0, "1010 B"),
        (FitnessMetric.THROUGHPUT, 12_400.4, "12,400"),
        (FitnessMetric.CODE_QUALITY, 3.0, "3"),
        (FitnessMetric.LATENCY, float("nan"), "-"),
    ],
)
def test_figures_carry_their_unit(metric, value, expected):
    assert figure(metric, value) == expected


def test_a_value_is_known_on_both_sides_or_has_a_reason():
    common = {"metric": FitnessMetric.MEMORY, "unit": "B", "better": Better.LOWER}
    for wrong in (
        {},
        {"original": 1.0},
        {"candidate": 1.0},
        {"original": 1.0, "candidate": 1.0, "absent": "x"},
    ):
        with pytest.raises(ValueError, match="memory"):
            FitnessValue(**common, **wrong)
    assert FitnessValue(**common, original=4.0, candidate=2.0).gain == 2.0
    assert FitnessValue(**common, original=0.0, candidate=2.0).gain is None
    with pytest.raises(ValueError, match="every metric"):
        FitnessScore(values=(), security=SecurityScore())
