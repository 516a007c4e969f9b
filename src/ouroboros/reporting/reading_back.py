"""Kept reports read back into records, so that what is shown later is told by the same words.

A kept report may come from another version or be damaged: a part that does not fit is left out.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from typing import Any, TypeVar

from ouroboros.records.confidence import Confidence, ConfidencePart
from ouroboros.records.evidence import (
    CallCensus,
    FaultEvidence,
    Gate,
    GateAnswer,
    GateName,
    Measurement,
    ReplayEvidence,
    TestEvidence,
)
from ouroboros.records.hotspot import TypeProfile
from ouroboros.records.run_environment import RunEnvironment, Throughput
from ouroboros.records.verdict import LostCandidate

Part = TypeVar("Part")
_DAMAGED = (TypeError, ValueError, KeyError, AttributeError)


def _known(kind: type, told: Mapping[str, Any]) -> dict[str, Any]:
    """What of ``told`` the record has a field for."""
    names = {each.name for each in fields(kind)}
    return {name: value for name, value in told.items() if name in names}


def _or_none(read: Callable[[], Part]) -> Part | None:
    try:
        return read()
    except _DAMAGED:
        return None


def measurement_from(told: Any) -> Measurement | None:
    """A measurement; figures that are ``null`` become NaN."""

    def read() -> Measurement:
        known = _known(Measurement, told)
        figures = {name: _figure(known.get(name)) for name in ("speedup", "low", "high", "p_value")}
        beside = ("wall_speedup", "processor_speedup", "instruction_ratio")
        return Measurement(
            **{
                **known,
                **figures,
                "e_value": _figure(known.get("e_value", 0.0)),
                "margin": _figure(known.get("margin", 1.0)),
                "pairs": int(known["pairs"]),
                **{name: None if known.get(name) is None else float(known[name]) for name in beside},
                "clock": str(known.get("clock", "")),
                "decided": Gate(known.get("decided", Gate.UNKNOWN)),
                "log_ratios": tuple(map(float, known.get("log_ratios", ()))),
            }
        )

    return _or_none(read) if told else None


def _figure(value: Any) -> float:
    return math.nan if value is None else float(value)


def replay_from(evidence: Mapping[str, Any]) -> ReplayEvidence:
    """The replay of a winner, which passed."""
    return ReplayEvidence(
        gate=Gate.PASSED,
        recorded_calls=int(evidence.get("recorded_calls") or 0),
        earlier_calls=int(evidence.get("earlier_calls") or 0),
        distinct_recorded=int(evidence.get("distinct_recorded_calls") or 0),
        generated_calls=int(evidence.get("generated_calls") or 0),
        largest_float_difference=evidence.get("largest_float_difference"),
        through=str(evidence.get("through") or ""),
        executed_changed_lines=evidence.get("executed_changed_lines"),
    )


def tests_from(evidence: Mapping[str, Any]) -> TestEvidence:
    """The tests of a winner, which passed."""
    return TestEvidence(
        gate=Gate.PASSED,
        tests=int(evidence.get("tests") or 0),
        seen_to_reach=int(evidence.get("tests_seen_to_reach") or 0),
        names=tuple(map(str, evidence.get("tests_named") or ())),
    )


def faults_from(evidence: Mapping[str, Any]) -> FaultEvidence:
    """What the calls noticed of wrong versions."""
    return FaultEvidence(
        tried=int(evidence.get("faults_tried") or 0),
        noticed=int(evidence.get("faults_noticed") or 0),
        overlooked=tuple(map(str, evidence.get("faults_overlooked") or ())),
        possible=int(evidence.get("faults_possible") or 0),
        sound=bool(evidence.get("faults_sound", True)),
    )


def gates_from(told: Any) -> tuple[GateAnswer, ...]:
    """Every gate that was asked, in order."""
    return (
        _or_none(
            lambda: tuple(
                GateAnswer(gate=GateName(each["gate"]), answer=Gate(each["answer"]), told=str(each["told"]))
                for each in told
            )
        )
        or ()
    )


def confidence_from(told: Any) -> Confidence | None:
    """How far the evidence carries, with its parts."""
    return _or_none(
        lambda: Confidence(
            parts=tuple(
                ConfidencePart(
                    name=str(each["name"]),
                    points=float(each["points"]),
                    most=float(each["most"]),
                    why=str(each["why"]),
                )
                for each in told["parts"]
            )
        )
    )


def calls_from(told: Any) -> CallCensus | None:
    """Where the calls came from."""
    return _or_none(lambda: CallCensus(**_known(CallCensus, told)))


def types_from(told: Any) -> TypeProfile | None:
    """Kinds of arguments, and their sizes where the report has them."""

    def read() -> TypeProfile:
        types = TypeProfile(**_known(TypeProfile, told))
        return replace(
            types, sizes={name: (int(usual), int(most)) for name, (usual, most) in types.sizes.items()}
        )

    return _or_none(read)


def lost_from(told: Any) -> tuple[LostCandidate, ...]:
    """Candidates that did not win."""
    return (
        _or_none(
            lambda: tuple(
                LostCandidate(**{**_known(LostCandidate, each), "operators": tuple(each["operators"])})
                for each in told
            )
        )
        or ()
    )


def throughput_from(told: Any) -> Throughput | None:
    """How fast candidates were gone through."""
    return _or_none(lambda: Throughput(**_known(Throughput, told)))


def environment_from(told: Any) -> RunEnvironment | None:
    """Where the run took place."""
    return _or_none(
        lambda: RunEnvironment(**{**_known(RunEnvironment, told), "layers": tuple(told["layers"])})
    )
