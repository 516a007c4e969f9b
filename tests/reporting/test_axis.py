"""Pairs on an axis."""

import math
from dataclasses import replace

import pytest

from ouroboros.records.evidence import Measurement
from ouroboros.reporting.axis import Axis, strip

TIMED = Measurement(
    speedup=3.0,
    low=2.8,
    high=3.2,
    pairs=7,
    p_value=0.01,
    log_ratios=tuple(map(math.log, (2.7, 2.9, 3.0, 3.0, 3.0, 3.1, 3.4))),
)


def test_the_axis_holds_every_value_and_no_change() -> None:
    axis = Axis.over([0.5, 8.0, math.nan, math.inf, -1.0])
    assert (axis.low, axis.high) == (0.5, 8.0)
    assert [axis.share(value) for value in (0.1, 0.5, 2.0, 8.0, 100.0)] == pytest.approx([0, 0, 0.5, 1, 1])
    assert axis.ticks() == [0.5, 1, 2, 5]
    assert Axis(low=0.9, high=1.19).ticks() == pytest.approx([0.9, 0.95, 1, 1.05, 1.1, 1.15])
    assert Axis(low=0.9, high=3000).ticks() == [1, 10, 100, 1000]
    assert Axis.over([]).share(1.0) == pytest.approx(0.525, abs=0.01)


def test_a_strip_shows_each_pair_once_the_interval_and_no_change() -> None:
    pairs, interval, scale = strip(TIMED, width=60)
    assert sum({"·": 1, ":": 2, "•": 3}.get(each, 0) for each in pairs) == 7
    assert pairs[-1] == "·"  # the fastest pair is the end of the axis
    assert pairs.index("|") == interval.index("|")
    assert interval.index("├") < interval.index("┼") < interval.index("┤")
    assert interval.index("┼") == pairs.index("•")
    assert len(scale) == 60
    assert scale.split() == ["0.90x", "3.40x"]


@pytest.mark.parametrize("width", [20, 56, 200])
def test_a_strip_fits_its_width(width) -> None:
    assert max(map(len, strip(TIMED, width=width))) <= width


@pytest.mark.parametrize(
    "changes",
    [{"log_ratios": ()}, {"low": math.nan}, {"speedup": math.inf}, {"log_ratios": (1e9, math.nan)}],
)
def test_what_cannot_be_drawn_is_left_out(changes) -> None:
    assert strip(replace(TIMED, **changes)) == ()
