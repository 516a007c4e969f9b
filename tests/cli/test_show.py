"""``ouroboros show``."""

import json

import pytest
from click.testing import CliRunner

from ouroboros.cli.show import doubts, show
from ouroboros.errors import UsageError
from ouroboros.storage.report_store import ReportStore

TIMED = {"speedup": 3.0, "low": 2.9, "high": 3.1, "pairs": 20, "p_value": 1e-6, "clock": "CPU"}


def winner(identity, **evidence):
    return {
        "id": identity,
        "speedup": 3.0,
        "operators": ["membership-to-set"],
        "note": "same \x1b[31mwords",
        "risk": "low",
        "keeps_state": False,
        "diff": "-a\n+b",
        "evidence": {
            "tests": 3,
            "recorded_calls": 200,
            "generated_calls": 200,
            "faults_tried": 10,
            "faults_noticed": 10,
            "symbolic": {"gate": "passed", "words": "5 suggested calls agree; all paths explored"},
            "sandbox": "full",
            "screening": TIMED,
            "confirmation": TIMED,
            "notes": [],
            **evidence,
        },
    }


def function(identity, **evidence):
    return {
        "function": "shop:f",
        "file": "shop.py",
        "line": 3,
        "share": 0.5,
        "winner": winner(identity, **evidence),
    }


@pytest.fixture
def kept(tmp_path):
    store = ReportStore(tmp_path / "reports")
    lost = {**function("x"), "winner": None}
    told = [function("abc1"), function("abd2", tests=0), lost]
    store.put({"functions": told, "target": "shop", "started": "now"}, started=1.0)
    return tmp_path


def run(kept, *arguments):
    return CliRunner().invoke(show, [*arguments, "--state-dir", str(kept)])


def test_lists_winners_only(kept) -> None:
    assert [line.split()[0] for line in run(kept).output.splitlines()] == ["abc1", "abd2"]
    assert len(json.loads(run(kept, "--json").output)["winners"]) == 2


def test_calls_of_earlier_runs_are_told_apart(tmp_path) -> None:
    told = [function("abc1", earlier_calls=5)]
    ReportStore(tmp_path / "reports").put(
        {"functions": told, "target": "shop", "started": "now"}, started=1.0
    )
    assert "200 recorded (5 of earlier runs) and 200 generated calls agree" in run(tmp_path, "abc").output


def test_a_tolerance_is_told_and_doubted(tmp_path) -> None:
    told = {"functions": [function("abc1", largest_float_difference=2e-7)], "float_tolerance": 1e-5}
    ReportStore(tmp_path / "reports").put({**told, "target": "shop", "started": "now"}, started=1.0)
    shown = run(tmp_path, "abc1").output
    assert "differ by at most 2e-07 of the larger one; 1e-05 was allowed" in shown
    assert "its floats are not those of the original" in shown
    told["functions"] = [function("abd2", largest_float_difference=0.0)]
    ReportStore(tmp_path / "reports").put({**told, "target": "shop", "started": "now"}, started=2.0)
    shown = run(tmp_path, "abd2").output
    assert "do not differ; 1e-05 was allowed" in shown
    assert "its floats are not" not in shown


def test_an_empty_past_says_how_to_begin(tmp_path) -> None:
    assert "ouroboros evolve" in run(tmp_path).output


def test_tells_evidence_doubts_and_change_without_escape_sequences(kept) -> None:
    told = run(kept, "abc").output
    for part in (
        "2.90x to 3.10x",
        "20 pairs",
        "200 recorded",
        "10 of 10 deliberate faults",
        "symbolic   5 suggested calls agree",
        "-a\n+b",
        "sceptic",
    ):
        assert part in told
    assert "\x1b" not in told
    assert json.loads(run(kept, "abc", "--json").output)["winner"]["id"] == "abc1"


@pytest.mark.parametrize(
    ("identity", "said"), [("zz", "no winner 'zz'"), ("ab", "fits 2 winners: abc1, abd2")]
)
def test_an_id_that_names_none_or_several(kept, identity, said) -> None:
    error = run(kept, identity).exception
    assert isinstance(error, UsageError)
    assert said in str(error)


@pytest.mark.parametrize(
    ("evidence", "said"),
    [
        ({"tests": 0}, "no test of the program"),
        ({"recorded_calls": 3}, "only 3 recorded calls"),
        ({"faults_noticed": 5, "faults_overlooked": ["line 3: < → <="]}, "line 3: < → <="),
        ({"faults_tried": 0}, "not measured"),
        ({"notes": ["60 of 120 sampled calls not kept: TypeError: …"]}, "60 of 120 sampled calls"),
        ({"sandbox": "landlock"}, "'landlock'"),
    ],
)
def test_every_weakness_is_a_doubt(evidence, said) -> None:
    assert not any(said in doubt for doubt in doubts(function("a")))
    assert any(said in doubt for doubt in doubts(function("a", **evidence)))


def test_the_figures_beside_speed_are_told_on_both_versions_or_why_not(tmp_path):
    common = {"unit": "J per call", "better": "lower", "method": "a model", "absent": ""}
    fitness = {
        "energy": {**common, "original": 0.005, "candidate": 0.001},
        "latency": {**common, "original": None, "candidate": None, "absent": "it died"},
        "security": {
            **common,
            "original": 100.0,
            "candidate": 90.0,
            "findings": [{"what": "imports numba", "points": 10}],
        },
    }
    store = ReportStore(tmp_path / "reports")
    told = [function("abc1", fitness=fitness)]
    store.put({"functions": told, "target": "shop", "started": "now"}, started=1.0)
    output = run(tmp_path, "abc1").output
    assert "energy          5 mJ -> 1 mJ J per call, lower is better; a model" in output
    assert "latency         not measured J per call, lower is better; it died" in output
    assert "100 -> 90" in output
    assert "imports numba" in output
