"""What the evidence for a winner does not show, and the commands that show the rest again."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import replace

from ouroboros.records.evidence import LEAST_PAIRS, CallCensus, Evidence
from ouroboros.records.hotspot import EARLIER, TypeProfile
from ouroboros.records.verdict import EvolutionReport, FunctionOutcome, Verdict
from ouroboros.reporting.figures import measurement_of, times, with_interval
from ouroboros.reporting.words import types_in_words

_FEW_CALLS = 20
_NOTICED = 0.9
_REPEATS = 0.5
_NOT_KEPT = "sampled calls not kept"
"""What a note of the recorder holds where the calls that could be kept are not the whole mix."""
_PROGRAM = "ouroboros"


def limits(outcome: FunctionOutcome, report: EvolutionReport) -> tuple[str, ...]:
    """Where a sceptic should look: what was not asked, seldom asked, or cannot be asked; weakest point first.

    Args:
        outcome: of a function; without a winner there is nothing to doubt.
        report: the run it belongs to.

    """
    if outcome.winner is None:
        return ()
    return (
        *_about_behaviour(outcome.winner, outcome.calls, outcome.types),
        *_about_time(outcome.winner, outcome.calls, report),
        *_always(report),
    )


def _about_behaviour(winner: Verdict, calls: CallCensus | None, types: TypeProfile | None) -> Iterator[str]:
    evidence = winner.evidence
    replay = evidence.replay
    recorded = replay.recorded_calls if replay else 0
    if evidence.tests is None or not evidence.tests.tests:
        yield "no test of the program reaches it: recorded and generated calls are all there is"
    elif not evidence.tests.seen_to_reach:
        yield "whether the tests that ran reach it could not be seen"
    if recorded < _FEW_CALLS:
        yield f"only {recorded} recorded calls"
    yield from _about_faults(evidence)
    if replay is not None and replay.through:
        yield (
            f"its own calls could not be kept: it was called through {replay.through}, so what it hands over "
            "in between was compared only by its consequences"
        )
    if calls is not None:
        yield from _about_calls(calls)
    yield from (note for note in evidence.notes if _NOT_KEPT in note)
    if types is not None and types.parameters:
        seen = types_in_words(replace(types, returns={}))
        kinds = "; ".join(f"{name}: {told}" for name, told in seen)
        yield f"arguments of other kinds than those seen: {kinds}"
    largest = replay.largest_float_difference if replay else None
    if largest:
        yield f"its floats are not those of the original: they differ by up to {largest:.2g}, relatively"
    if winner.candidate.keeps_state:
        yield (
            "it keeps state between calls (a cache, compiled code): memory was judged on the timed calls only"
        )


def _about_faults(evidence: Evidence) -> Iterator[str]:
    faults = evidence.faults
    if faults is None or not faults.sound or not faults.tried:
        yield "how many wrong versions the calls would notice was not measured"
    elif faults.noticed < _NOTICED * faults.tried:
        yield "wrong versions that the calls overlooked: " + "; ".join(faults.overlooked)


def _about_calls(calls: CallCensus) -> Iterator[str]:
    made = {origin for origin in ("workload", "tests", EARLIER) if calls.origins.get(origin)}
    if made == {"workload"}:
        yield "all recorded calls come from one workload: how other programs call it was not seen"
    elif made == {"tests"}:
        yield "all recorded calls come from the tests: how it is really used was not seen"
    elif made == {EARLIER}:
        yield "this run recorded no call of it: all recorded calls are of earlier runs"
    recorded = sum(calls.origins.get(origin, 0) for origin in made)
    if calls.distinct_recorded < _REPEATS * recorded:
        yield f"of {recorded} recorded calls only {calls.distinct_recorded} differ in their arguments"
    if not calls.raised:
        yield "no call ended with an exception: how it fails was not compared"
    for why, count in calls.put_aside.items():
        yield f"{count} recorded calls were left out: {why}"


def _about_time(winner: Verdict, calls: CallCensus | None, report: EvolutionReport) -> Iterator[str]:
    evidence = winner.evidence
    if calls is not None and not calls.fresh_inputs:
        yield "the gain was confirmed on the calls that screening used: no others were recorded"
    timed = measurement_of(winner)
    if timed is not None and timed.low <= 1:
        yield f"the gain is not certain: {with_interval(timed)}"
    workload = report.workload
    if workload is None:
        yield "the whole workload was not run before and after: only the function was timed"
    else:
        if workload.measurement.low <= 1:
            told = with_interval(workload.measurement)
            yield f"the whole workload is not slower, but not proven faster either: {told}"
        if workload.measurement.pairs < LEAST_PAIRS:
            yield (
                f"the whole workload's interval is the range of {workload.measurement.pairs} pairs: it holds "
                "with less than 95 % confidence"
            )
        wall = workload.measurement.wall_speedup
        if wall is not None and wall < 1:
            yield f"by the clock on the wall the whole workload ran only {times(wall)} as fast"
        if not workload.output_compared:
            yield "the workload never prints the same twice: its output was not compared"
    environment = report.environment
    if environment is not None and max(environment.load_before, environment.load_after) > environment.cores:
        yield "the machine was busy: small gains stay undecided, and intervals are wider than they need be"
    if evidence.sandbox_level != "full":
        yield f"isolation was only {evidence.sandbox_level!r}: see `ouroboros doctor`"


def _always(report: EvolutionReport) -> Iterator[str]:
    yield "files it writes, and what it does over the network or to other processes: these are not compared"
    yield "threads that change the same objects at the same moment"
    place = f"{report.environment.interpreter} on this machine" if report.environment else "this machine"
    yield f"other interpreters and machines: results and gains are those of {place}"
    yield "calls that are like none of those made: the diff below is small enough to read"


def shell(report: EvolutionReport, *, only: str = "", more: tuple[str, ...] = ()) -> str:
    """The command that makes this run again, for a shell; ``""`` where it is not known.

    Args:
        report: knows command and folder.
        only: name of the one function to work on.
        more: words to add.

    """
    words = list(report.command)
    if _PROGRAM not in words:
        return ""
    if only:
        kept = list(report.command)
        while "--only" in kept:
            at = kept.index("--only")
            del kept[at : at + 2]
        words = [*kept, "--only", only]
    at = words.index(_PROGRAM)
    settings = [
        f"{name}={shlex.quote(value)}" for name, _, value in (each.partition("=") for each in words[:at])
    ]
    told = " ".join([*settings, shlex.join([*words[at:], *more])])
    return f"cd {shlex.quote(report.folder)} && {told}" if report.folder else told


def reproduction(outcome: FunctionOutcome, report: EvolutionReport) -> tuple[tuple[str, str], ...]:
    """``(what for, command)`` for whoever wants to see a winner's evidence come about again."""
    if outcome.winner is None or not report.command:
        return ()
    name, identity = outcome.hotspot.region.name, outcome.winner.candidate.identity
    return (
        ("the whole run again", shell(report)),
        ("this function alone", shell(report, only=name)),
        ("this function alone, and keep it", shell(report, only=name, more=("--apply",))),
        ("this evidence", f"{_PROGRAM} show {identity}"),
    )
