"""What the evidence does not show."""

import shlex
from dataclasses import replace

import pytest

from ouroboros.records.evidence import FaultEvidence, Measurement, TestEvidence
from ouroboros.reporting.limits import limits, reproduction, shell

SURE = FaultEvidence(tried=12, noticed=12)


@pytest.fixture
def sound(report):
    """A run with nothing to complain about but what always holds."""
    outcome = report.functions[0]
    evidence = replace(outcome.winner.evidence, sandbox_level="full", faults=SURE)
    calls = replace(outcome.calls, put_aside={})
    outcome = replace(outcome, winner=replace(outcome.winner, evidence=evidence), calls=calls, types=None)
    return replace(report, functions=(outcome,))


def told(report, *, evidence=None, outcome=None, **changes):
    first = replace(report.functions[0], **(outcome or {}))
    winner = replace(first.winner, evidence=replace(first.winner.evidence, **(evidence or {})))
    first = replace(first, winner=winner)
    return limits(first, replace(report, functions=(first,), **changes))


def test_what_always_holds_is_said_of_the_best_evidence_too(sound) -> None:
    found = told(sound)
    assert len(found) == 4
    assert "files it writes" in found[0]
    assert "CPython 3.12.1" in found[2]


def test_every_weakness_is_told_and_only_then(sound) -> None:
    evidence = sound.functions[0].winner.evidence
    calls = sound.functions[0].calls
    environment = sound.environment
    cases = [
        ({"evidence": {"tests": None}}, "no test of the program"),
        ({"evidence": {"tests": replace(evidence.tests, tests=0)}}, "no test of the program"),
        (
            {"evidence": {"tests": replace(evidence.tests, seen_to_reach=0)}},
            "reach it could not be seen",
        ),
        ({"evidence": {"replay": replace(evidence.replay, recorded_calls=3)}}, "only 3 recorded calls"),
        ({"evidence": {"replay": replace(evidence.replay, through="shop:main")}}, "called through shop:main"),
        (
            {"evidence": {"faults": FaultEvidence(tried=10, noticed=5, overlooked=("line 3: < → <=",))}},
            "line 3: < → <=",
        ),
        ({"evidence": {"faults": FaultEvidence(tried=0, noticed=0)}}, "not measured"),
        ({"evidence": {"faults": replace(SURE, sound=False)}}, "not measured"),
        ({"evidence": {"sandbox_level": "landlock"}}, "'landlock'"),
        ({"outcome": {"calls": replace(calls, origins={"workload": 60})}}, "one workload"),
        ({"outcome": {"calls": replace(calls, origins={"tests": 60})}}, "come from the tests"),
        ({"outcome": {"calls": replace(calls, origins={"earlier": 60})}}, "of earlier runs"),
        (
            {"evidence": {"notes": ("60 of 120 sampled calls not kept: TypeError: …",)}},
            "60 of 120 sampled calls",
        ),
        ({"outcome": {"calls": replace(calls, raised=0)}}, "no call ended with an exception"),
        ({"outcome": {"calls": replace(calls, distinct_recorded=2)}}, "only 2 differ"),
        (
            {"outcome": {"calls": replace(calls, put_aside={"not repeatable": 5})}},
            "5 recorded calls were left",
        ),
        ({"outcome": {"calls": replace(calls, fresh_inputs=False)}}, "calls that screening used"),
        ({"workload": None}, "was not run before and after"),
        ({"workload": replace(sound.workload, output_compared=False)}, "never prints the same twice"),
        (
            {"workload": replace(sound.workload, measurement=replace(sound.workload.measurement, pairs=3))},
            "range of 3 pairs",
        ),
        (
            {
                "workload": replace(
                    sound.workload, measurement=replace(sound.workload.measurement, wall_speedup=0.92)
                )
            },
            "ran only 0.92x as fast",
        ),
        ({"environment": replace(environment, load_before=9.0)}, "machine was busy"),
    ]
    for changes, said in cases:
        assert not any(said in each for each in told(sound)), said
        assert any(said in each for each in told(sound, **changes)), said


def test_a_workload_that_gains_nothing_is_no_gain(sound) -> None:
    even = Measurement(speedup=1.01, low=0.98, high=1.04, pairs=6, p_value=0.4)
    found = told(sound, workload=replace(sound.workload, measurement=even))
    assert "not slower, but not proven faster either: 1.01x (0.98x to 1.04x)" in " ".join(found)


def test_kinds_of_arguments_that_were_seen_are_named(sound, report) -> None:
    types = report.functions[0].types
    found = told(sound, outcome={"types": types})
    assert "arguments of other kinds than those seen: left in order: left in order 40, tuple[int] 2" in found


def test_a_winner_without_tests_of_its_own_is_not_called_tested(sound) -> None:
    none = TestEvidence(gate=sound.functions[0].winner.gate, tests=0, reason="no test reaches it by itself")
    assert "no test of the program" in told(sound, evidence={"tests": none})[0]


def test_commands_are_words_of_a_shell(report) -> None:
    assert shell(report).startswith("cd '/home/ada/my shop' && OUROBOROS_ALPHA=0.01 ouroboros evolve shop ")
    narrowed = replace(report, command=(*report.command, "--only", "a:*", "--only", "b:*"))
    words = shlex.split(shell(narrowed, only="shop.stock:f.<locals>.g"))
    assert words.count("--only") == 1
    assert words[-1] == "shop.stock:f.<locals>.g"
    assert "cd" not in shell(replace(report, folder=""))


def test_without_a_known_command_none_is_made_up(report, empty) -> None:
    assert shell(empty) == ""
    assert reproduction(report.functions[1], report) == ()
    assert reproduction(report.functions[0], replace(report, command=())) == ()
    assert [what for what, _ in reproduction(report.functions[0], report)][-1] == "this evidence"
