"""The edges of recorded values, in a fixed order: where code goes wrong that is right in the middle.

Random changes find an edge sooner or later; of a few hundred calls, too many are spent on finding it. Here
the edges that every type has (empty, one, equal ones, the other way round, zero, not a number, ß, …) are
listed, and those that the function itself tells: numbers and texts in its code, and their neighbours.
"""

from __future__ import annotations

import collections
import math
import sys
from collections.abc import Callable, Iterable, Mapping
from itertools import cycle, islice, zip_longest
from typing import Any

from ouroboros.agent import variation_arrays, variation_library
from ouroboros.agent.variation_constants import Constants
from ouroboros.agent.variation_pool import DEPTH, ITERATORS, Path, Pool, ordered
from ouroboros.agent.variation_records import PLAIN, changed, copied, fields, is_record

HUGE = (2**31, 2**53 + 1, 2**63, -(2**63) - 1, 2**64 - 1, 10**25, 2**31 - 1, 2**63 - 1, 10**30 - 1)
_FLOATS = (
    *(0.0, -0.0, math.nan, 1.0, -1.5, math.inf, 0.1, 2.5, 1e16, -math.inf, 1e-320, 0.7, 3.0, 1e22 / 3, 1e-9),
    sys.float_info.max,
)
_SUMS = (
    [0.1, 0.2, 0.3],
    [1e16, 1.0, -1e16],
    [-0.0],
    [math.nan, 1.0],
    [math.inf, -math.inf],
    [0.7, 0.1, 0.3, 1e3 / 3, 0.1],
    [1.0, -1e100, 1.0, 1e100],
)
"""Lists of floats whose sum depends on the order, the start or the precision."""
_WHOLE_SUMS = ([2**53 + 1, 1], [3, 10**17 + 3, 10**17 + 2, 7], [2**63 - 1, 1], [-(2**31), -1, 2**31])
"""Lists of integers whose sum or mean shows how many bits were used on the way."""
_TEXTS = (
    "",
    " ",
    "ß",
    "a",
    "0",
    "ſİ",
    ".",
    "é",
    "中𝄞",
    "(*",
    "-1",
    "²١",
    "\x00",
    "\ud800",
    "A b\tc\n d ",
    "ŉǆ",
    "1.5",
    "e\u0301",
)
_LONGEST = 64
_DARING = 2**24
"""A number by itself is often a count: from here on it may take for ever, or all memory."""
_WHOLE = (4, 8, 20, 60, 200)
"""Elements of a container that its edges keep, by the levels left: edges need no size, nesting multiplies."""
_LONGEST_TEXT = 1_000
_PARTS = 3
"""Elements of one container, keys of one mapping that are taken to their edges one by one."""
_NESTED = 10
"""Edges of one element that are tried."""


class Edges:
    """Lists the edges of values in their places."""

    def __init__(self, pool: Pool, constants: Constants) -> None:
        self.pool = pool
        self.constants = constants

    def of(self, path: Path, value: Any, depth: int = DEPTH) -> list[Any]:
        """New values for a place, of the type of ``value``, the most telling first; none for others."""
        try:
            edges = _EDGES.get(type(value))
            if edges is not None:
                return edges(self, path, value, depth)
            if isinstance(value, dict):
                return [_refilled(value, new) for new in self.mapping(path, dict(value), depth)]
            listed = variation_library.edges(value)
            listed += variation_arrays.edges(value, lambda items: self.items(("array",), items, 1))
            if listed or depth <= 0:
                return listed
            make = getattr(type(value), "_make", None)
            if isinstance(value, tuple) and make is not None:
                return [make(new) for new in self.row(path, tuple(value), depth)]
            if is_record(value):
                return self._record(path, value, depth)
        except Exception:
            return []  # a value that resists has no edges
        return []

    def daring(self, path: Path, value: Any) -> list[Any]:
        """Values that might take for ever: asked for last."""
        if type(value) is not int or len(path) > 1:
            return []
        return [*(each for each in self.told(value) if abs(each) >= _DARING), *HUGE]

    def told(self, value: Any) -> list[Any]:
        """Values of the type of ``value`` that the code mentions, and their neighbours."""
        if type(value) is int:
            return [near for each in self.constants.integers for near in (each, each + 1, each - 1)]
        if type(value) is float:
            ends = (math.inf, -math.inf)
            return [
                near
                for each in self.constants.floats
                for near in (each, *(math.nextafter(each, end) for end in ends))
            ]
        return list(self.constants.texts) if type(value) is str else []

    def integer(self, path: Path, value: int, _depth: int) -> list[int]:
        """Small ones, neighbours of the given one, of the largest seen and of those in the code."""
        bound = max(
            (abs(seen) for seen in self.pool.seen.get(path, ()) if type(seen) is int), default=abs(value)
        )
        told = [each for each in self.told(value) if len(path) > 1 or abs(each) < _DARING]
        close = [
            0,
            1,
            -1,
            2,
            value + 1,
            value - 1,
            3,
            4,
            -value,
            bound + 1,
            5,
            7,
            value * 2,
            -2,
            9,
            bound * 3,
        ]
        more = [
            value // 2,
            6,
            8,
            10,
            16,
            25,
            -bound - 1,
            value + 2,
            value - 2,
            bound * 2 + 1,
            value - 3,
            12,
            49,
        ]
        huge = HUGE if len(path) > 1 else ()
        listed = [*close[:6], *_in_turn(close[6:], told, huge), *more, *range(11, 40)]
        return list(dict.fromkeys(listed))

    def floating(self, _path: Path, value: float, _depth: int) -> list[float]:
        """Zeros, what is not a number, neighbours of the given one and of those in the code."""
        told = self.told(value)
        close = [
            -value,
            math.nextafter(value, math.inf),
            value * 2,
            value / 3,
            value + 0.1,
            value * 1e15,
            -value / 7,
        ]
        return _in_turn(_FLOATS, told, close)

    def text(self, _path: Path, value: str, _depth: int) -> list[str]:
        """Empty, strange, with spaces in the wrong place, with what the code mentions."""
        value = value[:_LONGEST_TEXT]
        half = len(value) // 2
        told = [
            new
            for each in self.constants.texts
            for new in (
                each,
                value + each,
                each + value,
                value[:half] + each + value[half:],
                each * 2 + value,
            )
        ]
        told += [value.replace(each, "") for each in self.constants.texts if each and each in value]
        told += [value.replace(each, each * 2) for each in self.constants.texts if each and each in value]
        made = [
            f"ß{value}",
            value.upper(),
            f" {value}",
            f"{value}é",
            f"{value} {value}",
            value.swapcase(),
            value.replace(" ", "  "),
            f"{value}z",
            f"{value}\t",
            value.replace(" ", "\t"),
            value[::-1],
            value[:1],
            f"{value[:half]}İ{value[half:]}",
            f"{value[:half]}7{value[half:]}",
            value[:half],
            value[1:],
            f"ŉ{value}",
            value.title(),
            f"{value[:half]}\n{value[half:]}",
            f"{value}-{value}",
            f"{value[:half]} ſǆ{value[half:]}",
            (value * _LONGEST)[: max(len(value) * 3, 12)],
        ]
        return [_TEXTS[0], *_in_turn(made, told, _TEXTS[1:])]

    def octets(self, path: Path, value: Any, depth: int) -> list[Any]:
        """As texts, byte by byte."""
        texts = self.text(path, bytes(value).decode("latin-1"), depth)
        return [type(value)(text.encode("latin-1", "replace")) for text in texts]

    def boolean(self, _path: Path, value: bool, _depth: int) -> list[bool]:
        """The other one."""
        return [not value]

    def missing(self, path: Path, _value: None, _depth: int) -> list[Any]:
        """What else was seen in the place."""
        return [seen for seen in self.pool.seen.get(path, ()) if seen is not None][:_NESTED]

    def items(self, path: Path, values: list[Any], depth: int) -> list[list[Any]]:
        """Edges of a series: of its length, of its order, of ties, then of its elements."""
        step = (*path, "[]")
        values = values[: _WHOLE[max(depth, 0)]]
        if not values:
            seen = self.pool.seen.get(step, [])
            return [seen[:1], seen[:1] * 2, seen[:5]] if seen else []
        limit = max(self.pool.largest.get(path, 0), len(values), 2) * 3
        half = len(values) // 2
        shapes = [
            [],
            values[:1],
            values[::-1],
            [values[0], values[0]],
            _in_order(values),
            values + values[:1],
            [*values[:1], *values],
            _in_order(values)[::-1],
            values[half:] + values[:half],
            values[-2:],
            [each for each in values for _ in range(2)][:limit],
            [*values, *values[::-1]][:limit],
            list(islice(cycle(values), limit)),
        ]
        shapes += [
            list(islice(cycle(values), length))
            for each in self.constants.integers
            for length in (each, each + 1, each - 1)
            if 0 < length <= max(limit, _LONGEST)
        ]
        elements = self._elements(step, values, depth) if depth > 0 else []
        kinds = {type(each) for each in values}
        special = _SUMS if kinds == {float} else _WHOLE_SUMS if kinds == {int} else ()
        return [shapes[0], *_in_turn(shapes[1:], map(list, special), elements, self._ties(values))]

    def _elements(self, step: Path, values: list[Any], depth: int) -> list[list[Any]]:
        changed: list[list[list[Any]]] = []
        last = len(values) - 1
        for index in dict.fromkeys((0, last, last // 2)):
            edges = self.of(step, values[index], depth - 1)
            changed.append([[*values[:index], new, *values[index + 1 :]] for new in edges[: _NESTED * 3]])
        plain = all(type(each) in PLAIN for each in values)
        several = [self.of(step, each, depth - 1) for each in values[: _LONGEST if plain else _PARTS]]
        together = [list(row) for row in zip(*(edges[: _NESTED * 2] for edges in several), strict=False)]
        # The same edges again, in changing company.
        mixed = [
            [edges[(turn + 3 * place) % len(edges)] for place, edges in enumerate(several)]
            for turn in range(2 * _NESTED if all(several) else 0)
        ]
        alone = [[new] for new in self.of(step, values[0], depth - 1)[:_NESTED]]
        return _in_turn(together, *changed, mixed, alone)

    def _ties(self, values: list[Any]) -> list[list[Any]]:
        """Elements that are alike in one part: what comes first then shows whether an order is kept."""
        ties: list[list[Any]] = []
        first = values[0]
        if type(first) is tuple and all(type(each) is tuple and len(each) == len(first) for each in values):
            for part in range(min(len(first), 4)):
                tied = [(*each[:part], first[part], *each[part + 1 :]) for each in values]
                ties += [tied, tied[::-1], [*tied[::-1], *values]]
        elif isinstance(first, dict) and all(type(each) is dict for each in values):
            for key in list(first)[:4]:
                alike = [{**each, key: first[key]} for each in values]
                ties += [alike, alike[::-1]]
        elif is_record(first):
            for name, part in list(fields(first).items())[:4]:
                twins = [changed(each, name, part) for each in values if type(each) is type(first)]
                ties += [twins, twins[::-1]]
        return ties

    def sequence(self, path: Path, value: list[Any], depth: int) -> list[Any]:
        """Edges of a list."""
        return self.items(path, list(value), depth)

    def group(self, path: Path, value: Any, depth: int) -> list[Any]:
        """Edges of a set."""
        return [type(value)(items) for items in self.items(path, ordered(value), depth)]

    def queue(self, path: Path, value: Any, depth: int) -> list[Any]:
        """Edges of a deque of the same bound."""
        return [collections.deque(items, value.maxlen) for items in self.items(path, list(value), depth)]

    def iterator(self, path: Path, value: Any, depth: int) -> list[Any]:
        """Iterators over edges of what is left of one; the first is exhausted."""
        return [iter(items) for items in self.items(path, list(copied(value)), depth)]

    def row(self, path: Path, value: tuple[Any, ...], depth: int) -> list[Any]:
        """Edges of a tuple's parts; of its length when that was seen to vary."""
        lengths = {len(seen) for seen in self.pool.seen.get(path, ()) if type(seen) is tuple}
        if len(value) > 8 or len(lengths) > 1:
            return [tuple(items) for items in self.items(path, list(value), depth)]
        parts = [
            [(*value[:index], new, *value[index + 1 :]) for new in self.of((*path, index), part, depth - 1)]
            for index, part in enumerate(value)
        ]
        return _in_turn(*parts)

    def mapping(self, path: Path, value: dict[Any, Any], depth: int) -> list[Any]:
        """Edges of a dictionary: of its size and order, then of some of its values and keys."""
        pairs = list(value.items())[: _WHOLE[max(depth, 0)]]
        value = dict(pairs)
        shapes = [{}, dict(pairs[:1]), dict(reversed(pairs)), dict(pairs[1:]), dict(pairs[:-1])]
        keys = [key for key in self.pool.seen.get((*path, "key"), ()) if key not in value]
        shapes += [{**value, key: part} for key in keys[:4] for _, part in pairs[:1]]
        some = list(dict.fromkeys([*value][:_PARTS] + [*value][-1:]))
        edges = {key: self.of((*path, "value"), value[key], depth - 1)[: _NESTED * 2] for key in some}
        changed = [[{**value, key: new} for new in edges[key]] for key in some]
        # More keys than were seen, and deeper nesting where containers are among the values.
        grown = [{**value, **{f"{key}2": part for key, part in pairs if type(key) is str}}]
        kinds = {type(part) for _, part in pairs} - {dict}
        if kinds and any(type(part) is dict for part in self.pool.seen.get((*path, "value"), ())):
            grown += [{**value, key: copied(value)} for key in some]
            grown += [{**value, key: {**value, key: copied(value)}} for key in some]
        alike = [dict.fromkeys(value, part) for part in [*value.values()][:2]]
        # Texts as keys are often names (of settings, of columns): without them nothing runs.
        free = [(key, part) for key, part in pairs if type(key) is not str][:1]
        renamed = [
            {(new if other is key else other): part for other, part in pairs}
            for key, _ in free
            for new in self.of((*path, "key"), key, depth - 1)[:_NESTED]
        ]
        return [shapes[0], *_in_turn(shapes[1:], grown, *changed, alike, renamed)]

    def _record(self, path: Path, value: Any, depth: int) -> list[Any]:
        parts: list[list[Any]] = []
        for name, part in list(fields(value).items())[:_NESTED]:
            new_parts = self.of((*path, f".{name}"), part, depth - 1)[: _NESTED * 2]
            twins = [changed(value, name, new) for new in new_parts]
            parts.append(twins)
        return _in_turn(*parts)


def _refilled(value: Any, pairs: Any) -> Any:
    """A copy of a dictionary of some class that holds these pairs."""
    twin = copied(value)
    twin.clear()
    for key, part in pairs.items():
        twin[key] = part
    return twin


def _in_order(values: list[Any]) -> list[Any]:
    try:
        return sorted(values)
    except Exception:
        return sorted(values, key=repr)


def _in_turn(*series: Iterable[Any]) -> list[Any]:
    """One of each, again and again, until all are used up."""
    nothing = object()
    return [each for row in zip_longest(*series, fillvalue=nothing) for each in row if each is not nothing]


_EDGES: Mapping[type, Callable[[Edges, Path, Any, int], list[Any]]] = {
    type(None): Edges.missing,
    bool: Edges.boolean,
    int: Edges.integer,
    float: Edges.floating,
    str: Edges.text,
    bytes: Edges.octets,
    bytearray: Edges.octets,
    list: Edges.sequence,
    set: Edges.group,
    frozenset: Edges.group,
    collections.deque: Edges.queue,
    **dict.fromkeys(ITERATORS, Edges.iterator),
    tuple: Edges.row,
    dict: Edges.mapping,
}
