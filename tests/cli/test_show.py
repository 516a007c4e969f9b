"""``ouroboros show``."""

import dataclasses
import json

import pytest
from click.testing import CliRunner

from ouroboros.cli.show import show
from ouroboros.errors import UsageError
from ouroboros.reporting.as_json import report_to_json
from ouroboros.storage.report_store import ReportStore
from tests.reporting.conftest import make_hostile_report, make_report


@pytest.fixture
def kept(tmp_path):
    """Two runs: the same function won with two different changes."""
    first = make_report()
    won = first.functions[0]
    candidate = dataclasses.replace(won.winner.candidate, text=won.winner.candidate.text + "# other\n")
    evidence = dataclasses.replace(won.winner.evidence, candidate=candidate, tests=None)
    other = dataclasses.replace(won, winner=dataclasses.replace(won.winner, evidence=evidence))
    second = make_report(started=1_700_086_400.0, functions=(other, first.functions[1]))
    store = ReportStore(tmp_path / "reports")
    for report in (first, second):
        store.put(report_to_json(report), started=report.started)
    return tmp_path


def identities():
    first = make_report().winners[0].candidate
    return first.identity, dataclasses.replace(first, text=first.text + "# other\n").identity


def run(kept, *arguments):
    return CliRunner().invoke(show, [*arguments, "--state-dir", str(kept)])


def test_lists_runs_with_their_winners_newest_first(kept) -> None:
    first, second = identities()
    lines = run(kept).output.splitlines()
    assert [line.split()[0] for line in lines] == [
        "run-20231115-221320",
        second,
        "run-20231114-221320",
        first,
    ]
    assert "1 winner in 2 functions, the whole workload 2.20x" in lines[0]
    assert " of 100 " in lines[1]
    told = json.loads(run(kept, "--json").output)
    assert [each["id"] for each in told["winners"]] == [second, first]
    assert [each["winners"][0]["confidence"] for each in told["runs"]] == sorted(
        each["confidence"] for each in told["winners"]
    )


def test_where_a_winner_comes_from_and_what_came_first_is_told(kept) -> None:
    text = run(kept, identities()[0]).output
    assert "grown from    fedcba987654 left in order (2.50x)" in text
    assert "Tried first\n  left in order first: it won in left in order" in text
    told = json.loads(run(kept, identities()[0], "--json").output)
    assert told["winner"]["lineage"] == [
        {"id": "fedcba987654", "operators": ["left in order"], "speedup": 2.5}
    ]


def test_calls_of_earlier_runs_are_told_apart(tmp_path) -> None:
    report = make_report()
    ReportStore(tmp_path / "reports").put(report_to_json(report), started=1.0)
    told = run(tmp_path, report.winners[0].candidate.identity).output
    assert "40 recorded calls (15 of earlier runs) and 500 generated calls agree" in told


@pytest.mark.parametrize(("largest", "said"), [(2e-7, "differ by at most 2e-07"), (0.0, "no float differs")])
def test_a_tolerance_is_told_and_doubted(tmp_path, largest, said) -> None:
    told = report_to_json(make_report(float_tolerance=1e-5))
    told["functions"][0]["winner"]["evidence"]["largest_float_difference"] = largest
    ReportStore(tmp_path / "reports").put(told, started=1.0)
    shown = run(tmp_path, told["functions"][0]["winner"]["id"]).output
    assert said in shown
    assert "floats within the tolerance" in shown
    assert "floats of results were allowed to differ by 1e-05 of the larger one" in shown


def test_an_empty_past_says_how_to_begin(tmp_path) -> None:
    assert "ouroboros evolve" in run(tmp_path).output


def test_each_claim_is_followed_by_what_it_rests_on(kept) -> None:
    first, _ = identities()
    told = run(kept, first).output
    for part in (
        "shop.stock:f  shop/stock.py:1",
        "of 100, ",
        "10 of 12 noticed, so at least 60 % of such faults",
        "passed   loads; every call answered as by the original: 540 calls",
        "36 of the workload, 4 of the tests, 497 made up from these",
        "left in order 40, tuple[int] 2",
        "40 recorded calls (15 of earlier runs) and 500 generated calls agree",
        "notice 10 of 12 deliberate faults in the original, drawn from 30 possible ones",
        "symbolic      9 suggested calls agree",
        "overlooked  line 9: 1 → (1 + 1)",
        "12 tests ran and passed, 12 seen to reach it",
        "3.20x (3.00x to 3.40x), 30 pairs interleaved, p < 0.0001 for “no more than 1.02x”",
        "3.10 s before, 1.40 s after, with all winners: 2.20x (2.10x to 2.30x)",
        "What this does not show",
        "files it writes",
        "7 not faster",
        "hoist-invariant, 1.00x",
        "--workload 'python CPython 3.12.1, /usr/bin/python3' --only shop.stock:f --apply",
        "CPython 3.12.1, /usr/bin/python3",
        "20 candidates in 8.00 s",
        "+    known = set(ys)",
    ):
        assert part in told
    assert json.loads(run(kept, first, "--json").output)["winner"]["id"] == first


def test_the_pairs_are_drawn_under_their_interval(kept) -> None:
    first, _ = identities()
    lines = run(kept, first).output.splitlines()
    at = next(place for place, line in enumerate(lines) if line.startswith("  confirmation"))
    assert set(lines[at + 1].strip()) <= set("·:•● |")
    assert "├" in lines[at + 2]
    assert "0.90x" in lines[at + 3]


def test_a_function_is_found_by_name_in_its_latest_run(kept) -> None:
    _, second = identities()
    assert second in run(kept, "shop.stock:f").output
    lost = run(kept, "shop.stock:g").output
    assert "no winner     the tests of every faster version fail" in lost
    assert "2 tests fail" in lost


def test_the_end_of_a_name_is_enough_where_it_names_one(kept) -> None:
    assert run(kept, "f").output == run(kept, "shop.stock:f").output


def test_one_run_is_shown_whole(kept) -> None:
    told = run(kept, "run-20231114").output
    assert "shop.stock:f" in told
    assert "shop.stock:g: the tests of every faster version fail" in told
    assert "3.10 s before, 1.40 s after" in told
    assert "OUROBOROS_ALPHA=0.01 ouroboros evolve shop" in told
    assert json.loads(run(kept, "run-20231114", "--json").output)["schema"] == 1


@pytest.mark.parametrize(
    ("identity", "said"),
    [("zz", "no function 'zz'"), ("run-1999", "no run 'run-1999'"), ("pkg:f", "no function 'pkg:f'")],
)
def test_an_id_that_names_nothing(kept, identity, said) -> None:
    error = run(kept, identity).exception
    assert isinstance(error, UsageError)
    assert said in str(error)


def test_an_id_that_fits_several(tmp_path) -> None:
    store = ReportStore(tmp_path / "reports")
    function = report_to_json(make_report())["functions"][0]
    both = [{**function, "winner": {**function["winner"], "id": name}} for name in ("abc1", "abd2")]
    store.put({"functions": both}, started=1.0)
    error = run(tmp_path, "ab").exception
    assert "fits 2 winners: abc1, abd2" in str(error)


def test_nothing_a_candidate_says_becomes_a_line_or_an_escape_sequence_of_ours(tmp_path) -> None:
    report = make_hostile_report()
    ReportStore(tmp_path / "reports").put(report_to_json(report), started=1.0)
    for arguments in ((report.winners[0].candidate.identity,), ("run-1970",), ()):
        told = run(tmp_path, *arguments)
        assert told.exception is None
        assert "\x1b" not in told.output
        assert "\u202e" not in told.output
        body = told.output.partition("\nChange\n")[0]
        assert not any(line.startswith("\\x1b") for line in body.splitlines())


def test_a_report_of_an_earlier_version_is_shown_without_what_it_lacks(tmp_path) -> None:
    timed = {"speedup": 3.0, "low": 2.9, "high": 3.1, "pairs": 20, "p_value": 1e-6, "clock": "CPU"}
    old = {
        "function": "shop:f",
        "file": "shop.py",
        "line": 3,
        "share": 0.5,
        "winner": {
            "id": "abc1",
            "operators": ["x"],
            "evidence": {"tests": 3, "recorded_calls": 9, "confirmation": timed, "notes": []},
        },
    }
    ReportStore(tmp_path / "reports").put(
        {"functions": [old], "target": "shop", "started": "now"}, started=1.0
    )
    told = run(tmp_path, "abc1").output
    assert "3.00x (2.90x to 3.10x)" in told
    assert "Confidence" not in told


def test_the_figures_beside_speed_are_told_on_both_versions_or_why_not(tmp_path) -> None:
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
    told = report_to_json(make_report())
    winner = told["functions"][0]["winner"]
    winner["evidence"]["fitness"] = fitness
    ReportStore(tmp_path / "reports").put(told, started=1.0)
    output = run(tmp_path, winner["id"]).output
    assert "energy          5 mJ -> 1 mJ per call, lower is better; a model" in output
    assert "latency         not measured J per call, lower is better; it died" in output
    assert "100 -> 90" in output
    assert "imports numba" in output
