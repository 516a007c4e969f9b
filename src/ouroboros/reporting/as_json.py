"""The report as JSON, schema 1: the keys that other programs rely on, and more beside them."""

from __future__ import annotations

import math
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from ouroboros.arena.merit.confidence import confidence
from ouroboros.mutation.resemblance import signature
from ouroboros.records.confidence import Confidence
from ouroboros.records.evidence import Measurement, SymbolicEvidence
from ouroboros.records.hotspot import TypeProfile
from ouroboros.records.run_environment import Throughput
from ouroboros.records.verdict import EvolutionReport, FunctionOutcome, Verdict
from ouroboros.reporting.diffs import unified_diff
from ouroboros.reporting.figures import measurement_of
from ouroboros.reporting.fitness import (
    finite,
    fitness_to_json,
    front_to_json,
    objectives_to_json,
    weights_to_json,
)
from ouroboros.reporting.limits import limits, reproduction, shell

SCHEMA = 1


def _measurement(measurement: Measurement | None) -> dict[str, Any] | None:
    if measurement is None:
        return None
    return {
        "speedup": finite(measurement.speedup),
        "low": finite(measurement.low),
        "high": finite(measurement.high),
        "pairs": measurement.pairs,
        "p_value": finite(measurement.p_value),
        "e_value": finite(measurement.e_value),
        "clock": measurement.clock,
        "wall_speedup": finite(measurement.wall_speedup),
        "processor_speedup": finite(measurement.processor_speedup),
        "instruction_ratio": finite(measurement.instruction_ratio),
        "decided": str(measurement.decided),
        "margin": finite(measurement.margin),
        "chained": measurement.chained,
        "log_ratios": [round(each, 6) for each in measurement.log_ratios if math.isfinite(each)],
    }


def _symbolic(symbolic: SymbolicEvidence | None) -> dict[str, Any] | None:
    if symbolic is None:
        return None
    return {
        "gate": str(symbolic.gate),
        "calls": symbolic.calls,
        "paths": symbolic.paths,
        "exhausted": symbolic.exhausted,
        "seconds": finite(symbolic.seconds),
        "words": symbolic.in_words,
    }


def _confidence(confidence: Confidence) -> dict[str, Any]:
    return {
        "points": round(confidence.points, 1),
        "band": confidence.band,
        "parts": [asdict(part) for part in confidence.parts],
    }


def _winner(verdict: Verdict, outcome: FunctionOutcome, report: EvolutionReport) -> dict[str, Any]:
    candidate, evidence = verdict.candidate, verdict.evidence
    measured = measurement_of(verdict)
    replay, tests = evidence.replay, evidence.tests
    return {
        "id": candidate.identity,
        "speedup": finite(measured.speedup) if measured else None,
        "low": finite(measured.low) if measured else None,
        "high": finite(measured.high) if measured else None,
        "operators": list(candidate.operators),
        "categories": [str(category) for category in candidate.categories],
        "diff": unified_diff(candidate.region.file.path, candidate.region.file.text, candidate.text),
        "risk": candidate.risk.name.lower(),
        "severity": candidate.severity.name.lower(),
        "generation": candidate.generation,
        "lineage": [
            {"id": each.identity, "operators": list(each.operators), "speedup": finite(each.speedup)}
            for each in outcome.lineage
        ],
        "keeps_state": candidate.keeps_state,
        "note": candidate.note,
        "confidence": _confidence(confidence(evidence)),
        "limits": list(limits(outcome, report)),
        "reproduce": [{"what": what, "command": command} for what, command in reproduction(outcome, report)],
        "evidence": {
            "gates": [
                {"gate": str(each.gate), "answer": str(each.answer), "told": each.told}
                for each in evidence.gates
            ],
            "tests": tests.tests if tests else 0,
            "tests_seen_to_reach": tests.seen_to_reach if tests else 0,
            "tests_named": list(tests.names) if tests else [],
            "recorded_calls": replay.recorded_calls if replay else 0,
            "distinct_recorded_calls": replay.distinct_recorded if replay else 0,
            "earlier_calls": replay.earlier_calls if replay else 0,
            "generated_calls": replay.generated_calls if replay else 0,
            "largest_float_difference": finite(replay.largest_float_difference) if replay else None,
            "faults_tried": evidence.faults.tried if evidence.faults else 0,
            "faults_noticed": evidence.faults.noticed if evidence.faults else 0,
            "faults_overlooked": list(evidence.faults.overlooked) if evidence.faults else [],
            "faults_possible": evidence.faults.possible if evidence.faults else 0,
            "faults_sound": evidence.faults.sound if evidence.faults else False,
            "executed_changed_lines": replay.executed_changed_lines if replay else None,
            "symbolic": _symbolic(evidence.symbolic),
            "p_value": finite(measured.p_value) if measured else None,
            "through": replay.through if replay else "",
            "sandbox": evidence.sandbox_level,
            "fitness": fitness_to_json(evidence.fitness),
            "objectives": objectives_to_json(evidence.objectives) if evidence.objectives else None,
            "screening": _measurement(evidence.screening),
            "confirmation": _measurement(evidence.confirmation),
            "notes": list(evidence.notes),
        },
    }


def _function(outcome: FunctionOutcome, report: EvolutionReport) -> dict[str, Any]:
    region = outcome.hotspot.region
    won = outcome.winner.candidate.operators if outcome.winner else ()
    return {
        "function": region.name,
        "file": region.file.path,
        "line": region.span.first_line,
        "share": finite(outcome.hotspot.self_share),
        "cumulative_share": finite(outcome.hotspot.cumulative_share),
        "winner": _winner(outcome.winner, outcome, report) if outcome.winner else None,
        "why_no_winner": "" if outcome.winner else outcome.why_no_winner,
        "candidates": outcome.candidates,
        "rejected": dict(outcome.rejected),
        "calls": asdict(outcome.calls) if outcome.calls else None,
        "types": _types(outcome.types) if outcome.types else None,
        "attempts": [
            {**asdict(each), "won": each.operator in won, "speedup": finite(each.speedup)}
            for each in outcome.attempts
        ],
        "signature": " ".join(f"{each:08x}" for each in signature(region.source)),
        "guidance": list(outcome.guidance),
        "lost": [{**asdict(each), "speedup": finite(each.speedup)} for each in outcome.lost],
        "pareto_front": front_to_json(outcome.front) if outcome.winner else None,
    }


def _types(types: TypeProfile) -> dict[str, Any]:
    """Kinds and sizes of arguments. Their values may be private and stay out; so do counts of lines."""
    told = asdict(types)
    return {name: value for name, value in told.items() if name not in {"values", "lines"}}


def _throughput(throughput: Throughput) -> dict[str, Any]:
    return {
        **asdict(throughput),
        "per_second": finite(throughput.per_second),
        "alone_per_second": finite(throughput.alone_per_second),
        "together_per_second": finite(throughput.together_per_second),
        "gain": finite(throughput.gain),
    }


def report_to_json(report: EvolutionReport) -> dict[str, Any]:
    """The report as plain data for ``json.dumps``.

    Args:
        report: a finished evolution.

    Returns:
        Schema 1. ``share`` is the function's own share of all samples in [0, 1] (``cumulative_share``: with
        what it calls), ``started`` is UTC in ISO 8601, times are seconds, ``workload`` is ``None`` without a
        workload. ``float_tolerance`` is the relative difference that floats were allowed to have and
        ``largest_float_difference`` the greatest that a winner has; both are ``None`` where floats were
        compared to the bit. Figures that are no finite number are ``None``.

    """
    workload = report.workload
    return {
        "schema": SCHEMA,
        "target": report.target,
        "started": datetime.fromtimestamp(report.started, tz=UTC).isoformat(),
        "seconds": finite(report.seconds),
        "functions": [_function(outcome, report) for outcome in report.functions],
        "workload": None
        if workload is None
        else {
            "before_s": finite(workload.before_seconds),
            "after_s": finite(workload.after_seconds),
            "output_compared": workload.output_compared,
            **(_measurement(workload.measurement) or {}),
        },
        "changed_files": {path: report.original_checksums.get(path, "") for path in sorted(report.texts)},
        "weights": weights_to_json(report.weights),
        "float_tolerance": finite(report.float_tolerance),
        "sandbox": report.sandbox_level,
        "tests_run": report.tests_run,
        "notes": list(report.notes),
        # A run that is interrupted has no report; readers of schema 1 may ask for the key.
        "interrupted": False,
        "throughput": _throughput(report.throughput) if report.throughput else None,
        "environment": asdict(report.environment) if report.environment else None,
        "command": shell(report),
    }
