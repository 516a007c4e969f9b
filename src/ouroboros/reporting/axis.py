"""Speed-ups on a logarithmic axis: where the pairs behind an interval lie, as numbers or a strip of text."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from ouroboros.records.evidence import Measurement
from ouroboros.reporting.figures import times

_LEAST_SPAN = (0.9, 1.1)
_MOST_TICKS = 6
_SHORT = 4.0
"""An axis over a smaller ratio has ticks at equal steps."""
_STEPS = (0.02, 0.05, 0.1, 0.2, 0.5)
_BASES: tuple[tuple[float, ...], ...] = ((1, 2, 5), (1, 3), (1,))
"""Ticks of one power of ten, for longer axes."""
_DENSITY = "·:•●"
"""One pair in a column, two, three, four or more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """A logarithmic axis from ``low`` to ``high``, both above zero, that always holds "no change"."""

    low: float
    high: float

    @classmethod
    def over(cls, values: Iterable[float], *, least: tuple[float, float] = _LEAST_SPAN) -> Axis:
        """An axis on which all finite ``values`` above zero lie, and ``least``."""
        inside = [value for value in values if 0 < value < math.inf]
        return cls(low=min(least[0], *inside, least[1]), high=max(least[1], *inside, least[0]))

    def share(self, value: float) -> float:
        """Where ``value`` lies, from 0 at the low end to 1; what lies outside is at the end."""
        value = min(max(value, self.low), self.high)
        return (math.log(value) - math.log(self.low)) / (math.log(self.high) - math.log(self.low))

    def percent(self, value: float) -> float:
        """The same in per cent of a width, with a little room at both ends."""
        return 2 + 96 * self.share(value)

    def ticks(self) -> list[float]:
        """At most six round values on the axis: at equal steps where it is short, else 1, 2, 5, 10, 20 …."""
        if self.high / self.low < _SHORT:
            series = [
                [step * place for place in range(1, math.ceil(self.high / step) + 1)] for step in _STEPS
            ]
        else:
            series = [[base * 10.0**power for power in range(-2, 7) for base in bases] for bases in _BASES]
        inside: list[float] = []
        for ticks in series:
            inside = [tick for tick in ticks if self.low <= tick <= self.high]
            if len(inside) <= _MOST_TICKS:
                break
        return inside


def finite(measurement: Measurement | None) -> bool:
    """Whether a measurement can be drawn."""
    if measurement is None:
        return False
    return all(0 < figure < math.inf for figure in (measurement.speedup, measurement.low, measurement.high))


def ratios(measurement: Measurement) -> tuple[float, ...]:
    """Speed-up of each pair that was kept; what is no number is left out."""
    return tuple(math.exp(each) for each in measurement.log_ratios if abs(each) < 50)


def axis_of(measurement: Measurement) -> Axis:
    """An axis for one measurement and its pairs."""
    return Axis.over((*ratios(measurement), measurement.low, measurement.high))


def strip(measurement: Measurement, width: int = 56) -> tuple[str, ...]:
    """The pairs and their interval as three lines of text; none where nothing can be drawn.

    Args:
        measurement: with the log ratios of its pairs.
        width: columns of the lines, >= 20.

    Returns:
        Pairs (``·`` one, ``:`` two, ``•`` three, ``●`` more in a column; ``|`` no change), the interval
        (``├─┼─┤``), and the ends of the axis.

    """
    found = ratios(measurement)
    if not found or not finite(measurement):
        return ()
    axis = axis_of(measurement)

    def column(value: float) -> int:
        return round(axis.share(value) * (width - 1))

    columns = [0] * width
    for ratio in found:
        columns[column(ratio)] += 1
    dots = [_DENSITY[min(count, len(_DENSITY)) - 1] if count else " " for count in columns]
    line = [" "] * width
    first, middle, last = (column(each) for each in (measurement.low, measurement.speedup, measurement.high))
    line[first : last + 1] = "─" * (last + 1 - first)
    line[first], line[last], line[middle] = "├", "┤", "┼"
    one = column(1.0)
    for row in (dots, line):
        if row[one] == " ":
            row[one] = "|"
    ends = [times(axis.low), times(axis.high)]
    scale = ends[0] + ends[1].rjust(width - len(ends[0]))
    return "".join(dots).rstrip(), "".join(line).rstrip(), scale
