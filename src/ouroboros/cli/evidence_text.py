"""Kept reports as text for the terminal. Every claim is followed by what it rests on."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ouroboros.reporting.axis import strip
from ouroboros.reporting.figures import (
    counted,
    duration,
    measured,
    percent,
    times,
    tolerance_in_words,
    visible_line,
    with_interval,
)
from ouroboros.reporting.fitness import figure, unit_beside
from ouroboros.reporting.reading_back import (
    calls_from,
    confidence_from,
    environment_from,
    faults_from,
    gates_from,
    lost_from,
    measurement_from,
    replay_from,
    tests_from,
    throughput_from,
    types_from,
)
from ouroboros.reporting.words import (
    calls_in_words,
    confidence_in_words,
    confidence_rows,
    environment_rows,
    faults_in_words,
    lost_in_words,
    replay_in_words,
    tests_in_words,
    throughput_rows,
    types_in_words,
)

_LABEL = 14
_INDENT = " " * (_LABEL + 2)


def function_text(function: Mapping[str, Any], report: Mapping[str, Any]) -> list[str]:
    """All that is known of one function in one run, line by line; nothing in it is a control character.

    Args:
        function: its part of the report (schema 1).
        report: the report.

    """
    winner = function.get("winner")
    head = [
        visible_line(f"{function.get('function')}  {function.get('file')}:{function.get('line')}"),
        *_rows([("run", f"{report.get('started')}, {report.get('target')}")]),
    ]
    share = f"{percent(float(function.get('share') or 0.0))} of the run by itself"
    if not isinstance(winner, Mapping):
        tried = counted(int(function.get("candidates") or 0), "candidate")
        told = [("share", share), ("tried", tried), ("no winner", str(function.get("why_no_winner")))]
        return [
            *head,
            *_rows(told),
            *_calls(function, None),
            *_guidance(function),
            *_lost(function),
            *_surroundings(report),
        ]
    evidence = winner["evidence"]
    return [
        *head,
        *_rows(
            [
                ("id", str(winner["id"])),
                ("change", f"{', '.join(winner.get('operators', []))}; risk {winner.get('risk')}"),
                *_lineage(winner),
                ("why same", str(winner.get("note"))),
                ("share", share),
            ]
        ),
        *_confidence(winner),
        *_gates(evidence),
        *_calls(function, evidence),
        *_faults(evidence),
        *_tests(evidence),
        *_time(evidence, report),
        *_figures(evidence.get("fitness") or {}),
        *_section("Notes", [f"  {note}" for note in evidence.get("notes", [])]),
        *_section("What this does not show", [f"  - {limit}" for limit in winner.get("limits", [])]),
        *_guidance(function),
        *_lost(function),
        *_section("Make it again", _commands(winner)),
        *_surroundings(report),
        *_section("Change", str(winner.get("diff", "")).rstrip().split("\n")),
    ]


def run_text(report: Mapping[str, Any]) -> list[str]:
    """One run: its functions with and without winner, the workload, the machine, line by line."""
    rows = [
        ("target", str(report.get("target"))),
        ("started", str(report.get("started"))),
        ("took", duration(float(report.get("seconds") or 0.0))),
        ("tests run", f"{report.get('tests_run', 0)}"),
        ("sandbox", str(report.get("sandbox"))),
    ]
    won, rest = [], []
    for function in report["functions"]:
        winner = function.get("winner")
        name = f"  {function.get('function')}"
        if isinstance(winner, Mapping):
            timed = measurement_from(winner["evidence"].get("confirmation"))
            known = confidence_from(winner.get("confidence"))
            won.append(f"{name}  {winner['id']}  {with_interval(timed) if timed else '-'}")
            if known:
                won.append(f"{_INDENT}confidence {confidence_in_words(known)}")
        else:
            rest.append(f"{name}: {function.get('why_no_winner') or 'no winner'}")
    command = [f"  {report['command']}"] if report.get("command") else []
    return [
        *_rows(rows),
        *_section("Winners", won),
        *_section("Left as they are", rest),
        *_section("Time", _workload(report)),
        *_section("Notes", [f"  {note}" for note in report.get("notes", [])]),
        *_section("Make it again", command),
        *_surroundings(report),
    ]


def _rows(rows: Iterable[tuple[str, str]], *, width: int = _LABEL) -> list[str]:
    return [visible_line(f"  {name:<{width}}{value}") for name, value in rows]


def _section(title: str, lines: Sequence[str]) -> list[str]:
    return ["", visible_line(title), *map(visible_line, lines)] if lines else []


def _lineage(winner: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Of which candidates, oldest first, the winner was grown."""
    grown = winner.get("lineage")
    steps = [each for each in grown if isinstance(each, Mapping)] if isinstance(grown, list) else []
    told = [
        f"{each.get('id')} {', '.join(map(str, each.get('operators', [])))}{_gain(each.get('speedup'))}"
        for each in steps
    ]
    return [("grown from", " -> ".join(told))] if told else []


def _gain(speedup: object) -> str:
    return f" ({times(speedup)})" if isinstance(speedup, float | int) else ""


def _guidance(function: Mapping[str, Any]) -> list[str]:
    told = function.get("guidance")
    return _section("Tried first", [f"  {each}" for each in told]) if isinstance(told, list) else []


def _confidence(winner: Mapping[str, Any]) -> list[str]:
    known = confidence_from(winner.get("confidence"))
    if known is None:
        return []
    rows = [f"  {name:<24}{points:>9}  {why}" for name, points, why in confidence_rows(known)]
    return _section(f"Confidence in the evidence: {confidence_in_words(known)}", rows)


def _gates(evidence: Mapping[str, Any]) -> list[str]:
    gates = gates_from(evidence.get("gates"))
    rows = [f"  {each.answer:<8} {each.gate}{f': {each.told}' if each.told else ''}" for each in gates]
    return _section("Gates, in order", rows)


def _calls(function: Mapping[str, Any], evidence: Mapping[str, Any] | None) -> list[str]:
    calls, types = calls_from(function.get("calls")), types_from(function.get("types"))
    rows = [("calls", calls_in_words(calls))] if calls else []
    if types:
        rows += [(name, kinds) for name, kinds in types_in_words(types)]
    if evidence is not None:
        rows.append(("replayed", replay_in_words(replay_from(evidence))))
        if symbolic := evidence.get("symbolic"):
            rows.append(("symbolic", str(symbolic.get("words"))))
        rows.append(("sandbox", str(evidence.get("sandbox"))))
    return _section("What was called, with what", _rows(rows))


def _faults(evidence: Mapping[str, Any]) -> list[str]:
    faults = faults_from(evidence)
    overlooked = [f"  overlooked  {each}" for each in faults.overlooked]
    hint = ["  (some of these may change nothing)"] if overlooked else []
    return _section("Wrong versions of the original", [f"  {faults_in_words(faults)}", *overlooked, *hint])


def _tests(evidence: Mapping[str, Any]) -> list[str]:
    tests = tests_from(evidence)
    most = tests.seen_to_reach or tests.tests
    more = [f"  and {most - len(tests.names):,} more"] if tests.names and most > len(tests.names) else []
    return _section("Tests", [f"  {tests_in_words(tests)}", *(f"  {name}" for name in tests.names), *more])


def _time(evidence: Mapping[str, Any], report: Mapping[str, Any]) -> list[str]:
    lines: list[str] = []
    for name in ("screening", "confirmation"):
        timed = measurement_from(evidence.get(name))
        if timed is not None:
            lines += _rows([(name, measured(timed))])
            lines += [f"{_INDENT}{line}" for line in strip(timed)]
    return _section("Time", [*lines, *_workload(report)])


def _workload(report: Mapping[str, Any]) -> list[str]:
    told = report.get("workload") or {}
    timed = measurement_from(told)
    if timed is None:
        return _rows([("workload", "not run before and after")])
    before, after = (
        math.nan if told.get(side) is None else float(told[side]) for side in ("before_s", "after_s")
    )
    words = f"{duration(before)} before, {duration(after)} after, with all winners: {measured(timed)}"
    return [*_rows([("workload", words)]), *(f"{_INDENT}{line}" for line in strip(timed))]


def _figures(fitness: Mapping[str, Any]) -> list[str]:
    """Every figure on original and winner, or why it was not measured."""
    rows = []
    for name, value in fitness.items():
        known = value["original"] is not None and value["candidate"] is not None
        old, new = (figure(name, value[side]) if known else "" for side in ("original", "candidate"))
        told = f"{old} -> {new}" if known else "not measured"
        findings = "; ".join(finding["what"] for finding in value.get("findings", []))
        said = findings or (value["method"] if known else value["absent"])
        unit = unit_beside(name, value["unit"]) if known else value["unit"]
        rows.append((name, f"{told} {unit}, {value['better']} is better; {said}"))
    return _section("Figures, original -> winner", _rows(rows, width=16))


def _lost(function: Mapping[str, Any]) -> list[str]:
    groups = lost_in_words(lost_from(function.get("lost")), function.get("rejected") or {})
    lines: list[str] = []
    for reason, count, some in groups:
        lines.append(f"  {count} {reason}")
        lines += [f"    {each}" for each in some]
        if some and count > len(some):
            lines.append(f"    and {count - len(some)} more")
    return _section("Candidates that lost", lines)


def _commands(winner: Mapping[str, Any]) -> list[str]:
    return [
        line
        for each in winner.get("reproduce", [])
        for line in (f"  # {each['what']}", f"  {each['command']}")
    ]


def _surroundings(report: Mapping[str, Any]) -> list[str]:
    environment, throughput = (
        environment_from(report.get("environment")),
        throughput_from(report.get("throughput")),
    )
    rows = list(environment_rows(environment)) if environment else []
    rows.append(("sandbox", str(report.get("sandbox") or "unknown")))
    if allowed := tolerance_in_words(report.get("float_tolerance")):
        rows.append(("tolerance", allowed))
    if throughput:
        rows += throughput_rows(throughput)
    return _section("Where it ran", _rows(rows, width=32))
