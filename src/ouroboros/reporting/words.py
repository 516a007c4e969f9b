"""What a report's records say, in words; the same in the terminal, the JSON and the page.

Names of tests, types and functions come from the target program: whoever shows these words makes them
visible or escapes them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ouroboros.records.confidence import Confidence
from ouroboros.records.evidence import CallCensus, FaultEvidence, ReplayEvidence, TestEvidence
from ouroboros.records.fitness import FitnessMetric
from ouroboros.records.hotspot import EARLIER, TypeProfile
from ouroboros.records.run_environment import RunEnvironment, Throughput
from ouroboros.records.verdict import LostCandidate
from ouroboros.reporting.figures import (
    counted,
    duration,
    float_difference,
    of_earlier_runs,
    percent,
    times,
)
from ouroboros.reporting.fitness import figure

_ORIGINS = {
    "workload": "of the workload",
    "tests": "of the tests",
    EARLIER: "of earlier runs",
    "generated": "made up from these",
    "symbolic": "suggested by symbolic execution",
    "corpus": "that told wrong candidates of earlier runs",
}
_MOST_TYPES = 4
_MOST_IN_GROUP = 4
_LEAST_BATCHED = 4
"""Fewer replays than this at once, or one by one, give no rate worth comparing."""


def calls_in_words(calls: CallCensus) -> str:
    """How many calls there are, from where, and how many were left out."""
    told = ", ".join(
        f"{calls.origins[name]:,} {words}" for name, words in _ORIGINS.items() if calls.origins.get(name)
    )
    told = told or "none"
    told += f"; {calls.distinct_recorded:,} of the recorded ones differ in their arguments"
    told += f"; {calls.raised:,} end with an exception"
    told += "".join(f"; {count:,} left out: {why}" for why, count in calls.put_aside.items())
    return told


def types_in_words(types: TypeProfile) -> tuple[tuple[str, str], ...]:
    """``(parameter, kinds of values seen with their number)``, what is returned last."""
    rows = [(name, _kinds(kinds)) for name, kinds in types.parameters.items()]
    if types.returns:
        rows.append(("returned", _kinds(types.returns)))
    return tuple(rows)


def _kinds(kinds: Mapping[str, int]) -> str:
    ordered = sorted(kinds.items(), key=lambda entry: (-entry[1], entry[0]))
    told = ", ".join(f"{name} {count:,}" for name, count in ordered[:_MOST_TYPES])
    return told + (f" and {len(ordered) - _MOST_TYPES} more kinds" if len(ordered) > _MOST_TYPES else "")


def replay_in_words(replay: ReplayEvidence) -> str:
    """How many calls agreed, and through what they were made."""
    told = (
        f"{counted(replay.recorded_calls, 'recorded call')}{of_earlier_runs(replay)} and "
        f"{counted(replay.generated_calls, 'generated call')} agree with the original"
    )
    if replay.through:
        told += f", made through {replay.through}"
    if replay.executed_changed_lines:
        told += "; they execute every changed line"
    if floats := float_difference(replay):
        told += f"; {floats}"
    exact = "floats to the bit" if replay.largest_float_difference is None else "floats within the tolerance"
    return (
        f"{told}; compared: results and their types, order, {exact}, exceptions and messages, changes of "
        "arguments, identity of objects, output, variables of modules and classes"
    )


def tests_in_words(tests: TestEvidence | None) -> str:
    """How many tests speak for a candidate, and whether they were seen to reach it."""
    if tests is None or not tests.tests:
        return "no test reaches it"
    if not tests.seen_to_reach:
        return f"{counted(tests.tests, 'test')} ran and passed; whether they reach it could not be seen"
    return f"{counted(tests.tests, 'test')} ran and passed, {tests.seen_to_reach:,} seen to reach it"


def faults_in_words(faults: FaultEvidence | None) -> str:
    """How many wrong versions of the original the same calls noticed."""
    if faults is None or not faults.sound:
        return "how many wrong versions the calls would notice was not measured"
    if not faults.tried:
        return "the function has no place for one of our small faults"
    drawn = f", drawn from {faults.possible:,} possible ones" if faults.possible > faults.tried else ""
    return (
        f"the same calls notice {faults.noticed} of {counted(faults.tried, 'deliberate fault')} in the "
        f"original{drawn}"
    )


def confidence_rows(confidence: Confidence) -> tuple[tuple[str, str, str], ...]:
    """``(part, points of most, why)``."""
    return tuple((part.name, f"{part.points:.0f} of {part.most:.0f}", part.why) for part in confidence.parts)


def confidence_in_words(confidence: Confidence) -> str:
    """The figure, its word, and what would raise it most; never the number alone."""
    weakest = confidence.weakest
    lacking = weakest.most - weakest.points
    told = f"{confidence.points:.0f} of 100, {confidence.band}"
    if lacking < 0.5:
        return told
    return f"{told}; most is missing at: {weakest.name} ({weakest.why})"


def throughput_in_words(throughput: Throughput) -> str:
    """How many candidates in how much time; what replaying several at a time brought where that is known."""
    told = f"{counted(throughput.candidates, 'candidate')} in {duration(throughput.seconds)}"
    if throughput.per_second is not None:
        told += f", {throughput.per_second:.2g}/s"
    gain = throughput.gain
    if gain is not None and min(throughput.alone, throughput.together) >= _LEAST_BATCHED:
        told += f"; replayed up to {throughput.largest} at a time {times(gain)} as fast as one at a time"
    if throughput.warm_tests or throughput.fresh_tests:
        told += f"; tests: {throughput.warm_tests} in warm, {throughput.fresh_tests} in fresh processes"
    return told


def throughput_rows(throughput: Throughput) -> tuple[tuple[str, str], ...]:
    """Every figure of throughput that is known, for a table."""
    rows = [("candidates through the gates", throughput_in_words(throughput))]
    for name, count, rate in (
        ("replayed one at a time", throughput.alone, throughput.alone_per_second),
        (
            f"replayed up to {throughput.largest} at a time",
            throughput.together,
            throughput.together_per_second,
        ),
    ):
        if rate is not None:
            rows.append((name, f"{count:,}, {rate:.2g}/s"))
    if throughput.batches:
        rows.append(("batches", f"{throughput.batches:,}"))
        rows.append(("gave the same results", percent(throughput.success_rate)))
    return tuple(rows)


def environment_rows(environment: RunEnvironment) -> tuple[tuple[str, str], ...]:
    """Interpreter, machine and isolation, for a table."""
    return (
        ("Ouroboros", environment.version),
        ("interpreter", environment.interpreter),
        ("system", environment.system),
        ("processor", f"{environment.processor}, {counted(environment.cores, 'core')} usable"),
        ("memory", figure(FitnessMetric.MEMORY, float(environment.memory_bytes))),
        ("load", f"{environment.load_before:.1f} as it began, {environment.load_after:.1f} as it ended"),
        ("kernel mechanisms", ", ".join(environment.layers) or "none"),
    )


def lost_in_words(
    lost: Sequence[LostCandidate], rejected: Mapping[str, int]
) -> tuple[tuple[str, int, tuple[str, ...]], ...]:
    """``(why, how many, some of them)``, the most frequent reason first.

    Args:
        lost: losers that are known by name, perhaps not all.
        rejected: how many lost for each reason.

    """
    groups: dict[str, list[str]] = {}
    for each in lost:
        groups.setdefault(each.rejection, []).append(_loser(each))
    counts = {
        reason: max(rejected.get(reason, 0), len(groups.get(reason, ()))) for reason in {**groups, **rejected}
    }
    ordered = sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))
    return tuple((reason, count, tuple(groups.get(reason, ())[:_MOST_IN_GROUP])) for reason, count in ordered)


def _loser(each: LostCandidate) -> str:
    told = " + ".join(each.operators)
    if each.speedup is not None:
        told += f", {times(each.speedup)}"
    if each.reason:
        told += f": {each.reason}"
    if each.expected or each.got:
        told += f"; the original: {each.expected}; it: {each.got}"
    return told
