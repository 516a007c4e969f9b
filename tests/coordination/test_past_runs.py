"""Kept reports teach which rewrites work, and damaged ones stop nobody."""

import dataclasses
import json

from ouroboros.coordination.past_runs import experience_of, kept_experience
from ouroboros.mutation.resemblance import signature
from ouroboros.records.experience import OperatorAttempt
from ouroboros.reporting.as_json import report_to_json
from ouroboros.storage.report_store import ReportStore


def told(report):
    won, lost = report.functions
    attempts = (
        OperatorAttempt(operator="hoist-invariant", tried=2, passed=1, speedup=1.5),
        OperatorAttempt(operator="membership-to-set", tried=3, passed=2, speedup=float("nan")),
    )
    won = dataclasses.replace(won, attempts=attempts)
    return json.loads(json.dumps(report_to_json(dataclasses.replace(report, functions=(won, lost)))))


def test_a_report_is_read_as_it_was_written(report):
    (region,) = experience_of([told(report)]).regions
    assert (region.target, region.function) == ("shop", "shop.stock:f")
    assert region.signature == signature(report.functions[0].hotspot.region.source)
    assert {each.operator: (each.tried, each.passed, each.won) for each in region.attempts} == {
        "hoist-invariant": (2, 1, False),
        "membership-to-set": (3, 2, True),
    }
    assert [each.speedup for each in region.attempts] == [1.5, None]


def test_the_newest_run_of_a_function_counts_and_no_damage_stops_it(report, tmp_path):
    newer = told(report)
    older = json.loads(json.dumps(newer))
    older["functions"][0]["attempts"][0]["tried"] = 99
    damaged = {"target": "shop", "functions": [None, 3, {"function": "m:f", "attempts": [{"tried": "x"}]}]}
    known = experience_of([damaged, newer, older])
    assert known.attempts("hoist-invariant") == (1, 1, 0)
    assert known.attempts("membership-to-set", "shop") == (1, 1, 1)
    assert known.attempts("membership-to-set", "elsewhere") == (0, 0, 0)
    assert known.regions[0].attempts[0].tried == 2
    store = ReportStore(tmp_path / "reports")
    store.put(older, started=1.0)
    store.put(newer, started=2.0)
    assert kept_experience(tmp_path) == experience_of([newer])


def test_reports_of_before_name_winners_and_losers(report):
    old = told(report)
    del old["functions"][0]["attempts"], old["functions"][0]["signature"]
    known = experience_of([old])
    assert known.attempts("membership-to-set") == (1, 1, 1)
    assert known.attempts("sorted-to-extreme") == (1, 0, 0)
    assert known.regions[0].signature == ()
