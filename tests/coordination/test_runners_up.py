"""A champion that is not confirmed: the next best has its turn, at the same gates."""

import random
from dataclasses import replace
from types import SimpleNamespace

import pytest

from ouroboros.config.loading import load_settings
from ouroboros.coordination import finals
from ouroboros.coordination.finals import confirm_winners
from ouroboros.coordination.runners_up import RunnersUp
from ouroboros.coordination.session import BudgetClock, Session, open_store
from ouroboros.coordination.tournament import accepted, lost_candidate
from ouroboros.coordination.trials import RegionResult
from ouroboros.records.evidence import Gate, GateName
from ouroboros.records.verdict import FunctionOutcome, Rejection, Verdict
from tests.coordination.test_tournament import CONTEST, Sandbox, evidence
from tests.reporting.conftest import make_hotspot, make_verdict


@pytest.fixture
def session(tmp_path):
    settings = load_settings(tmp_path, {"state_dir": str(tmp_path)}, {})
    return Session(
        settings=settings,
        workspace=None,
        clock=BudgetClock(100.0),
        environment={},
        rng=random.Random(0),
        store=open_store(settings),
        weights=settings.weights,
    )


def passed(session, *operators, speedup):
    spot = make_hotspot(path="m.py", module="m", qualname="f", share=0.5)
    verdict = make_verdict(spot, f"pass  # {operators}\n")
    seen = evidence(verdict, speedup)
    seen = replace(seen, candidate=replace(seen.candidate, operators=operators), gates=())
    return accepted(session, Sandbox(), CONTEST, seen, None)


@pytest.fixture
def world(session, monkeypatch):
    """A region with a champion and three that it beat; ``confirms`` says which operators hold."""
    told = SimpleNamespace(confirms=set(), asked=[], looked=[], refuses=set())
    champion = passed(session, "keep", speedup=30.0)
    champion = replace(
        champion, evidence=champion.evidence.answered(GateName.FAULTS, Gate.PASSED, "9 of 10 faults")
    )
    others = [
        passed(session, "table", "keep", speedup=20.0),
        passed(session, "table", speedup=3.0),
        passed(session, "local", speedup=1.5),
    ]
    entrants = (champion, *others)

    def look(verdict):
        told.looked.append(verdict.candidate.operators)
        if verdict.candidate.operators[-1] in told.refuses:
            return replace(verdict, gate=Gate.FAILED, rejection=Rejection.DIFFERENT_RESULT)
        return verdict

    def confirmed(_session, _arena, results):
        answers = []
        for result in results:
            winner = result.outcome.winner
            assert winner is not None
            told.asked.append(winner.candidate.operators)
            holds = winner.candidate.operators[-1] in told.confirms
            fallen = finals._dropped(result, Rejection.NOT_CONFIRMED, "fresh processes say 1.0x")
            answers.append(result if holds else fallen)
        return tuple(answers)

    monkeypatch.setattr(finals, "_confirmed", confirmed)
    told.result = RegionResult(
        outcome=FunctionOutcome(
            hotspot=champion.candidate.hotspot,
            winner=champion,
            candidates=4,
            rejected={str(Rejection.BEATEN): 3},
            lost=tuple(map(lost_candidate, others)),
        ),
        runners_up=RunnersUp(entrants=entrants, look=look),
    )
    return told


def final(session, world):
    return confirm_winners(session, None, [world.result])[0].outcome


def test_a_champion_that_holds_is_all_that_is_asked(session, world):
    world.confirms = {"keep", "table"}
    assert final(session, world).winner.candidate.operators == ("keep",)
    assert world.asked == [("keep",)]
    assert not world.looked


def test_the_next_best_of_another_making_takes_its_place(session, world):
    world.confirms = {"table"}
    outcome = final(session, world)
    assert outcome.winner.candidate.operators == ("table",)
    assert world.asked == [("keep",), ("table",)]
    assert world.looked == [("table",)]
    assert outcome.why_no_winner == ""
    assert outcome.rejected == {str(Rejection.BEATEN): 2, str(Rejection.NOT_CONFIRMED): 1}
    assert ("table",) not in [each.operators for each in outcome.lost]
    assert ("keep",) in [each.operators for each in outcome.lost]
    told = {each.gate: each.told for each in outcome.winner.evidence.gates}
    assert told[GateName.FAULTS] == "9 of 10 faults"
    assert "next best" in told[GateName.BEST]


def test_one_that_does_not_stand_the_last_look_is_passed_over(session, world):
    world.confirms, world.refuses = {"table", "local"}, {"table"}
    assert final(session, world).winner.candidate.operators == ("local",)
    assert world.looked == [("table",), ("local",)]


def test_there_is_one_second_chance_and_none_without_time(session, world):
    outcome = final(session, world)
    assert outcome.winner is None
    assert world.asked == [("keep",), ("table",)]
    assert "fresh processes" in outcome.why_no_winner
    world.asked.clear()
    session.clock.budget_seconds = 0.0
    assert final(session, world).winner is None
    assert world.asked == [("keep",)]


def test_without_rivals_nobody_takes_its_place(session, world):
    lonely = replace(world.result, runners_up=replace(world.result.runners_up, entrants=()))
    assert confirm_winners(session, None, [lonely])[0].outcome.winner is None
    assert isinstance(lonely.outcome.winner, Verdict)


def test_only_what_stands_keeps_time_back_for_the_finals():
    now = [0.0]
    clock = BudgetClock(100.0, now=lambda: now[0])
    clock.reserved_seconds = 40.0
    assert clock.search_seconds == 75.0
    clock.reserve(5.0)
    assert clock.search_seconds == 55.0
    clock.reserve(50.0)
    assert clock.search_seconds == 50.0
    now[0] = 60.0
    assert not clock.searching
