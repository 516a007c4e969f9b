import json
import math
from dataclasses import replace

import pytest

from ouroboros.arena.timing.benchmark import PairTiming, measurement
from ouroboros.arena.timing.significance import estimate
from ouroboros.records.evidence import Gate
from ouroboros.records.hotspot import TypeProfile
from ouroboros.reporting.as_json import report_to_json
from ouroboros.reporting.reading_back import types_from


def test_the_promised_keys_are_there(report):
    told = json.loads(json.dumps(report_to_json(report), allow_nan=False))
    assert told["schema"] == 1
    assert told["target"] == "shop"
    assert told["started"].startswith("2023-11-14T22:13:20")
    assert told["seconds"] == 245.0
    function = told["functions"][0]
    assert (function["function"], function["file"], function["share"]) == (
        "shop.stock:f",
        "shop/stock.py",
        0.41,
    )
    assert (function["candidates"], function["rejected"]["not faster"]) == (17, 7)
    winner = function["winner"]
    assert (winner["speedup"], winner["low"], winner["high"]) == (3.2, 3.0, 3.4000000000000004)
    assert winner["operators"] == ["membership-to-set"]
    assert winner["risk"] == "low"
    assert "+    known = set(ys)\n" in winner["diff"]
    proof = winner["evidence"]
    assert (proof["tests"], proof["recorded_calls"], proof["generated_calls"]) == (12, 40, 500)
    assert proof["earlier_calls"] == 15
    assert proof["p_value"] == 2e-6
    assert proof["symbolic"] == {
        "gate": "passed",
        "calls": 9,
        "paths": 7,
        "exhausted": False,
        "seconds": 1.5,
        "words": "9 suggested calls agree; CrossHair says it explored 7 paths of more",
    }
    workload = told["workload"]
    assert (workload["before_s"], workload["after_s"], workload["speedup"]) == (3.1, 1.4, 2.2)


def test_a_function_without_winner_says_why(report):
    function = report_to_json(report)["functions"][1]
    assert function["winner"] is None
    assert function["why_no_winner"] == "the tests of every faster version fail"


def test_the_confirmation_is_what_is_reported(report):
    proof = report_to_json(report)["functions"][0]["winner"]["evidence"]
    assert proof["screening"]["speedup"] == 4.0
    assert proof["confirmation"]["speedup"] == 3.2


def test_a_reader_can_work_out_the_interval_again(with_changes):
    """Not from a summary: the pairs themselves are in the report."""
    pairs = [PairTiming(cpu=math.log(3 + place / 100), wall=1.0) for place in range(-10, 10)]
    timed = measurement(pairs, margin=math.log(1.02), decided=Gate.PASSED)
    report = with_changes()
    winner = report.functions[0].winner
    evidence = replace(winner.evidence, confirmation=timed)
    outcome = replace(report.functions[0], winner=replace(winner, evidence=evidence))
    told = report_to_json(with_changes(functions=(outcome,)))["functions"][0]["winner"]
    kept = told["evidence"]["confirmation"]
    again = estimate(kept["log_ratios"], margin=math.log(kept["margin"]))
    assert (again.ratio, again.low, again.high) == pytest.approx(
        (told["speedup"], told["low"], told["high"]), rel=1e-5
    )
    assert again.p_value == pytest.approx(kept["p_value"])


def test_confidence_is_never_a_bare_number(report):
    told = report_to_json(report)["functions"][0]["winner"]["confidence"]
    assert told["points"] == pytest.approx(sum(part["points"] for part in told["parts"]), abs=0.1)
    assert sum(part["most"] for part in told["parts"]) == 100
    assert all(part["why"] and part["name"] for part in told["parts"])


def test_gates_calls_types_and_losers_are_told(report):
    told = report_to_json(report)
    function = told["functions"][0]
    assert function["calls"]["origins"]["workload"] == 36
    assert function["types"]["returns"] == {"left in order": 40}
    assert [each["rejection"] for each in function["lost"]] == ["different result", "not faster"]
    assert function["winner"]["evidence"]["gates"][0] == {
        "gate": "loads; every call answered as by the original",
        "answer": "passed",
        "told": "540 calls",
    }
    assert function["winner"]["limits"]
    assert function["winner"]["reproduce"][1]["command"].endswith("--only shop.stock:f")
    assert told["throughput"]["gain"] == 2.0
    assert told["environment"]["cores"] == 2


def test_no_workload_is_null(empty):
    told = report_to_json(empty)
    assert told["workload"] is None
    assert told["functions"] == []


def test_what_is_no_number_is_null(hostile):
    told = report_to_json(hostile)
    text = json.dumps(told, allow_nan=False)
    assert told["seconds"] is None
    assert told["workload"]["speedup"] is None
    assert json.loads(text)["functions"][0]["function"].count("script") == 4


def test_a_tolerance_and_what_became_of_it_are_told(report, tolerant):
    told = report_to_json(tolerant)
    assert told["float_tolerance"] == 1e-9
    assert told["functions"][0]["winner"]["evidence"]["largest_float_difference"] == 2.2e-16
    told = report_to_json(report)
    assert told["float_tolerance"] is None
    assert told["functions"][0]["winner"]["evidence"]["largest_float_difference"] is None


def test_values_of_arguments_stay_out_of_the_report(report):
    outcome = report.functions[0]
    types = TypeProfile(
        parameters={"key": {"str": 3}},
        values={"key": {"'secret'": 3}},
        sizes={"key": (6, 6)},
        attributes={"self.items": {"list[int]": 3}},
        lines={4: 3},
    )
    told = report_to_json(replace(report, functions=(replace(outcome, types=types),)))
    assert "secret" not in json.dumps(told)
    read = types_from(json.loads(json.dumps(told))["functions"][0]["types"])
    assert read == replace(types, values={}, lines={})
