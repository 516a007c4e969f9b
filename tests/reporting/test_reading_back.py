"""What was kept says the same as what was reported."""

import json

import pytest

from ouroboros.arena.merit.confidence import confidence
from ouroboros.reporting import reading_back as reading
from ouroboros.reporting.as_json import report_to_json


@pytest.fixture
def kept(report):
    return json.loads(json.dumps(report_to_json(report)))


def test_records_come_back_as_they_were(report, kept) -> None:
    outcome, function = report.functions[0], kept["functions"][0]
    evidence, told = outcome.winner.evidence, function["winner"]["evidence"]
    assert reading.calls_from(function["calls"]) == outcome.calls
    assert reading.types_from(function["types"]) == outcome.types
    assert reading.lost_from(function["lost"]) == outcome.lost
    assert reading.gates_from(told["gates"]) == evidence.gates
    assert reading.faults_from(told) == evidence.faults
    assert reading.throughput_from(kept["throughput"]) == report.throughput
    assert reading.environment_from(kept["environment"]) == report.environment
    timed = reading.measurement_from(told["confirmation"])
    assert (timed.speedup, timed.pairs, timed.margin) == (3.2, 30, 1.02)
    assert timed.log_ratios == pytest.approx(evidence.confirmation.log_ratios, abs=1e-6)
    again = reading.confidence_from(function["winner"]["confidence"])
    assert again.points == pytest.approx(confidence(evidence).points)


@pytest.mark.parametrize("damaged", [None, {}, [], "text", 3, {"pairs": "many"}, [{"gate": "no such gate"}]])
def test_what_does_not_fit_is_left_out(damaged) -> None:
    assert reading.measurement_from(damaged) is None
    assert reading.gates_from(damaged) == ()
    assert reading.confidence_from(damaged) is None
    assert reading.environment_from(damaged) is None
    assert reading.throughput_from(damaged) is None
