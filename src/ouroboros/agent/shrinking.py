"""Smaller calls: one step nearer to the simplest call that still shows what a given one shows.

Each step is smaller in an order without endless descents: fewer elements, shorter texts, numbers nearer to
zero with fewer digits. The largest steps come first, as in delta debugging (Zeller and Hildebrandt, 2002).
"""

from __future__ import annotations

import collections
import math
from collections.abc import Callable, Iterator, Mapping
from itertools import chain, repeat, zip_longest
from typing import Any

from ouroboros.agent.variation_pool import Call, ordered
from ouroboros.agent.variation_records import PLAIN, changed, fields, is_record

_FIXED_LENGTH = 8
"""Tuples up to this length are rows whose length means something."""
_DEPTH = 6
_ELEMENTS = 24
"""Elements of one container that are made smaller one by one."""
_SIMPLE = "a0 "


def smaller(args: tuple[Any, ...], kwargs: dict[str, Any]) -> Iterator[Call]:
    """Calls that differ from the given one in one step towards simplicity, large steps first.

    What is yielded shares parts with the given call: pickle it before anything runs it.
    """
    values: dict[Any, Any] = {**dict(enumerate(args)), **kwargs}
    for place, new in _in_turn({place: _steps(value, _DEPTH) for place, value in values.items()}):
        changed = {**values, place: new}
        yield tuple(changed[index] for index in range(len(args))), {name: changed[name] for name in kwargs}


def _steps(value: Any, depth: int) -> Iterator[Any]:
    make = _STEPS.get(type(value))
    if make is not None:
        yield from make(value, depth)
    elif is_record(value) and depth > 0:
        parts = {name: _steps(part, depth - 1) for name, part in fields(value).items()}
        for name, new in _in_turn(parts):
            yield changed(value, name, new)


def _boolean(value: bool, _depth: int) -> Iterator[bool]:
    if value:
        yield False


def _integer(value: int, _depth: int) -> Iterator[int]:
    if not value:
        return
    yield 0
    if value < 0:
        yield -value
    for size in (abs(value).bit_length() // 2, abs(value).bit_length() - 1):
        if 0 < 1 << size < abs(value):
            yield (1 << size) * (-1 if value < 0 else 1)
    if abs(value) > 1:
        yield (abs(value) // 10) * (-1 if value < 0 else 1)
        yield value // 2 if value > 0 else -(-value // 2)
        yield value - 1 if value > 0 else value + 1


def _floating(value: float, _depth: int) -> Iterator[float]:
    if value == 0.0 and math.copysign(1.0, value) > 0:
        return
    yield 0.0
    if value == 1.0:
        return
    yield 1.0
    if not math.isfinite(value):
        return
    if value < 0:
        yield -value
    for digits in (0, 1, 2):
        if (rounded := round(value, digits)) != value:
            yield rounded
    if abs(value) > 2:
        yield float(int(value / 2))
        yield float(int(value) - (1 if value > 0 else -1))


def _text(value: str, _depth: int) -> Iterator[str]:
    yield from ("".join(kept) for kept in _fewer(list(value)))
    for index, character in enumerate(value[:_ELEMENTS]):
        for simple in _SIMPLE[: _SIMPLE.find(character)] if character in _SIMPLE else _SIMPLE:
            yield value[:index] + simple + value[index + 1 :]


def _octets(value: Any, depth: int) -> Iterator[Any]:
    yield from (type(value)(text.encode("latin-1")) for text in _text(bytes(value).decode("latin-1"), depth))


def _sequence(value: list[Any], depth: int) -> Iterator[list[Any]]:
    yield from _fewer(value)
    if depth > 0:
        parts = {index: _steps(part, depth - 1) for index, part in enumerate(value[:_ELEMENTS])}
        for index, new in _in_turn(parts):
            yield [*value[:index], new, *value[index + 1 :]]
        # Equal elements may matter because they are equal.
        plain = [(type(part), part) for part in value if type(part) in PLAIN]
        for kind, part in [each for each, count in collections.Counter(plain).items() if count > 1]:
            for new in _steps(part, depth - 1):
                yield [new if type(other) is kind and other == part else other for other in value]


def _row(value: tuple[Any, ...], depth: int) -> Iterator[tuple[Any, ...]]:
    made = _sequence(list(value), depth)
    yield from (tuple(new) for new in made if len(value) > _FIXED_LENGTH or len(new) == len(value))


def _group(value: Any, depth: int) -> Iterator[Any]:
    yield from (type(value)(new) for new in _sequence(ordered(value), depth))


def _queue(value: Any, depth: int) -> Iterator[Any]:
    yield from (collections.deque(new, value.maxlen) for new in _sequence(list(value), depth))


def _mapping(value: dict[Any, Any], depth: int) -> Iterator[dict[Any, Any]]:
    yield from (dict(kept) for kept in _fewer(list(value.items())))
    if depth > 0:
        for key, new in _in_turn(
            {key: _steps(part, depth - 1) for key, part in [*value.items()][:_ELEMENTS]}
        ):
            yield {**value, key: new}


def _fewer(items: list[Any]) -> Iterator[list[Any]]:
    """Without anything, then without ever shorter stretches."""
    if items:
        yield []
    size = len(items) // 2
    while size:
        for start in range(0, len(items), size):
            yield items[:start] + items[start + size :]
        size //= 2


def _in_turn(series: Mapping[Any, Iterator[Any]]) -> Iterator[tuple[Any, Any]]:
    """(name, value) of each series in turn, until all are used up."""
    nothing = object()
    named = [zip(repeat(name), values, strict=False) for name, values in series.items()]
    rows = zip_longest(*named, fillvalue=(nothing, None))
    return (pair for pair in chain.from_iterable(rows) if pair[0] is not nothing)


_STEPS: dict[type, Callable[[Any, int], Iterator[Any]]] = {
    bool: _boolean,
    int: _integer,
    float: _floating,
    str: _text,
    bytes: _octets,
    bytearray: _octets,
    list: _sequence,
    tuple: _row,
    set: _group,
    frozenset: _group,
    collections.deque: _queue,
    dict: _mapping,
}
