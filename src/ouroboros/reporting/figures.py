"""Figures of a report in words, the same in the terminal, the JSON and the page.

Names, diffs and reasons come from the target program and are untrusted: :func:`visible` is what every
renderer passes them through before they reach a terminal or a browser.
"""

from __future__ import annotations

import math
import unicodedata

from ouroboros.records.evidence import LEAST_PAIRS, Measurement, ReplayEvidence
from ouroboros.records.verdict import EvolutionReport, Rejection, Verdict

_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})

# What a candidate has behind it once none of these rejections met it, in the order of the loop.
_STAGES: tuple[tuple[str, frozenset[str]], ...] = (
    ("load", frozenset({Rejection.DOES_NOT_LOAD})),
    ("same results", frozenset({Rejection.CRASHED, Rejection.DIFFERENT_RESULT, Rejection.NO_EVIDENCE})),
    ("faster", frozenset({Rejection.NOT_FASTER, Rejection.UNDECIDED})),
    ("tests pass", frozenset({Rejection.TESTS_FAIL})),
    ("acceptable", frozenset({Rejection.NOT_ACCEPTABLE})),
    ("best of its function", frozenset({Rejection.BEATEN})),
    ("gain confirmed", frozenset({Rejection.NOT_CONFIRMED})),
)


def visible(text: str) -> str:
    r"""``text`` with control, format and surrogate characters written as escapes, ``\n`` and ``\t`` excepted.

    Terminal escape sequences lose their effect, and text direction marks cannot make a diff read
    differently from what it does (https://trojansource.codes).
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        character
        if character in "\n\t" or unicodedata.category(character) not in _INVISIBLE
        else character.encode("ascii", "backslashreplace").decode("ascii")
        if ord(character) > 0x7F
        else f"\\x{ord(character):02x}"
        for character in text
    )


def visible_line(text: str) -> str:
    """Like :func:`visible`, and on one line: what a candidate has said must not look like lines of ours."""
    return visible(text).replace("\n", "\\n")


def measurement_of(verdict: Verdict) -> Measurement | None:
    """The measurement that is reported: the confirmation, or the screening where none was made."""
    return verdict.evidence.confirmation or verdict.evidence.screening


def of_earlier_runs(replay: ReplayEvidence) -> str:
    """`` (12 of earlier runs)`` behind the number of recorded calls, or nothing."""
    return f" ({replay.earlier_calls} of earlier runs)" if replay.earlier_calls else ""


def percent(share: float) -> str:
    """A share in [0, 1] as ``41 %``, with one decimal below 10 %; ``-`` when it is no number."""
    if not math.isfinite(share):
        return "-"
    return f"{share:.0%}".replace("%", " %") if share >= 0.0995 else f"{share:.1%}".replace("%", " %")


def times(factor: float) -> str:
    """A speed-up as ``3.21x``, without decimals above 100; ``-`` when it is no number."""
    if not math.isfinite(factor):
        return "-"
    if factor >= 100:
        return f"{factor:,.0f}x"
    return f"{factor:.1f}x" if factor >= 10 else f"{factor:.2f}x"


def counted(number: int, noun: str) -> str:
    """``1 test``, ``1,200 tests``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def with_interval(measurement: Measurement) -> str:
    """``3.21x (3.05x to 3.38x)``."""
    return f"{times(measurement.speedup)} ({times(measurement.low)} to {times(measurement.high)})"


def interval_kind(measurement: Measurement) -> str:
    """What the two ends of a measurement are: ``95 % interval``, or the range of too few pairs."""
    if measurement.pairs >= LEAST_PAIRS:
        return "95 % interval"
    return f"the range of only {counted(measurement.pairs, 'pair')}:"


def measured(measurement: Measurement) -> str:
    """Everything about a measurement in one line; the name of its clock may be untrusted."""
    told = (
        f"{with_interval(measurement)}, {counted(measurement.pairs, 'pair')} interleaved, "
        f"{p_value(measurement.p_value)} for “no more than {times(measurement.margin)}”; {measurement.clock}"
    )
    if measurement.processor_speedup is not None:
        told += (
            f"; processor time {times(measurement.processor_speedup)}: the work is shared among processors"
        )
    elif measurement.wall_speedup is not None:
        told += f"; wall clock {times(measurement.wall_speedup)}"
    if measurement.instruction_ratio is not None:
        told += f"; instructions {times(measurement.instruction_ratio)}"
    if measurement.pairs < LEAST_PAIRS:
        told += "; so few pairs give no 95 % interval, the ends are those of the pairs"
    if measurement.chained:
        told += "; timed against the candidate it was grown from, and multiplied by that one's gain"
    return told


def duration(seconds: float) -> str:
    """Seconds as ``0.84 s``, ``12.3 s`` or ``4 min 05 s``; ``-`` when it is no number."""
    if not math.isfinite(seconds):
        return "-"
    if seconds < 9.995:
        return f"{seconds:.2f} s"
    if seconds < 59.95:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02d} s"


def p_value(value: float) -> str:
    """``p = 0.013``, ``p < 0.0001`` or ``p unknown``."""
    if not 0.0 <= value <= 1.0:
        return "p unknown"
    return "p < 0.0001" if value < 0.0001 else f"p = {value:.2g}"


def tolerated(report: EvolutionReport) -> str:
    """That floats were allowed to differ, and how much, in a sentence; "" when they were not."""
    return tolerance_in_words(report.float_tolerance)


def tolerance_in_words(tolerance: float | None) -> str:
    """The same of a tolerance alone."""
    if tolerance is None:
        return ""
    return (
        f"floats of results were allowed to differ by {tolerance:g} of the larger one "
        "(float_tolerance); all else was compared exactly"
    )


def float_difference(replay: ReplayEvidence | None) -> str:
    """``floats differ by at most 2.2e-16 …``, or that none does; "" when no difference was allowed."""
    if replay is None or replay.largest_float_difference is None:
        return ""
    largest = replay.largest_float_difference
    return f"floats differ by at most {largest:.2g} of the larger one" if largest else "no float differs"


def rejections(report: EvolutionReport) -> dict[str, int]:
    """Candidates turned down over all functions, by reason, the most frequent first."""
    counts: dict[str, int] = {}
    for outcome in report.functions:
        for reason, count in outcome.rejected.items():
            counts[reason] = counts.get(reason, 0) + count
    return dict(sorted(counts.items(), key=lambda entry: (-entry[1], entry[0])))


def funnel(report: EvolutionReport) -> tuple[tuple[str, int], ...]:
    """How many candidates came how far: ``(("candidates", 17), ("load", 16), …, ("winners", 2))``.

    A candidate that did well but not together with the others counts in every stage before the last.
    """
    reasons = rejections(report)
    left = sum(outcome.candidates for outcome in report.functions)
    stages = [("candidates", left)]
    for name, ending in _STAGES:
        left = max(len(report.winners), left - sum(reasons.get(reason, 0) for reason in ending))
        stages.append((name, left))
    stages.append(("winners", len(report.winners)))
    return tuple(stages)
