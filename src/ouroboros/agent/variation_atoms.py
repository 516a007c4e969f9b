"""New numbers and texts near recorded ones, and at the edges where code goes wrong."""

from __future__ import annotations

import math
from collections.abc import Callable
from random import Random

GROWTH = 3
"""How many times larger than what was seen a generated value may be."""

_STRANGE = ("é", "ß", "İ", "\u0301", "𝄞", "\x00", "\n", "\t", "'", "%", "{", "0", "中", "\ud800")
_HUGE = (2**31 - 1, 2**31, 2**53 + 1, 2**63 - 1, 2**63, 2**64, -(2**63) - 1, 10**25)
_LARGE = 2**31
_SAMPLED = 64


def integer(value: int, bound: int, rng: Random, *, element: bool = False) -> int:
    """An integer near ``value`` or an edge; ``bound`` is the largest magnitude seen. For data, huge ones too.

    ``element`` says that it lies inside a container.
    """
    # Small numbers by themselves are often counts, for which a huge one may never end; elements are data.
    if rng.random() < (0.2 if bound >= _LARGE else 0.1 if element else 0.0):
        return rng.choice(_HUGE)
    near = (0, 1, -1, 2, -value, value + 1, value - 1, value * 2, value // 2, bound, bound + 1, -bound)
    return rng.choice((*near, rng.randint(-bound, bound), rng.randint(0, bound * GROWTH)))


def floating(value: float, other: float, rng: Random) -> float:
    """A float near ``value`` or an edge; ``other`` was seen in the same place."""
    if rng.random() < 0.12:
        return rng.choice((math.nan, math.inf, -math.inf, 5e-324, 1.7976931348623157e308, -1e-310))
    ways: tuple[Callable[[], float], ...] = (
        lambda: 0.0,
        lambda: -0.0,
        lambda: 1.0,
        lambda: -value,
        lambda: value * rng.uniform(-GROWTH, GROWTH),
        lambda: math.nextafter(value, math.inf),
        lambda: float(math.floor(value)) if math.isfinite(value) else value,
        lambda: value + 0.1,
        lambda: (value + other) / 2,
        lambda: other,
    )
    return rng.choice(ways)()


def text(value: str, other: str, rng: Random) -> str:
    """A string made of ``value``, of ``other`` seen in the same place, and of what breaks parsers."""
    at = rng.randrange(len(value) + 1)
    ways: tuple[Callable[[], str], ...] = (
        lambda: "",
        lambda: " ",
        lambda: value[:at],
        lambda: value[at:],
        lambda: value[:at] + value[at + 1 :],
        lambda: value[:at] + rng.choice(_STRANGE) + value[at:],
        lambda: value[:at] + other[at:],
        lambda: value[::-1],
        lambda: value + value,
        lambda: value[:1] * len(value),
        value.upper,
        value.lower,
        value.swapcase,
        lambda: f" {value}\t",
        lambda: value + other,
        lambda: "".join(rng.sample(value[:_SAMPLED], len(value[:_SAMPLED]))),
    )
    return rng.choice(ways)()
