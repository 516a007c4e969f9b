"""How far apart two observations are: everything but floats to the letter, floats by relative difference.

The confined side says what it saw and never learns what is allowed; whether that is near enough is decided
here, on the canonical texts (``agent.canonical``). A text counts only when it is whole, that is when it has
the digest that came with it: what was cut off is unknown, and unknown is a difference.

There is no absolute tolerance: how small "nearly zero" is depends on the units of the program. A result that
cancels out to nearly zero must therefore agree as closely, in relation to itself, as any other.
"""

from __future__ import annotations

import hashlib
import math
import re

from ouroboros.records.evidence import Observation

# What is quoted is text, whatever it looks like. What stands between « and » is looked up by equality. And no
# float is a part of a longer word.
_TOKEN = re.compile(
    r"'[^'\\]*+(?:\\.[^'\\]*+)*+'"
    r'|"[^"\\]*+(?:\\.[^"\\]*+)*+"'
    r"|[«»]"
    r"|(?<![\w.<>])(-?0x[01]\.[0-9a-f]{1,13}p[+-][0-9]{1,4}|nan:[0-9a-f]{16})(?![\w.])",
    re.DOTALL,
)


def deviation(expected: Observation, got: Observation, tolerance: float | None) -> float:
    """How far ``got`` is from ``expected``.

    Args:
        expected: what the original did; where exactly its floats stand decides what may differ.
        got: what another version did.
        tolerance: greatest relative difference of two floats, in (0, 1); ``None`` allows none.

    Returns:
        0 when both are equal to the bit; the greatest relative difference between two floats, up to
        ``tolerance``, when nothing else differs; infinity when they are different.

    """
    if expected.outcome is not got.outcome:
        return math.inf
    if expected.digest == got.digest:
        return 0.0
    if tolerance is None or not (is_whole(expected) and is_whole(got)):
        return math.inf
    exact, floats = _parted(expected.description)
    other_exact, other_floats = _parted(got.description)
    if exact != other_exact:
        return math.inf
    pairs = zip(floats, other_floats, strict=True)
    largest = max((relative_difference(one, other) for one, other in pairs), default=math.inf)
    return largest if largest <= tolerance else math.inf


def is_whole(observation: Observation) -> bool:
    """Whether the description tells everything that its digest covers."""
    told = observation.description.encode("utf-8", "surrogatepass")
    return hashlib.sha256(told).hexdigest() == observation.digest


def relative_difference(one: str, other: str) -> float:
    """Difference of two floats in relation to the larger one, in [0, 2].

    NaN equals NaN, whatever its payload. Zeros of different sign are infinitely far apart, and so is what is
    no float.

    Args:
        one: a float as descriptions tell it: ``float.hex``, or ``nan:`` and its bytes.
        other: likewise.

    """
    if one == other:
        return 0.0
    if one.startswith("nan:") or other.startswith("nan:"):
        return 0.0 if one[:4] == other[:4] else math.inf
    try:
        first, second = float.fromhex(one), float.fromhex(other)
    except (OverflowError, ValueError):
        return math.inf  # nobody's float looks like this; a hostile process can write anything
    larger = max(abs(first), abs(second))
    # The sign of a zero shows in a division, in printing and in a branch cut.
    return abs(first - second) / larger if larger else math.inf


def _parted(text: str) -> tuple[list[str], list[str]]:
    """What has to be equal to the letter, and the floats between its parts."""
    exact: list[str] = []
    floats: list[str] = []
    start = looked_up = 0
    for found in _TOKEN.finditer(text):
        if found[1] is None:
            mark = text[found.start()]
            looked_up += (mark == "«") - (mark == "»")
        elif not looked_up:
            exact.append(text[start : found.start()])
            floats.append(found[1])
            start = found.end()
    exact.append(text[start:])
    return exact, floats
