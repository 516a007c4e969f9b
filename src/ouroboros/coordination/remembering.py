"""Verdicts to and from the session store, so that a second run skips what the first one knows."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, replace
from typing import Any

from ouroboros.config.schema import Settings
from ouroboros.records.candidate import MutationCandidate
from ouroboros.records.evidence import Difference, Evidence, Gate, Measurement, ReplayEvidence, TestEvidence
from ouroboros.records.source import GenomeRegion, checksum
from ouroboros.records.verdict import Rejection, Verdict
from ouroboros.storage.counterexample_store import CounterexampleStore
from ouroboros.storage.session_store import SessionStore


def remember(store: SessionStore, verdict: Verdict) -> None:
    """Keep a verdict, but none that depends on more than the candidate: a crash, a faster rival."""
    if verdict.rejection in {Rejection.CRASHED, Rejection.BEATEN}:
        return
    evidence = verdict.evidence
    store.put(
        verdict.candidate.identity,
        {
            "gate": verdict.gate,
            "rejection": verdict.rejection,
            "reason": verdict.reason,
            "level": evidence.sandbox_level,
            "replay": asdict(replace(evidence.replay, counterexample=None)) if evidence.replay else None,
            "screening": asdict(evidence.screening) if evidence.screening else None,
            "tests": asdict(evidence.tests) if evidence.tests else None,
        },
    )


def recall(store: SessionStore, candidate: MutationCandidate, level: str) -> Verdict | None:
    """The verdict an earlier run gave on the same candidate in a sandbox of the same ``level``, or ``None``.

    A remembered pass is a ticket to the confirmation, no more: only what is measured in this run is reported.
    """
    kept = store.get(candidate.identity)
    if kept is None or kept.get("level") != str(level):
        return None
    try:
        evidence = Evidence(
            candidate=candidate,
            sandbox_level=str(kept["level"]),
            replay=_replay(kept["replay"]),
            screening=_measurement(kept["screening"]),
            tests=_tests(kept["tests"]),
        )
        rejection = Rejection(kept["rejection"]) if kept["rejection"] else None
        return Verdict(
            evidence=evidence, gate=Gate(kept["gate"]), rejection=rejection, reason=str(kept["reason"])
        )
    except (KeyError, TypeError, ValueError):
        return None  # written by another version: try the candidate again


def counterexamples(settings: Settings) -> CounterexampleStore:
    """The calls that told this project's wrong candidates, whatever command or version found them."""
    name = checksum(str(settings.project))[:16]
    return CounterexampleStore(settings.state_dir / "counterexamples" / name)


def keep_counterexample(settings: Settings, region: GenomeRegion, replay: ReplayEvidence) -> None:
    """Keep the call that a candidate for ``region`` was caught with, if there is one.

    A disk that refuses is no reason to stop: the verdict stands without the call.
    """
    if replay.counterexample is not None:
        with suppress(OSError):
            counterexamples(settings).keep(region.name, replay.counterexample)


def _replay(kept: Mapping[str, Any] | None) -> ReplayEvidence | None:
    if kept is None:
        return None
    difference = Difference(**kept["difference"]) if kept["difference"] else None
    return ReplayEvidence(**{**kept, "gate": Gate(kept["gate"]), "difference": difference})


def _measurement(kept: Mapping[str, Any] | None) -> Measurement | None:
    if kept is None:
        return None
    known = {**kept}
    ratios = tuple(map(float, known.get("log_ratios", ())))
    return Measurement(**{**known, "decided": Gate(known["decided"]), "log_ratios": ratios})


def _tests(kept: Mapping[str, Any] | None) -> TestEvidence | None:
    if kept is None:
        return None
    known = {**kept}
    return TestEvidence(**{**known, "gate": Gate(known["gate"]), "names": tuple(known.get("names", ()))})
