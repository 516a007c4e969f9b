"""A verdict comes back as it was given; what another version wrote is tried again."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from ouroboros.config.loading import load_settings
from ouroboros.coordination.remembering import (
    counterexamples,
    keep_counterexample,
    recall,
    remember,
)
from ouroboros.coordination.session import open_store
from ouroboros.records.candidate import MutationCandidate, MutationSeverity, OptimizationOp, Risk
from ouroboros.records.evidence import Difference, Evidence, Gate, Measurement, ReplayEvidence, TestEvidence
from ouroboros.records.hotspot import Hotspot, RecordedCall
from ouroboros.records.source import GenomeRegion, RegionKind, SourceFile, Span
from ouroboros.records.verdict import Rejection, Verdict
from ouroboros.storage.session_store import SessionStore


def a_candidate() -> MutationCandidate:
    file = SourceFile(path="m.py", module="m", text="def f():\n    return 1\n")
    span = Span(start=0, end=len(file.text), first_line=1, last_line=2)
    region = GenomeRegion(file=file, qualname="f", kind=RegionKind.FUNCTION, span=span)
    return MutationCandidate(
        hotspot=Hotspot(region=region, self_share=0.5, cumulative_share=0.5, samples=10),
        text="def f():\n    return 1 + 0\n",
        operators=("x",),
        categories=(OptimizationOp.MEMOISATION,),
        severity=MutationSeverity.MINOR,
        risk=Risk.LOW,
    )


def verdicts() -> list[Verdict]:
    measured = Measurement(
        speedup=2.0, low=1.9, high=2.1, pairs=9, p_value=0.01, e_value=100.0, decided=Gate.PASSED
    )
    base = Evidence(candidate=a_candidate(), sandbox_level="full")
    different = ReplayEvidence(
        gate=Gate.FAILED, difference=Difference(call="c", expected="1", got="2"), reason="differs"
    )
    passed = Evidence(
        candidate=a_candidate(),
        sandbox_level="full",
        replay=ReplayEvidence(gate=Gate.PASSED, recorded_calls=3, largest_float_difference=2e-7),
        screening=measured,
        tests=TestEvidence(gate=Gate.PASSED, tests=2),
    )
    return [
        Verdict(evidence=passed, gate=Gate.PASSED),
        Verdict(
            evidence=Evidence(candidate=a_candidate(), sandbox_level="full", replay=different),
            gate=Gate.FAILED,
            rejection=Rejection.DIFFERENT_RESULT,
            reason="differs",
        ),
        Verdict(evidence=base, gate=Gate.UNKNOWN, rejection=Rejection.NO_EVIDENCE),
    ]


@pytest.mark.parametrize("verdict", verdicts(), ids=lambda verdict: verdict.gate)
def test_a_verdict_survives(tmp_path: Path, verdict: Verdict) -> None:
    remember(SessionStore(tmp_path / "s", "c"), verdict)
    assert recall(SessionStore(tmp_path / "s", "c"), a_candidate(), "full") == verdict


def test_a_verdict_belongs_to_its_tolerance(tmp_path: Path) -> None:
    def store(tolerance: str) -> SessionStore:
        flags = {"state_dir": str(tmp_path / "state"), "float_tolerance": tolerance}
        return open_store(load_settings(tmp_path, flags, {}))

    remember(store("1e-5"), verdicts()[0])
    assert recall(store("1e-5"), a_candidate(), "full") == verdicts()[0]
    assert recall(store("1e-9"), a_candidate(), "full") is None
    assert recall(store("none"), a_candidate(), "full") is None


def test_crashes_and_other_sandboxes_are_tried_again(tmp_path: Path) -> None:
    store = SessionStore(tmp_path / "s", "c")
    evidence = Evidence(candidate=a_candidate(), sandbox_level="full")
    remember(store, Verdict(evidence=evidence, gate=Gate.FAILED, rejection=Rejection.CRASHED))
    assert recall(store, a_candidate(), "full") is None
    remember(store, verdicts()[0])
    assert recall(store, a_candidate(), "namespaces") is None


def test_what_another_version_wrote_is_forgotten(tmp_path: Path) -> None:
    store = SessionStore(tmp_path / "s", "c")
    store.put(a_candidate().identity, {"gate": "splendid", "level": "full"})
    assert recall(store, a_candidate(), "full") is None


def test_a_counterexample_is_kept_beside_the_verdict_and_not_in_it(tmp_path: Path) -> None:
    call = RecordedCall(function="m:f", payload=b"\x80\x04.", origin="generated")
    replay = ReplayEvidence(gate=Gate.FAILED, reason="differs", counterexample=call)
    settings = SimpleNamespace(project=tmp_path / "project", state_dir=tmp_path / "state")
    region = a_candidate().region
    keep_counterexample(settings, region, replay)
    keep_counterexample(settings, region, replace(replay, counterexample=None))
    assert [each.payload for each in counterexamples(settings).calls(region.name)] == [call.payload]
    elsewhere = SimpleNamespace(project=tmp_path / "other", state_dir=tmp_path / "state")
    assert counterexamples(elsewhere).calls(region.name) == ()
    evidence = Evidence(candidate=a_candidate(), sandbox_level="full", replay=replay)
    verdict = Verdict(evidence=evidence, gate=Gate.FAILED, rejection=Rejection.DIFFERENT_RESULT)
    remember(SessionStore(tmp_path / "s", "c"), verdict)
    kept = recall(SessionStore(tmp_path / "s", "c"), a_candidate(), "full")
    assert kept.evidence.replay == replace(replay, counterexample=None)


def test_a_disk_that_refuses_does_not_stop_the_run(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file where a folder should be")
    call = RecordedCall(function="m:f", payload=b"\x80\x04.")
    settings = SimpleNamespace(project=tmp_path, state_dir=tmp_path / "state")
    keep_counterexample(settings, a_candidate().region, ReplayEvidence(gate=Gate.FAILED, counterexample=call))
    assert counterexamples(settings).calls(a_candidate().region.name) == ()
