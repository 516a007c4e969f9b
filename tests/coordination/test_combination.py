"""Winners that hold alone but not together: which stay, and how many runs that takes."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from ouroboros.coordination import finals
from ouroboros.coordination.finals import combine
from ouroboros.coordination.trials import RegionResult
from ouroboros.records.evidence import Measurement
from ouroboros.records.verdict import FunctionOutcome, WorkloadOutcome
from tests.reporting.conftest import make_hotspot, make_verdict


def outcome(speedup):
    timed = Measurement(speedup=speedup, low=speedup - 0.02, high=speedup + 0.02, pairs=6, p_value=0.02)
    return WorkloadOutcome(before_seconds=1.0, after_seconds=1 / speedup, measurement=timed)


@pytest.fixture
def world(monkeypatch):
    """Winners a, b, c … of files of their own; ``judge`` says of a set of names what the whole gates say."""
    told = SimpleNamespace(asked=[], notes=[], judge=lambda _names: ("", None), left=100.0)

    def stands(_session, _arena, results):
        names = "".join(result.outcome.hotspot.region.qualname for result in results)
        told.asked.append(names)
        why, workload = told.judge(set(names))
        return workload, why

    monkeypatch.setattr(finals, "_stands", stands)

    def combined(names, compiling=""):
        results = []
        for place, name in enumerate(names):
            text = "import numba\n" if name in compiling else "pass\n"
            spot = make_hotspot(path=f"{name}.py", module=name, qualname=name, share=0.5 - place / 100)
            verdict = make_verdict(spot, text)
            results.append(RegionResult(outcome=FunctionOutcome(hotspot=spot, winner=verdict, candidates=1)))
        session = SimpleNamespace(
            say=lambda *_: None, note=told.notes.append, clock=SimpleNamespace(left_seconds=told.left)
        )
        final = combine(session, SimpleNamespace(suite=None), results)
        told.final = final
        return "".join(
            result.outcome.hotspot.region.qualname for result in final.results if result.outcome.winner
        )

    told.combined = combined
    return told


def test_all_that_hold_together_are_asked_once(world) -> None:
    assert world.combined("abcd") == "abcd"
    assert world.asked == ["abcd"]


def test_what_is_noted_of_a_set_that_falls_is_not_told_of_the_one_that_ships(world) -> None:
    def judge(names):
        noted = replace(outcome(0.9 if "b" in names else 2.0), notes=(f"measured with {len(names)}",))
        return "gets slower" if "b" in names else "", noted

    world.judge = judge
    assert world.combined("ab") == "a"
    assert [note for note in world.notes if "measured" in note] == ["measured with 1"]


def test_the_one_that_breaks_the_set_is_found_by_halving(world) -> None:
    world.judge = lambda names: ("breaks" if "c" in names else "", None)
    assert world.combined("abcdefgh") == "abdefgh"
    assert len(world.asked) <= 8
    lost = next(result for result in world.final.results if not result.outcome.winner)
    assert "breaks" in lost.outcome.why_no_winner


def test_two_that_only_break_each_other_keep_the_more_useful_one(world) -> None:
    world.judge = lambda names: ("clash" if {"a", "d"} <= names else "", None)
    assert world.combined("abcd") == "abc"


def test_what_has_to_be_compiled_is_suspected_first(world) -> None:
    world.judge = lambda names: ("slower" if "b" in names else "", None)
    assert world.combined("abcd", compiling="b") == "acd"
    assert world.asked == ["abcd", "acd", "acdb"]


def test_a_part_that_eats_the_gain_of_the_others_stays_out(world) -> None:
    world.judge = lambda names: (
        ("slower", None)
        if len(names) == 3 and not world.asked[1:]
        else ("", outcome(1.0 if "c" in names else 1.4))
    )
    assert world.combined("abc", compiling="c") == "ab"
    assert world.final.workload == outcome(1.4)
    lost = next(result for result in world.final.results if not result.outcome.winner)
    assert "1.400x without it, 1.000x with it" in lost.outcome.why_no_winner


def test_a_whole_that_gains_nothing_is_tried_without_what_has_to_be_compiled(world) -> None:
    world.judge = lambda names: ("", outcome(1.0 if "c" in names else 1.4))
    assert world.combined("abc", compiling="c") == "ab"
    assert world.asked == ["abc", "ab", "abc"]


def test_when_the_budget_is_spent_what_holds_is_enough(world) -> None:
    world.left = 0.0
    world.judge = lambda names: ("slower" if "d" in names else "", None)
    assert world.combined("abcd", compiling="d") == "abc"
    assert world.asked == ["abcd", "abc"]


def test_nothing_left(world) -> None:
    world.judge = lambda _names: ("no", None)
    assert world.combined("ab") == ""
    assert world.final.texts == {}
