"""Which functions symbolic execution is asked about, when, and what its answer makes of a champion."""

import pickle
from dataclasses import replace
from types import SimpleNamespace

import pytest

from ouroboros.arena.equality.symbolic import SymbolicSearch
from ouroboros.coordination import symbolic_trial
from ouroboros.coordination.symbolic_trial import examined, question_about
from ouroboros.genome.source_tree import SourceGenome
from ouroboros.records.candidate import MutationCandidate, MutationSeverity, RefactoringOp, Risk
from ouroboros.records.evidence import Difference, Evidence, Gate, ReplayEvidence
from ouroboros.records.hotspot import Hotspot, RecordedCall, TypeProfile
from ouroboros.records.verdict import Rejection, Verdict

TYPES = TypeProfile(parameters={"n": {"int": 9}, "text": {"str": 9}, "what": {"shop.Line": 9}})
PLAIN = "LIMIT = 7\n\ndef f(n):\n    return n * LIMIT\n"


def made(folder, before, after, name="f"):
    (folder / "m.py").write_text(before, encoding="utf-8")
    genome = SourceGenome.read(folder, folder)
    spot = Hotspot(region=genome.region(f"m:{name}"), self_share=1.0, cumulative_share=1.0, samples=9)
    candidate = MutationCandidate(
        hotspot=spot,
        text=after,
        operators=("by hand",),
        categories=(RefactoringOp.STRENGTH_REDUCTION,),
        severity=MutationSeverity.MINOR,
        risk=Risk.LOW,
    )
    return genome, candidate


def asked(folder, before, after="", name="f", types=TYPES):
    return question_about(*made(folder, before, after or f"{before}# more\n", name), types)


def test_both_versions_come_with_what_they_need(tmp_path):
    question = asked(tmp_path, PLAIN, PLAIN.replace("n * LIMIT", "LIMIT * n"))
    assert question.function == "f"
    assert "LIMIT = 7" in question.before
    assert "return n * LIMIT" in question.before
    assert "return LIMIT * n" in question.after
    assert question.signature == "def question(n: int) -> None: ...\n"


def test_methods_of_plain_arguments_are_no_doubt(tmp_path):
    question = asked(tmp_path, "def f(text, *, n=1):\n    return text.strip() * n\n")
    assert question.signature == "def question(text: str, *, n: int) -> None: ...\n"


@pytest.mark.parametrize(
    ("text", "name", "why"),
    [
        ("def f(n):\n    print(n)\n", "f", "I/O"),
        ("SEEN = []\ndef f(n):\n    SEEN.append(n)\n    return len(SEEN)\n", "f", "writes globals"),
        ("import random\ndef f(n):\n    return random.random()\n", "f", "randomness"),
        ("def f(n):\n    yield n\n", "f", "yields"),
        (
            "import functools\n@functools.cache\ndef f(n):\n    return n\n",
            "f",
            "decorated with functools.cache",
        ),
        ("class A:\n    def f(self, n):\n        return n\n", "A.f", "not a function of a module"),
        ("def g():\n    def f(n):\n        return n\n    return f\n", "g.<locals>.f", "not a function"),
        ("def f(*n):\n    return n\n", "f", "any number of arguments"),
        ("def f():\n    return 1\n", "f", "no parameters"),
        ("def f(unseen):\n    return unseen\n", "f", "unseen: its type was never seen"),
        ("def f(what):\n    return what\n", "f", "what: shop.Line is no plain type"),
        ("import numpy\ndef f(n):\n    return numpy.abs(n)\n", "f", "it needs numpy"),
    ],
)
def test_what_does_not_lend_itself_to_it_is_said(tmp_path, text, name, why):
    assert why in asked(tmp_path, text, name=name)


def test_a_rewrite_that_needs_more_than_the_original_is_not_asked_about(tmp_path):
    compiled = "from numba import njit\n\n@njit\ndef g(n):\n    return n * 7\n\ndef f(n):\n    return g(n)\n"
    assert "numba" in asked(tmp_path, PLAIN, compiled)


def test_a_rewrite_that_keeps_state_is_not_asked_about(tmp_path):
    genome, candidate = made(tmp_path, PLAIN, f"{PLAIN}# more\n")
    assert "state" in question_about(genome, replace(candidate, keeps_state=True), TYPES)


def test_helpers_of_rewrites_are_no_doubt(tmp_path):
    helped = (
        "_plain = frozenset({int, str})\n\ndef _kinds(items):\n    kinds = set(map(type, items))\n"
        "    return kinds if kinds <= _plain else set()\n\n"
        "def f(text):\n    return text.upper() if _kinds(text) else text.upper()\n"
    )
    assert "_plain = " in asked(tmp_path, "def f(text):\n    return text.upper()\n", helped).after


@pytest.fixture
def session():
    return SimpleNamespace(
        settings=SimpleNamespace(symbolic_seconds=4.0),
        clock=SimpleNamespace(search_seconds=100.0),
        say=lambda *_told: None,
    )


@pytest.fixture
def champion(tmp_path):
    genome, candidate = made(tmp_path, PLAIN, PLAIN.replace("n * LIMIT", "LIMIT * n"))
    evidence = Evidence(candidate=candidate, sandbox_level="full")
    call = RecordedCall(function="m:f", payload=pickle.dumps(((1,), {})))
    return SimpleNamespace(
        genome=genome,
        book=SimpleNamespace(through="", calls=(call,)),
        verdict=Verdict(evidence=evidence, gate=Gate.PASSED),
        call=call,
    )


@pytest.fixture
def looked(monkeypatch, session, champion):
    """Examine the champion; the search and the replay answer as told."""

    def look(replay=None, installed="1.0", **found):
        kept = []
        answer = SymbolicSearch(calls=(champion.call,), paths=3, exhausted=True, **found)
        monkeypatch.setattr(symbolic_trial, "crosshair_version", lambda: installed)
        monkeypatch.setattr(symbolic_trial, "search", lambda *_a, **_k: answer)
        monkeypatch.setattr(symbolic_trial, "challenged", lambda *_a, **_k: replay)
        monkeypatch.setattr(symbolic_trial, "keep_caught", lambda *told: kept.append(told[-1].counterexample))
        arena = SimpleNamespace(plan=None, sandbox=None)
        told = examined(session, arena, champion.genome, champion.book, TYPES, champion.verdict)
        return told, kept

    return look


def test_a_call_that_really_differs_refuses_the_champion_and_is_kept(looked, champion):
    parted = Difference(call="symbolic call 1 of m:f", expected="returned 7", got="returned 8")
    replay = ReplayEvidence(
        gate=Gate.FAILED,
        difference=parted,
        counterexample=champion.call,
        reason="differs on symbolic call 1 of m:f: f(1)",
    )
    told, kept = looked(replay)
    assert (told.gate, told.rejection) == (Gate.FAILED, Rejection.DIFFERENT_RESULT)
    assert told.reason == replay.reason == told.evidence.symbolic.in_words
    assert told.evidence.symbolic.difference is parted
    assert kept == [champion.call]


def test_calls_that_agree_are_more_evidence(looked):
    told, kept = looked(ReplayEvidence(gate=Gate.PASSED, generated_calls=5))
    assert told.gate is Gate.PASSED
    words = "5 suggested calls agree; CrossHair says it explored 3 paths and knows no others"
    assert told.evidence.symbolic.in_words == words
    assert kept == [None]


def test_what_could_not_be_compared_refuses_nobody_and_says_why(looked):
    told, _ = looked(ReplayEvidence(gate=Gate.UNKNOWN, reason="no calls"), trouble="it crashed")
    assert (told.gate, told.rejection) == (Gate.PASSED, None)
    assert told.evidence.symbolic.gate is Gate.UNKNOWN
    assert told.evidence.symbolic.in_words == "not compared: it crashed; no calls"


def test_it_is_left_out_where_there_is_no_crosshair(looked):
    told, _ = looked(installed="")
    assert told.gate is Gate.PASSED
    assert "not installed" in told.evidence.symbolic.in_words


def test_it_is_left_out_when_the_budget_is_nearly_spent_or_the_user_wants_none(looked, session, champion):
    session.clock.search_seconds = 11.0
    assert "budget" in looked()[0].evidence.symbolic.reason
    session.clock.search_seconds, session.settings.symbolic_seconds = 100.0, 0.0
    assert "is 0" in looked()[0].evidence.symbolic.reason
    session.settings.symbolic_seconds = 4.0
    champion.book.through = "m:main"
    assert "m:main" in looked()[0].evidence.symbolic.reason


def test_nobody_is_looked_at_twice(looked, champion):
    told, _ = looked(ReplayEvidence(gate=Gate.PASSED, generated_calls=5))
    champion.verdict = told
    again, _ = looked(replace(ReplayEvidence(gate=Gate.FAILED), reason="never asked"))
    assert again is told
