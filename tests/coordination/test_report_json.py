import json

from ouroboros.coordination.report_json import report_to_json


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
