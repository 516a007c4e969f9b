"""The tournament where the loop holds it: who is mutated on, who is beaten, who is dropped at the end."""

import random
from collections import Counter
from dataclasses import replace
from types import SimpleNamespace

import pytest

from ouroboros.arena.equality.batching import AdaptiveBatcher
from ouroboros.arena.equality.replay import Agreement
from ouroboros.arena.timing.benchmark import Confirmation
from ouroboros.coordination import candidate_trial, finals, trials
from ouroboros.records.evidence import Gate, Measurement, ReplayEvidence
from ouroboros.records.fitness import ObjectiveScore
from ouroboros.records.verdict import FunctionOutcome, Rejection, Verdict
from tests.reporting.test_fitness import fitness

PLAN = SimpleNamespace(modules={"shop.stock": "shop/stock.py"})


def scored(verdict, name, performance, security=100.0, *, speedup=2.0):
    timed = Measurement(speedup=speedup, low=speedup, high=speedup, pairs=8, p_value=0.001)
    candidate = replace(verdict.candidate, operators=(name,), text=f"{verdict.candidate.text}# {name}\n")
    scores = ObjectiveScore(performance=performance, power=performance, security=security)
    evidence = replace(
        verdict.evidence, candidate=candidate, screening=timed, fitness=fitness(), objectives=scores
    )
    return replace(verdict, evidence=evidence)


@pytest.fixture
def session():
    return SimpleNamespace(
        clock=SimpleNamespace(searching=True),
        settings=SimpleNamespace(seed=0, minimum_speedup=1.02, memory_growth=4.0, minimum_security=25.0),
        weights=ObjectiveScore(performance=0, power=0, security=0).weights,
        store=None,
        best="",
        rng=random.Random(0),
        funnel={"confirmed": 0},
        say=lambda *_told: None,
        note=lambda _told: None,
        wait_until_calm=lambda _what: None,
    )


def held(monkeypatch, session, generations, *, refused=(), of_rivals=None):
    """Hold a tournament; each generation is a list of verdicts by the name of their candidate.

    The last look at a champion refuses those that are named so. ``of_rivals``: children of other candidates.
    """
    verdicts = {each.candidate.operators[0]: each for generation in generations for each in generation}
    monkeypatch.setattr(trials, "recall", lambda *_asked: None)
    monkeypatch.setattr(
        trials,
        "_replayed",
        lambda _session, _arena, _book, candidates, _known, _kinds: {
            each.identity: ReplayEvidence(gate=Gate.PASSED) for each in candidates
        },
    )
    monkeypatch.setattr(
        trials,
        "stand_trial",
        lambda _session, _arena, _book, trial, _known: verdicts[trial.candidate.operators[0]],
    )
    waiting = [[each.candidate for each in generation] for generation in generations]
    mutated = []

    def mutate(parent, *, partners, only_partners):
        if only_partners:
            rivals.append((parent.operators[0], sorted(partners)))
            return children.get(parent.operators[0], ())
        mutated.append(parent.operators[0])
        return waiting.pop(0) if waiting else ()

    def look(verdict):
        looked.append(verdict.candidate.operators[0])
        if looked[-1] not in refused:
            return verdict
        rejection = Rejection.DIFFERENT_RESULT
        return Verdict(evidence=verdict.evidence, gate=Gate.FAILED, rejection=rejection, reason="f(3)")

    looked, kept, rivals = [], [], []
    children = {name: [each.candidate for each in found] for name, found in (of_rivals or {}).items()}
    verdicts |= {each.candidate.operators[0]: each for found in (of_rivals or {}).values() for each in found}
    monkeypatch.setattr(
        candidate_trial, "remember", lambda _store, verdict: kept.append(verdict.candidate.operators[0])
    )
    first = waiting.pop(0)
    arena = SimpleNamespace(level="full", plan=PLAN)
    told = trials._tournament(session, arena, None, first, mutated=mutate, look=look)
    return SimpleNamespace(
        best=told.best.candidate.operators[0] if told.best else None,
        entrants=[each.candidate.operators[0] for each in told.entrants],
        tried=told.tried,
        beaten=told.rejected[str(Rejection.BEATEN)],
        rejected=told.rejected,
        lost=[(each.operators[0], each.rejection) for each in told.lost],
        mutated=mutated,
        rivals=rivals,
        lineage=[each.operators[0] for each in told.lineage],
        attempts={each.operator: (each.tried, each.passed) for each in told.attempts},
        looked=looked,
        kept=kept,
    )


@pytest.fixture
def verdict(report):
    return report.winners[0]


def test_the_best_weighted_candidate_is_mutated_on_not_the_fastest(monkeypatch, session, verdict):
    fast = scored(verdict, "fast", 80.0, security=30.0, speedup=5.0)
    sound = scored(verdict, "sound", 70.0, security=95.0, speedup=3.3)
    told = held(monkeypatch, session, [[fast, sound]])
    assert (told.best, told.mutated, told.beaten) == ("sound", ["sound"], 1)
    assert told.entrants == ["fast", "sound"]
    assert told.lost == [("fast", "beaten by another candidate")]


def test_what_gained_apart_is_tried_together_from_either_side(monkeypatch, session, verdict):
    best, rival, slow = (
        scored(verdict, name, points) for name, points in (("a", 80.0), ("b", 70.0), ("c", 9.0))
    )
    child = scored(verdict, "b+a", 90.0)
    grown = replace(child.candidate, parents=(rival.candidate.identity,))
    child = replace(child, evidence=replace(child.evidence, candidate=grown))
    slow = Verdict(evidence=slow.evidence, gate=Gate.FAILED, rejection=Rejection.NOT_FASTER)
    told = held(monkeypatch, session, [[best, rival, slow]], of_rivals={"b": [child]})
    assert (told.best, told.lineage) == ("b+a", ["b"])
    assert told.rivals == [("b", ["a", "b"])]
    assert told.attempts == {"a": (1, 1), "b": (1, 1), "b+a": (1, 1), "c": (1, 0)}


def test_no_candidate_is_judged_twice(monkeypatch, session, verdict):
    parent = scored(verdict, "parent", 60.0)
    told = held(monkeypatch, session, [[parent], [parent]])
    assert (told.best, told.tried, told.mutated) == ("parent", 1, ["parent"])


def test_a_better_child_takes_its_parents_place(monkeypatch, session, verdict):
    parent, child = scored(verdict, "parent", 60.0), scored(verdict, "child", 80.0)
    told = held(monkeypatch, session, [[parent], [child]])
    assert (told.best, told.tried, told.beaten) == ("child", 2, 1)


def test_a_child_that_is_faster_but_worth_less_is_beaten_and_ends_the_search(monkeypatch, session, verdict):
    parent = scored(verdict, "parent", 60.0)
    child = scored(verdict, "child", 65.0, security=40.0)
    told = held(monkeypatch, session, [[parent], [child], [scored(verdict, "never", 99.0)]])
    assert (told.best, told.mutated, told.beaten, told.tried) == ("parent", ["parent"], 1, 2)


def test_who_is_below_the_criteria_does_not_enter(monkeypatch, session, verdict):
    below = scored(verdict, "below", 99.0)
    below = Verdict(evidence=below.evidence, gate=Gate.FAILED, rejection=Rejection.NOT_ACCEPTABLE)
    told = held(monkeypatch, session, [[below, scored(verdict, "sound", 50.0)]])
    assert (told.best, told.entrants) == ("sound", ["sound"])
    assert told.rejected["below the acceptance criteria"] == 1
    assert told.lost == [("below", "below the acceptance criteria")]


def test_a_champion_that_does_not_stand_the_last_look_makes_way_for_the_next(monkeypatch, session, verdict):
    best, second, third = (scored(verdict, str(points), points) for points in (80.0, 70.0, 60.0))
    told = held(monkeypatch, session, [[third, best, second]], refused=("80.0",))
    assert (told.best, told.looked, told.mutated) == ("70.0", ["80.0", "70.0"], ["70.0"])
    assert told.entrants == ["60.0", "70.0"]
    assert (told.beaten, told.rejected["different result"], told.kept) == (1, 1, ["80.0"])
    assert told.lost == [("60.0", "beaten by another candidate"), ("80.0", "different result")]


def test_where_nobody_stands_it_there_is_no_winner(monkeypatch, session, verdict):
    told = held(monkeypatch, session, [[scored(verdict, "only", 80.0)]], refused=("only",))
    assert (told.best, told.entrants, told.mutated, told.beaten) == (None, [], [], 0)
    assert told.rejected["different result"] == 1


def test_a_refused_child_leaves_its_parent_the_place(monkeypatch, session, verdict):
    parent, child = scored(verdict, "parent", 60.0), scored(verdict, "child", 80.0)
    told = held(monkeypatch, session, [[parent], [child]], refused=("child",))
    assert (told.best, told.entrants, told.beaten) == ("parent", ["parent"], 0)


@pytest.mark.parametrize("remembered", [False, True])
def test_who_cheats_by_its_text_never_runs_whatever_is_remembered(monkeypatch, session, verdict, remembered):
    cheat = f"import os\n{verdict.candidate.text}print(os.getpid())\n"
    candidate = replace(verdict.candidate, text=cheat)
    earlier = Verdict(evidence=replace(verdict.evidence, candidate=candidate), gate=Gate.PASSED)
    monkeypatch.setattr(trials, "recall", lambda *_asked: earlier if remembered else None)
    kept = []
    monkeypatch.setattr(candidate_trial, "remember", lambda _store, judged: kept.append(judged))
    for module, runs in ((trials, "replayed"), (candidate_trial, "calibrated"), (candidate_trial, "screen")):
        monkeypatch.setattr(module, runs, lambda *_asked, **_how: pytest.fail("it ran"))
    session.batcher = AdaptiveBatcher()
    session.clock.search_seconds = 60.0
    session.funnel |= {"candidates": 0, "same results": 0, "faster": 0, "tests pass": 0}
    arena = SimpleNamespace(
        level="full", plan=PLAN, suite=None, sandbox=SimpleNamespace(end_arms=lambda: None)
    )
    book = SimpleNamespace(region=candidate.region)
    told = trials._tournament(
        session, arena, book, [candidate], mutated=lambda _: (), look=lambda looked: looked
    )
    assert (told.best, told.tried, kept) == (None, 1, [])
    assert told.rejected == {"below the acceptance criteria": 1}
    assert session.funnel["tests pass"] == 0


@pytest.mark.parametrize("rejection", [None, Rejection.NOT_ACCEPTABLE])
def test_a_confirmed_winner_is_measured_once_and_dropped_when_it_falls_short(
    monkeypatch, session, verdict, rejection
):
    timed = Measurement(speedup=3.0, low=2.9, high=3.1, pairs=20, p_value=1e-6, decided=Gate.PASSED)
    measured = []

    def judge(_session, _sandbox, contest, winner):
        measured.append((contest, winner.evidence.confirmation))
        evidence = replace(winner.evidence, fitness=fitness())
        gate = Gate.FAILED if rejection else Gate.PASSED
        return Verdict(evidence=evidence, gate=gate, rejection=rejection, reason="it needs 500 MiB")

    monkeypatch.setattr(finals, "agree", lambda *_asked: Agreement(largest=3e-10))
    monkeypatch.setattr(finals, "_final_contest", lambda *_asked: SimpleNamespace(candidate={}))
    monkeypatch.setattr(finals, "confirm", lambda *_a, **_k: (Confirmation(measurement=timed),))
    monkeypatch.setattr(finals, "finally_accepted", judge)
    session.settings.confirmation_pairs, session.settings.minimum_speedup = 20, 1.02
    replay = replace(verdict.evidence.replay, largest_float_difference=1e-10)
    verdict = replace(verdict, evidence=replace(verdict.evidence, replay=replay))
    outcome = FunctionOutcome(hotspot=verdict.candidate.hotspot, winner=verdict, candidates=3)
    result = trials.RegionResult(outcome=outcome, book=SimpleNamespace(fresh_inputs=True, calls=()))

    class Fresh:
        def __enter__(self):
            return self

        def __exit__(self, *_error):
            pass

    arena = SimpleNamespace(sandbox=None, fresh=lambda *_a, **_k: Fresh())
    (told,) = finals.confirm_winners(session, arena, [result])
    assert [confirmation for _, confirmation in measured] == [timed]
    if rejection is None:
        assert told.outcome.winner.evidence.fitness == fitness()
        # The larger one of this replay and that under another hash seed.
        assert told.outcome.winner.evidence.replay.largest_float_difference == 3e-10
        assert session.funnel["confirmed"] == 1
    else:
        assert told.outcome.winner is None
        assert "500 MiB" in told.outcome.why_no_winner
        assert told.outcome.rejected["below the acceptance criteria"] == 1


def test_without_a_winner_no_interpreter_is_started_to_confirm_one(session, verdict) -> None:
    outcome = FunctionOutcome(hotspot=verdict.candidate.hotspot, winner=None, candidates=3)
    results = (trials.RegionResult(outcome=outcome), trials.RegionResult(outcome=outcome))
    assert finals.confirm_winners(session, SimpleNamespace(), results) == results
    assert finals.confirm_winners(session, SimpleNamespace(), ()) == ()


def test_a_region_whose_candidates_had_no_time_is_told_so(monkeypatch, session, verdict) -> None:
    """Not that there were none."""
    nothing = trials._Tournament(
        best=None, entrants=[], tried=0, rejected=Counter(), lost=(), lineage=(), attempts=()
    )
    book = SimpleNamespace(calls=range(trials.LEAST_CALLS))
    for name, answer in {
        "worthwhile": frozenset(),
        "open_book": book,
        "counterexamples": SimpleNamespace(calls=lambda _name: ()),
        "forget_outdated": None,
        "kinds_of": (),
        "_tournament": nothing,
    }.items():
        monkeypatch.setattr(trials, name, lambda *_a, _answer=answer, **_k: _answer)
    region = verdict.candidate.region
    hot = SimpleNamespace(types={}, sources=lambda _region: [], import_name=lambda _region: "m")
    session.clock = SimpleNamespace(searching=True)
    session.settings.float_tolerance = None
    told = trials.evolve_region(
        session,
        SimpleNamespace(suite=None, sandbox=None),
        SimpleNamespace(ambiguous=()),
        hot,
        trials.Proposal(hotspot=verdict.candidate.hotspot, candidates=(verdict.candidate,)),
        frozenset(),
    )
    assert told.outcome.hotspot.region is region
    assert told.outcome.why_no_winner == "the budget was spent before its turn"
