"""Whether a candidate is faster than the original, and by how much, from interleaved pairs.

Screening stops as soon as an anytime-valid test can tell. What is reported comes from confirmation alone: a
fixed number of pairs in fresh processes, on calls that screening did not time.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from statistics import median

from ouroboros.arena.sandboxing.sandbox import Sandbox
from ouroboros.arena.timing.pairs import PASSES, Contest, PairTiming, pair
from ouroboros.arena.timing.significance import EProcess, estimate, even_part
from ouroboros.errors import SandboxDiedError
from ouroboros.records.evidence import LEAST_PAIRS, PROCESSOR_CLOCK, WALL_CLOCK, Gate, Measurement

_FUTILITY_PAIRS = 6
"""After this many pairs a candidate that looks no faster than the margin is not worth more time."""
_RACING_MARGIN = 0.1
"""How far behind, in log ratio, a candidate is clearly behind."""
_HOPELESS_PAIRS = 3
_HOPELESS = 0.3
"""So far below what it has to reach, in log ratio, three pairs are enough to give a candidate up."""
_CLEAR_GAIN = 1.5
"""Lower end of a screened gain from which on half the pairs settle the question as well."""
_LEAST_CONFIRMING = 10
_LEAST_PROCESSOR_SPEEDUP = 0.8
"""What sharing work among processors may cost: a quarter more processor time."""
_KEPT_GAIN = 0.75
"""Share of the saved time that has to be saved as well when a call is made for the first time."""


def screen(
    sandbox: Sandbox,
    contest: Contest,
    *,
    alpha: float,
    minimum_speedup: float,
    rng: random.Random,
    to_beat: float = 1.0,
    max_pairs: int = 60,
    on_pair: Callable[[PairTiming], None] = lambda _timing: None,
) -> Measurement:
    """Decide by an anytime-valid test whether the candidate is faster than the margin, or stop trying.

    Args:
        sandbox: where the arms are forked.
        contest: calibrated contest.
        alpha: share of the session's error that this decision may spend.
        minimum_speedup: ratio, >= 1, that has to be exceeded.
        rng: decides orders.
        to_beat: gain of a rival that has passed; a candidate that clearly stays behind is given up.
        max_pairs: give up undecided after this many.
        on_pair: told every pair.

    """
    margin = math.log(minimum_speedup)
    wanted = max(margin, math.log(to_beat) - _RACING_MARGIN)
    faster, not_faster = EProcess(margin=margin), EProcess(margin=margin, sign=-1)
    pairs: list[PairTiming] = []
    decided = Gate.UNKNOWN
    while len(pairs) < max_pairs and decided is Gate.UNKNOWN:
        timing = pair(sandbox, contest, rng, passes=_passes(pairs, margin))
        pairs.append(timing)
        on_pair(timing)
        faster.add(timing.gain)
        not_faster.add(timing.gain)
        if faster.value >= 1 / alpha:
            decided = Gate.PASSED
        elif (
            not_faster.value >= 20
            or (len(pairs) >= _FUTILITY_PAIRS and median(each.gain for each in pairs) < wanted)
            or (len(pairs) == _HOPELESS_PAIRS and max(each.gain for each in pairs) < wanted - _HOPELESS)
        ):
            decided = Gate.FAILED
    return measurement(pairs, margin=margin, decided=decided, e_value=faster.value)


def _passes(past: Sequence[PairTiming], margin: float) -> int:
    """How carefully to time the next pair: once where all pairs so far say the same.

    Only past pairs decide, so the next difference is as symmetric as any, and every test stays valid.
    """
    clear = len({each.gain > margin for each in past}) == 1
    return 1 if clear else PASSES


def measurement(
    pairs: Sequence[PairTiming], *, margin: float, decided: Gate, e_value: float = 0.0
) -> Measurement:
    """Sum up pairs: exact interval by the clock that decides, median of the other one beside it."""
    result = estimate([each.gain for each in pairs], margin=margin)
    counts = [each.instructions for each in pairs if each.instructions is not None]
    by_wall = any(each.by_wall for each in pairs)
    return Measurement(
        speedup=result.ratio,
        low=result.low,
        high=result.high,
        pairs=result.pairs,
        p_value=min(1.0, 1 / e_value) if e_value else result.p_value,
        e_value=e_value,
        clock=WALL_CLOCK if by_wall else PROCESSOR_CLOCK,
        wall_speedup=math.exp(median(each.wall for each in pairs)),
        processor_speedup=math.exp(median(each.cpu for each in pairs)) if by_wall else None,
        instruction_ratio=math.exp(median(counts)) if counts else None,
        decided=decided,
        margin=math.exp(margin),
        log_ratios=even_part([each.gain for each in pairs]),
    )


def pairs_to_confirm(screening: Measurement, most: int) -> int:
    """How many fresh processes a winner of screening has to prove itself in, before any of them is started.

    The gain that was screened decides, on calls and processes that confirmation does not see: where it is
    large, ten pairs leave the doubt that twenty leave of a small one.

    Args:
        screening: what was measured while screening.
        most: what the user asked for; never exceeded.

    """
    return min(most, _LEAST_CONFIRMING) if screening.low >= _CLEAR_GAIN else most


@dataclass(slots=True)
class _Entry:
    contest: Contest
    wanted: int
    pairs: list[PairTiming] = field(default_factory=list)
    failure: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """What fresh processes said of one contest; ``failure`` when an arm died or disagreed."""

    measurement: Measurement | None
    failure: str = ""
    note: str = ""
    """Why the figures are those of first times, where they are."""


def confirm(
    start: Callable[[int], Sandbox],
    contests: Sequence[tuple[Contest, int]],
    *,
    minimum_speedup: float,
    rng: random.Random,
    on_pair: Callable[[int], None] = lambda _done: None,
) -> tuple[Confirmation, ...]:
    """Measure every contest once in each of its fresh interpreters. Only this is ever reported.

    The number of pairs is fixed beforehand and no contest is stopped early, so the interval and the p-value
    are those of a fixed-size experiment. A contest is PASSED when the interval's lower end exceeds
    ``minimum_speedup``, the one-sided p-value is below 0.01, and the other clock does not say the opposite.
    Where most of the gain is missing when a call is made for the first time, the first times are what counts.

    Args:
        start: starts a fresh sandbox with the given hash seed; closed here.
        contests: calibrated contests, with calls that screening has not used, and for each how many fresh
            interpreters, >= 6 for a 95 % interval. Several contests share an interpreter.
        minimum_speedup: ratio that has to be exceeded.
        rng: decides hash seeds and orders.
        on_pair: told how many interpreters are done.

    """
    margin = math.log(minimum_speedup)
    entries = [_Entry(contest, wanted) for contest, wanted in contests]
    for done in range(max((entry.wanted for entry in entries), default=0)):
        with start(rng.randrange(1, 2**32)) as sandbox:
            for entry in rng.sample(entries, len(entries)):
                if entry.failure or len(entry.pairs) == entry.wanted:
                    continue
                try:
                    passes = _passes(entry.pairs, margin)
                    entry.pairs.append(pair(sandbox, entry.contest, rng, passes=passes, first=True))
                except SandboxDiedError as error:
                    entry.failure = str(error)
        on_pair(done + 1)
    return tuple(_confirmed(entry, margin) for entry in entries)


def _confirmed(entry: _Entry, margin: float) -> Confirmation:
    if entry.failure:
        return Confirmation(measurement=None, failure=entry.failure)
    timed = _decided(entry.pairs, margin)
    unseen = _unseen(entry)
    if not unseen:
        return Confirmation(measurement=timed)
    told = _decided(unseen, margin)
    note = f"{timed.speedup:.2f}x when the same calls are made again, {told.speedup:.2f}x the first time"
    return Confirmation(measurement=told, note=note)


def _unseen(entry: _Entry) -> list[PairTiming]:
    """The pairs by their first times, where those clearly save too little of what later times save.

    Seconds are compared, not ratios: what a first time costs both sides alike would hide a part of any gain.
    """
    left_over: list[float] = []
    firsts: list[PairTiming] = []
    for each in entry.pairs:
        if each.first_seconds is not None:
            original, candidate = each.first_seconds
            saved = (each.seconds[0] - each.seconds[1]) / entry.contest.repeats
            left_over.append(original - candidate - _KEPT_GAIN * saved)
            ratio = math.log(original / candidate)
            firsts.append(replace(each, wall=ratio) if each.by_wall else replace(each, cpu=ratio))
    if len(firsts) < LEAST_PAIRS or estimate(left_over).high >= 1:
        return []
    return firsts


def _decided(pairs: Sequence[PairTiming], margin: float) -> Measurement:
    timed = measurement(pairs, margin=margin, decided=Gate.UNKNOWN)
    faster = math.log(timed.low) > margin and timed.p_value < 0.01 and other_clock_agrees(timed)
    return replace(timed, decided=Gate.PASSED if faster else Gate.FAILED)


def other_clock_agrees(timed: Measurement) -> bool:
    """Whether the clock that does not decide says nothing against a gain.

    Work may be shared among processors, and then takes less time on the wall; it may not become much more.
    """
    if timed.processor_speedup is not None:
        return timed.processor_speedup > _LEAST_PROCESSOR_SPEEDUP
    return timed.wall_speedup is not None and timed.wall_speedup > 1


def chained(parent: Measurement, child: Measurement) -> Measurement:
    """What a child that was timed against its parent roughly gains over the original: the product.

    Args:
        parent: against the original, or chained itself.
        child: against its parent.

    """
    return replace(
        child,
        speedup=parent.speedup * child.speedup,
        low=parent.low * child.low,
        high=parent.high * child.high,
        log_ratios=tuple(ratio + math.log(parent.speedup) for ratio in child.log_ratios),
        chained=True,
    )
