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


def split(
    calls: Sequence[RecordedCall], rng: random.Random
) -> tuple[tuple[RecordedCall, ...], tuple[RecordedCall, ...]]:
    """Two disjoint random parts to time, each in real order.

    The workload's calls where there are any, else the tests'; only what no call of this run stands for is
    timed on calls of earlier runs, which had another mix.
    """
    timed = [call for call in calls if call.origin == "workload"]
    timed = timed or [call for call in calls if call.origin != EARLIER] or list(calls)
    if len(timed) == 1:
        return (timed[0],), (timed[0],)
    order = rng.sample(range(len(timed)), len(timed))
    half = (len(order) + 1) // 2
    return _short(timed, order[:half]), _short(timed, order[half:])


def _short(calls: Sequence[RecordedCall], order: Sequence[int]) -> tuple[RecordedCall, ...]:
    chosen: list[int] = []
    left = _TIMED_SECONDS
    for index in order:
        if chosen and left <= 0:
            break
        chosen.append(index)
        left -= calls[index].seconds
    return tuple(calls[index] for index in sorted(chosen))
