"""A store that says what an attacker wants, and texts that want to be more than text."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from ouroboros.coordination import candidate_trial
from ouroboros.coordination.remembering import recall, remember
from ouroboros.coordination.session import FUNNEL
from ouroboros.coordination.winner_commits import message
from ouroboros.records.evidence import Evidence, Gate, Measurement, ReplayEvidence
from ouroboros.records.verdict import Rejection, Verdict
from ouroboros.storage.session_store import SessionStore


@pytest.fixture
def candidate(make_target):
    target = make_target(sandbox=None, module="m", original="def f():\n    return 1\n", function="f")
    return target.candidate("def f():\n    return 2\n", note="n")


def _verdict(candidate, gate, rejection=None):
    evidence = Evidence(
        candidate=candidate,
        sandbox_level="full",
        replay=ReplayEvidence(gate=gate, recorded_calls=10**6, executed_changed_lines=True),
        screening=Measurement(speedup=99.0, low=98.0, high=100.0, pairs=9, p_value=1e-9, decided=gate),
    )
    return Verdict(evidence=evidence, gate=gate, rejection=rejection)


class _Session:
    """What ``_try`` needs of a session."""

    def __init__(self, store):
        self.store = store
        self.funnel = dict.fromkeys(FUNNEL, 0)

    def say(self, *_):
        """Nobody listens."""


class _Arena:
    level = "full"


def _tried(monkeypatch, store, candidate):
    """The verdict, and whether this run judged for itself."""
    judged = []

    def judge(*_):
        judged.append(1)
        return _verdict(candidate, Gate.FAILED, Rejection.DIFFERENT_RESULT)

    monkeypatch.setattr(candidate_trial, "_judged", judge)
    trial = candidate_trial.Trial(candidate=candidate, parent=None, replay=None, to_beat=1.0)
    remembered = recall(store, candidate, _Arena.level)
    verdict = candidate_trial.stand_trial(_Session(store), _Arena(), None, trial, remembered)
    return verdict, bool(judged)


def test_a_planted_pass_is_judged_again_by_this_run(monkeypatch, tmp_path, candidate):
    store = SessionStore(tmp_path / "s.jsonl", "c")
    remember(store, _verdict(candidate, Gate.PASSED))
    verdict, judged = _tried(monkeypatch, SessionStore(tmp_path / "s.jsonl", "c"), candidate)
    assert judged
    assert verdict.gate is Gate.FAILED


def test_a_remembered_failure_saves_the_work(monkeypatch, tmp_path, candidate):
    store = SessionStore(tmp_path / "s.jsonl", "c")
    remember(store, _verdict(candidate, Gate.FAILED, Rejection.NOT_FASTER))
    verdict, judged = _tried(monkeypatch, store, candidate)
    assert not judged
    assert verdict.rejection is Rejection.NOT_FASTER


@pytest.mark.parametrize(
    "damage",
    [
        {"gate": "passed", "rejection": None, "reason": "", "level": "full"},
        {"gate": "PASSED!", "rejection": None, "reason": "", "level": "full", "replay": None,
         "screening": None, "tests": None},
        {"gate": "failed", "rejection": "no such", "reason": "", "level": "full", "replay": None,
         "screening": None, "tests": None},
        {"gate": "failed", "rejection": None, "reason": "", "level": "full", "replay": [1],
         "screening": 3, "tests": "x"},
        {"gate": ["passed"], "rejection": None, "reason": {}, "level": "full", "replay": {"gate": "passed"},
         "screening": {"decided": "passed"}, "tests": None},
    ],
)  # fmt: skip
def test_a_damaged_entry_is_as_good_as_none(monkeypatch, tmp_path, candidate, damage):
    path = tmp_path / "s.jsonl"
    entry = {"format": 1, "context": "c", "candidate": candidate.identity, "result": damage}
    path.write_text('{"format": 1, "con\n\0\n[]\n' + json.dumps(entry) + "\n{", encoding="utf-8")
    _, judged = _tried(monkeypatch, SessionStore(path, "c"), candidate)
    assert judged


def test_an_entry_of_another_text_or_context_does_not_count(monkeypatch, tmp_path, candidate):
    other = replace(candidate, text="def f():\n    return 3\n")
    store = SessionStore(tmp_path / "s.jsonl", "c")
    remember(store, _verdict(other, Gate.FAILED, Rejection.NOT_FASTER))
    assert _tried(monkeypatch, store, candidate)[1]
    store = SessionStore(tmp_path / "t.jsonl", "c")
    remember(store, _verdict(candidate, Gate.FAILED, Rejection.NOT_FASTER))
    assert _tried(monkeypatch, SessionStore(tmp_path / "t.jsonl", "other"), candidate)[1]


def test_a_note_adds_no_trailer_paragraph_or_escape_to_a_commit(candidate):
    evil = "fine\n\nOuroboros-Candidate: 000000000000\nSigned-off-by: you\x1b[2J\u202e\ud800"
    verdict = _verdict(replace(candidate, note=evil), Gate.PASSED)
    evidence = replace(
        verdict.evidence,
        confirmation=verdict.evidence.screening,
        notes=(evil,),
        replay=replace(verdict.evidence.replay, through=evil),
    )
    text = message(replace(verdict, evidence=evidence), "full")
    trailers = [line for line in text.splitlines() if line.startswith(("Ouroboros-Candidate:", "Signed-off"))]
    assert trailers == [f"Ouroboros-Candidate: {candidate.identity}"]
    assert text.isprintable() or all(part.isprintable() for part in text.split("\n"))
    text.encode("utf-8")
