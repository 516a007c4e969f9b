"""Which of the recorded calls a candidate has to answer, and on which of them it is timed."""

from __future__ import annotations

import random
from collections.abc import Sequence

from ouroboros.records.hotspot import EARLIER, RecordedCall

_TIMED_SECONDS = 0.03
"""Recorded calls that take about this long on the original are timed; more only costs patience."""
_CHECKED_SECONDS = 0.4
"""Recorded calls that take about this long on the original are replayed on every candidate."""
_MAX_CHECKED_BYTES = 24 * 2**20
SLOWEST_CALL_SECONDS = 2.0
"""A function of which even the quickest recorded call takes longer is left alone."""
_BEARABLE_SECONDS = 0.02
"""What a call may take on the original to be made many times, or told line by line."""
_EARLIER_SECONDS = 0.2
"""Likewise for calls that earlier runs recorded, on top of this run's."""
_EARLIER_BYTES = 8 * 2**20


def affordable(
    recorded: Sequence[RecordedCall], rng: random.Random
) -> tuple[list[RecordedCall], list[RecordedCall]]:
    """What can be replayed on every candidate: calls of this run, and of earlier ones beside them."""
    own = [call for call in recorded if call.origin != EARLIER]
    earlier = [call for call in recorded if call.origin == EARLIER]
    if not own:
        return [], _part(earlier, rng, seconds=_CHECKED_SECONDS, room=_MAX_CHECKED_BYTES)
    chosen = _part(own, rng, seconds=_CHECKED_SECONDS, room=_MAX_CHECKED_BYTES)
    # Where this run's calls are too slow, quick ones of another workload would be timed in their place.
    quick = [call for call in earlier if call.seconds <= _EARLIER_SECONDS] if chosen else []
    return chosen, _part(quick, rng, seconds=_EARLIER_SECONDS, room=_EARLIER_BYTES)


def _part(
    recorded: Sequence[RecordedCall], rng: random.Random, *, seconds: float, room: int
) -> list[RecordedCall]:
    """A random part of ``recorded``, in order, of at most ``room`` bytes and ``seconds``."""
    if not recorded or min(call.seconds for call in recorded) > SLOWEST_CALL_SECONDS:
        return []
    chosen: set[int] = set()
    for index in rng.sample(range(len(recorded)), len(recorded)):
        call = recorded[index]
        if len(call.payload) <= room and call.seconds <= seconds:
            chosen.add(index)
            room -= len(call.payload)
            seconds -= call.seconds
    if not chosen:
        chosen.add(min(range(len(recorded)), key=lambda index: recorded[index].seconds))
    return [recorded[index] for index in sorted(chosen)]


def bearable(calls: Sequence[RecordedCall]) -> list[RecordedCall]:
    """Calls that are quick enough to be made many times, in order; how long invented ones take is bounded."""
    return [call for call in calls if call.seconds <= _BEARABLE_SECONDS]


def split(
    calls: Sequence[RecordedCall], rng: random.Random
) -> tuple[tuple[RecordedCall, ...], tuple[RecordedCall, ...]]:
    """Two disjoint parts to time that hold the same mix of quick and slow calls, each in real order.

    Calls next to each other in the order of their recorded durations go apart, the slower one to the part
    that has less so far; which part begins is drawn, so neither is favoured. The durations of the parts
    differ by no more than the slowest call, however uneven the calls are. Where all are more than can be
    timed, a random choice of such pairs is timed in both parts.

    The workload's calls where there are any, else the tests'; only what no call of this run stands for is
    timed on calls of earlier runs, which had another mix.
    """
    timed = [call for call in calls if call.origin == "workload"]
    timed = timed or [call for call in calls if call.origin != EARLIER] or list(calls)
    if len(timed) == 1:
        return (timed[0],), (timed[0],)
    drawn = rng.sample(range(len(timed)), len(timed))  # calls of equal duration in no order
    ranked = sorted(drawn, key=lambda index: -timed[index].seconds)
    pairs = list(zip(ranked[::2], ranked[1::2], strict=False))
    chosen = _for_a_while(timed, rng.sample(pairs, len(pairs)))
    one, other = [], []
    ahead = 0.0
    turned = rng.random() < 0.5  # either way round is as likely
    for slower, quicker in sorted(chosen, key=lambda pair: -timed[pair[0]].seconds):
        first, second = (slower, quicker) if ahead <= 0 else (quicker, slower)
        one.append(first)
        other.append(second)
        ahead += timed[first].seconds - timed[second].seconds
    if len(chosen) == len(pairs) and len(ranked) % 2:
        (one if ahead <= 0 else other).append(ranked[-1])  # the quickest is left over
    first_part, second_part = (tuple(timed[index] for index in sorted(part)) for part in (one, other))
    return (second_part, first_part) if turned else (first_part, second_part)


def _for_a_while(calls: Sequence[RecordedCall], pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """As many of ``pairs`` as either side can time."""
    chosen: list[tuple[int, int]] = []
    left = 2 * _TIMED_SECONDS
    for pair in pairs:
        if chosen and left <= 0:
            break
        chosen.append(pair)
        left -= sum(calls[index].seconds for index in pair)
    return chosen
