"""Which calls a candidate has to answer, and what becomes of those that earlier runs recorded."""

from __future__ import annotations

import hashlib
import itertools
import pickle
import random
from contextlib import contextmanager
from dataclasses import replace

import pytest

from ouroboros.arena.equality.call_book import CallBook, open_book
from ouroboros.arena.sandboxing.sandbox import ObservedCalls
from ouroboros.records.evidence import Observation, Outcome
from ouroboros.records.hotspot import RecordedCall
from ouroboros.records.source import GenomeRegion, RegionKind, SourceFile, Span

REGION = GenomeRegion(
    file=SourceFile(path="m.py", module="m", text="def f(n):\n    return n\n"),
    qualname="f",
    kind=RegionKind.FUNCTION,
    span=Span(start=0, end=22, first_line=1, last_line=2),
)


def call(n, origin="workload", *, function="m:f", seconds=0.001, **facts):
    return RecordedCall(
        function=function, payload=pickle.dumps(((n,), {})), origin=origin, seconds=seconds, **facts
    )


class Arms:
    """Stands for a sandbox whose arms answer with ``answers[n]``, or else with ``n``."""

    def __init__(self):
        self.answers = {}
        self.asked = []
        self.varied = []
        self.number = 0
        self.lines = frozenset({1, 2})

    @contextmanager
    def arm(self, _overlay, _modules):
        self.number += 1
        yield Arm(self, self.number)


class Arm:
    load_error = ""

    def __init__(self, arms, number):
        self.arms = arms
        self.number = number

    def kill(self):
        pass

    def vary(self, calls, _wanted):
        self.arms.varied = list(calls)
        return ()

    def observe(self, calls, *, deadline_seconds, trace_file="", expected=()):
        self.arms.asked.append(list(calls))
        observations = []
        for each in calls:
            (n,), _ = pickle.loads(each.payload)
            answer = self.arms.answers.get(n, n)
            if answer is Outcome.LOST or (observations and observations[-1].outcome is Outcome.LOST):
                observations.append(
                    Observation(outcome=Outcome.LOST, reason="cannot be called: no such thing")
                )
                continue
            raised = answer is Outcome.RAISED
            text = f"{answer} {self.number}" if answer == "never the same" else str(answer)
            observations.append(
                Observation(
                    outcome=Outcome.RAISED if raised else Outcome.RETURNED,
                    digest=hashlib.sha256(text.encode()).hexdigest(),
                )
            )
        return ObservedCalls(
            observations=tuple(observations),
            state=Observation(outcome=Outcome.RETURNED, digest="state"),
            lines=self.arms.lines if trace_file else frozenset(),
        )


@pytest.fixture
def arms():
    return Arms()


def opened(arms, *calls, source="m:f", region=REGION, more=()):
    return open_book(
        arms,
        region,
        [(source, calls), *more],
        modules=("m",),
        generated=10,
        rng=random.Random(1),
    )


def numbers(calls):
    return [pickle.loads(call.payload)[0][0] for call in calls]


OWN = [call(n) for n in range(6)]
EARLIER = [call(n, "earlier") for n in range(100, 110)]


def test_calls_of_earlier_runs_are_replayed_after_this_runs_and_count_as_recorded(arms):
    book = opened(arms, *EARLIER[:5], *OWN, *EARLIER[5:])
    assert numbers(book.calls) == [*range(6), *range(100, 110)]
    assert (book.recorded, book.earlier, book.generated) == (16, 10, 0)
    assert book.outdated == ()
    assert set(numbers(arms.varied)) == {*range(6), *range(100, 110)}


def test_only_calls_of_this_run_are_timed(arms):
    book = opened(arms, *OWN, *EARLIER)
    assert set(numbers((*book.screening, *book.confirming))) == set(range(6))
    tests = [replace(each, origin="tests") for each in OWN]
    book = opened(arms, *tests, *EARLIER)
    assert set(numbers((*book.screening, *book.confirming))) == set(range(6))


def test_calls_of_earlier_runs_do_not_warm_up_what_is_timed(arms):
    book = opened(arms, *OWN, *EARLIER)
    others = book.others(book.screening)
    assert set(numbers(others)) == set(range(6)) - set(numbers(book.screening))
    book = opened(arms, *EARLIER)
    assert {*numbers(book.others(book.screening)), *numbers(book.screening)} == set(range(100, 110))


def test_where_there_are_no_others_they_are_timed(arms):
    book = opened(arms, *EARLIER)
    assert isinstance(book, CallBook)
    assert set(numbers((*book.screening, *book.confirming))) <= set(range(100, 110))
    assert book.earlier == book.recorded == 10


@pytest.mark.parametrize("answer", ["never the same", Outcome.RAISED])
def test_what_the_original_answers_otherwise_now_is_put_aside_and_told(arms, answer):
    arms.answers = {103: answer, 107: answer}
    book = opened(arms, *OWN, *EARLIER)
    assert numbers(book.outdated) == [103, 107]
    assert set(numbers(book.calls)) == {*range(6), *range(100, 110)} - {103, 107}
    assert len(book.expected) == len(book.calls)


def test_what_raised_then_has_to_raise_now(arms):
    arms.answers = {100: Outcome.RAISED}
    book = opened(arms, *OWN, call(100, "earlier", raised=True), call(101, "earlier", raised=True))
    assert numbers(book.outdated) == [101]
    assert book.earlier == 1


def test_an_earlier_call_that_ends_the_process_costs_none_of_this_runs(arms):
    arms.answers = {100: Outcome.LOST}
    book = opened(arms, *OWN, *EARLIER)
    assert set(numbers(book.calls)) >= set(range(6))
    assert 100 in numbers(book.outdated)


def test_nothing_of_an_earlier_run_helps_where_this_runs_calls_are_not_repeatable(arms):
    arms.answers = dict.fromkeys(range(6), "never the same")
    assert opened(arms, *OWN, *EARLIER) == "the original does not give the same result twice"


def test_quick_earlier_calls_do_not_stand_in_for_slow_ones(arms):
    slow = [replace(each, seconds=3.0) for each in OWN]
    assert "takes more than" in opened(arms, *slow, *EARLIER)
    assert arms.asked == []


def test_what_earlier_calls_add_to_a_replay_is_bounded(arms):
    many = [call(n, "earlier", seconds=0.05) for n in range(100, 200)]
    large = [
        RecordedCall(
            function="m:f", payload=pickle.dumps(((n,), {}))[:-1] + b"N0" * 500_000 + b".", origin="earlier"
        )
        for n in range(200, 240)
    ]
    slow = [call(n, "earlier", seconds=0.3) for n in range(300, 310)]
    book = opened(arms, *OWN, *many)
    assert book.earlier == 4
    assert opened(arms, *OWN, *slow).earlier == 0
    assert opened(arms, *OWN, *large).earlier <= 8


def test_an_enclosing_function_has_to_reach_the_region_in_this_run(arms):
    above = [replace(each, function="m:g") for each in OWN]
    early = [replace(each, function="m:g") for each in EARLIER]
    arms.lines = frozenset({1})
    assert "do not reach it" in opened(arms, *above, *early, source="m:g")
    arms.lines = frozenset({2})
    book = opened(arms, *above, *early, source="m:g")
    assert (book.through, book.earlier) == ("m:g", 10)


def test_calls_that_cannot_be_repeated_say_why(arms):
    arms.answers = dict.fromkeys(range(6), Outcome.LOST)
    assert opened(arms, *OWN) == (
        "its calls cannot be repeated in the sandbox: cannot be called: no such thing"
    )


def test_what_cannot_have_enough_calls_is_not_made_again_with_invented_ones(arms):
    before = "no tests reach it and only 6 calls could be replayed"
    assert (
        open_book(arms, REGION, [("m:f", OWN)], modules=("m",), generated=10, rng=random.Random(1), least=20)
        == before
    )
    assert len(arms.asked) == 2
    assert isinstance(opened(arms, *OWN), CallBook)


def ticking(monkeypatch, seconds):
    """A clock that goes on by ``seconds`` whenever somebody looks."""
    clock = itertools.count()
    monkeypatch.setattr("ouroboros.arena.equality.call_book.time.perf_counter", lambda: next(clock) * seconds)


@pytest.mark.parametrize(("seconds", "kept"), [(0.004, 200), (0.25, 128), (4.0, 40)])
def test_how_many_large_calls_are_affordable_is_asked_of_a_few(arms, monkeypatch, seconds, kept):
    ticking(monkeypatch, seconds)
    large = [
        RecordedCall(function="m:f", payload=pickle.dumps(((n,), {}))[:-1] + b"N0" * 40_000 + b".")
        for n in range(200)
    ]
    book = opened(arms, *large)
    assert len(arms.asked[0]) == 40
    assert len(book.calls) == kept
    # In two arms each: the few, those that are affordable unless that is known, all with invented ones never.
    assert len(arms.asked) == (2 if kept == 40 else 4)


def test_what_takes_long_to_tell_is_told_in_part(arms, monkeypatch):
    ticking(monkeypatch, 4.0)
    book = opened(arms, *(call(n) for n in range(200)))
    assert len(book.calls) == 40
