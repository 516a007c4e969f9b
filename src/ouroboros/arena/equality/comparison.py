"""Two series of observations side by side: where they part, in words a person can act on."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ouroboros.agent.canonical_arrays import TOO_MANY
from ouroboros.arena.equality.float_tolerance import deviation, is_whole
from ouroboros.records.evidence import Difference, Observation
from ouroboros.records.hotspot import RecordedCall


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservedCalls:
    """What a series of calls did, one observation each."""

    observations: tuple[Observation, ...]
    state: Observation
    """The target's module variables afterwards."""
    lines: frozenset[int] = frozenset()
    """Executed lines of the traced file."""
    lost: str = ""
    """Why the series broke off; the observations from there on are LOST."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Where two series part, if they do."""

    difference: Difference | None = None
    """The first one; ``None`` when there is none."""
    call: RecordedCall | None = None
    """The call that it shows in, where it is one."""
    largest: float = 0.0
    """Greatest relative difference between two floats, which was allowed."""


def compared(
    calls: Sequence[RecordedCall], expected: ObservedCalls, got: ObservedCalls, tolerance: float | None
) -> Comparison:
    """Find the first place where ``got`` leaves ``expected``.

    Args:
        calls: what was called.
        expected: one observation for each of them.
        got: what is compared with it.
        tolerance: greatest relative difference of two floats that is none; ``None``: to the bit.

    """
    if len(got.observations) != len(calls):
        told = f"{len(calls)} answers"
        return Comparison(difference=Difference(call="the series of calls", expected=told, got=got.lost))
    largest = 0.0
    pairs = zip(calls, expected.observations, got.observations, strict=True)
    for number, (call, wanted, answer) in enumerate(pairs, start=1):
        largest = max(largest, deviation(wanted, answer, tolerance))
        if largest == math.inf:
            name = f"{call.origin} call {number} of {call.function}"
            return Comparison(difference=difference(name, wanted, answer, tolerance), call=call)
    largest = max(largest, deviation(expected.state, got.state, tolerance))
    if largest == math.inf:
        name = "the module's variables afterwards"
        return Comparison(difference=difference(name, expected.state, got.state, tolerance))
    return Comparison(largest=largest)


def difference(
    call: str, expected: Observation, got: Observation, tolerance: float | None, arguments: str = ""
) -> Difference:
    """What is told about two observations of one ``call`` that differ."""
    told = _around(got.description, expected.description) or got.reason
    if tolerance is not None and not (_tells_all(expected) and _tells_all(got)):
        told = f"(too long to be told in full, so no float of it may differ) {told}"
    return Difference(
        call=call,
        expected=_around(expected.description, got.description),
        got=told,
        arguments=arguments,
    )


def _tells_all(observation: Observation) -> bool:
    return not observation.digest or (is_whole(observation) and TOO_MANY not in observation.description)


def _around(text: str, other: str, width: int = 160) -> str:
    """The part of ``text`` where it leaves ``other``."""
    at = next(
        (i for i, (a, b) in enumerate(zip(text, other, strict=False)) if a != b), min(len(text), len(other))
    )
    start = max(0, at - width // 3)
    return ("…" if start else "") + text[start : start + width] + ("…" if start + width < len(text) else "")
