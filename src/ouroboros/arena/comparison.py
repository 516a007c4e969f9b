"""Two series of observations side by side: where they part, in words a person can act on."""

from __future__ import annotations

from collections.abc import Sequence

from ouroboros.arena.arms import ObservedCalls
from ouroboros.records.evidence import Difference, Observation
from ouroboros.records.hotspot import RecordedCall


def first_difference(
    calls: Sequence[RecordedCall], expected: ObservedCalls, got: ObservedCalls
) -> tuple[Difference, RecordedCall | None] | None:
    """The first place where ``got`` leaves ``expected``, with the call that it shows in where it is one.

    Args:
        calls: what was called.
        expected: one observation for each of them.
        got: what is compared with it.

    """
    if len(got.observations) != len(calls):
        told = f"{len(calls)} answers"
        return Difference(call="the series of calls", expected=told, got=got.lost), None
    pairs = zip(calls, expected.observations, got.observations, strict=True)
    for number, (call, wanted, answer) in enumerate(pairs, start=1):
        if not wanted.agrees(answer):
            return difference(f"{call.origin} call {number} of {call.function}", wanted, answer), call
    if expected.state.digest != got.state.digest:
        return difference("the module's variables afterwards", expected.state, got.state), None
    return None


def difference(call: str, expected: Observation, got: Observation, arguments: str = "") -> Difference:
    """What is told about two observations of one ``call`` that differ."""
    return Difference(
        call=call,
        expected=_around(expected.description, got.description),
        got=_around(got.description, expected.description) or got.reason,
        arguments=arguments,
    )


def _around(text: str, other: str, width: int = 160) -> str:
    """The part of ``text`` where it leaves ``other``."""
    at = next(
        (i for i, (a, b) in enumerate(zip(text, other, strict=False)) if a != b), min(len(text), len(other))
    )
    start = max(0, at - width // 3)
    return ("…" if start else "") + text[start : start + width] + ("…" if start + width < len(text) else "")
