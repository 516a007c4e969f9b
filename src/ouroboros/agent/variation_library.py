"""Edges of values of the standard library's own classes: dates, decimals, enumerations and the like."""

from __future__ import annotations

import datetime as dt
import decimal
import enum
import fractions
import math
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

_DAY = dt.timedelta(days=1)
_MONTH_AND_DAY = ((12, 31), (1, 31), (2, 29), (1, 1), (2, 28), (12, 1), (3, 31))
_DECIMALS = (
    "0",
    "-0",
    "0.005",
    "0.015",
    "0.125",
    "1",
    "-0.5",
    "1E+30",
    "NaN",
    "Infinity",
    "1E-30",
    "2.675",
    "0.1",
)
_DIGITS = "0.3333333333333333333333333333"


def edges(value: Any) -> list[Any]:
    """New values of the class of ``value``, the most telling first; none for classes unknown here."""
    if isinstance(value, enum.Enum):
        return [other for other in type(value) if other is not value]
    listed = _LISTED.get(type(value))
    return listed(value) if listed is not None else []


def _possible(made: Iterable[Callable[[], Any]]) -> list[Any]:
    """What can be computed of ``made``: at the ends of time and of precision not everything can."""
    found = []
    for make in made:
        with suppress(ArithmeticError, ValueError):
            found.append(make())
    return found


def _date(value: dt.date) -> list[Any]:
    def on(month: int, day: int) -> Callable[[], dt.date]:
        return lambda: value.replace(month=month, day=day)

    return _possible(
        [
            *(on(month, day) for month, day in _MONTH_AND_DAY),
            lambda: value + _DAY,
            lambda: value - _DAY,
            lambda: value.replace(year=2024, month=2, day=29),
            lambda: value.replace(year=1900, month=2, day=28),
            lambda: value - 4000 * _DAY,
            lambda: type(value).min,
            lambda: type(value).max,
        ]
    )


def _moment(value: dt.datetime) -> list[Any]:
    second, tick = dt.timedelta(seconds=1), dt.timedelta(microseconds=1)
    own = [
        lambda: value.replace(hour=0, minute=0, second=0, microsecond=0),
        lambda: value.replace(hour=23, minute=59, second=59, microsecond=999_999),
        lambda: value - second,
        lambda: value + tick,
        lambda: value.replace(hour=12),
        lambda: value - 400 * _DAY,
    ]
    return [*_possible(own), *_date(value)]


def _span(value: dt.timedelta) -> list[Any]:
    tick = dt.timedelta(microseconds=1)
    made = (
        lambda: value * 0,
        lambda: -value,
        lambda: value + tick,
        lambda: value - _DAY,
        lambda: -tick,
        lambda: _DAY,
        lambda: value * 1000,
        lambda: dt.timedelta.max,
    )
    return _possible(made)


def _decimal(value: decimal.Decimal) -> list[Any]:
    made = (lambda: -value, value.next_plus, lambda: value * 10, lambda: value / 8, lambda: value / 3)
    listed = [decimal.Decimal(each) for each in (*_DECIMALS, _DIGITS)]
    return [*listed[:4], *_possible(made), *listed[4:]]


def _fraction(value: fractions.Fraction) -> list[Any]:
    return _possible(
        (
            lambda: value * 0,
            lambda: -value,
            lambda: 1 / value,
            lambda: value / 3,
            lambda: value + 1,
            lambda: value * 10**20,
        )
    )


def _complex(value: complex) -> list[Any]:
    parts = (0.0, -0.0, 1e200, math.nan, math.inf, 1e-200, 1 / 3)
    made = [complex(part, value.imag) for part in parts] + [complex(value.real, part) for part in parts]
    return [0j, value.conjugate(), -value, value / 7, value * 1e200, *made]


def _range(value: range) -> list[Any]:
    start, stop, step = value.start, value.stop, value.step
    made = (
        lambda: range(start, start, step),
        lambda: range(start, start + step, step),
        lambda: value[::-1],
        lambda: range(start, stop + step, step),
        lambda: range(start, stop, step * 2),
        lambda: range(-stop, stop, step),
    )
    return _possible(made)


_LISTED: dict[type, Callable[[Any], list[Any]]] = {
    dt.date: _date,
    dt.datetime: _moment,
    dt.timedelta: _span,
    decimal.Decimal: _decimal,
    fractions.Fraction: _fraction,
    complex: _complex,
    range: _range,
}
