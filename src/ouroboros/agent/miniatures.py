"""Recorded calls cut down: where one call takes long, many small ones prove more than a few large ones.

Every container of a call that is larger than a width is cut to it, all in the same way, so that rows stay as
long as each other and parallel lists parallel; one object stays one object. Large counts become small ones,
and a number that tells a length goes on telling it.
"""

from __future__ import annotations

import collections
import random
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from ouroboros.agent.variation_pool import Call, ordered
from ouroboros.agent.variation_records import changed, fields, is_record, write

WIDTHS = (24, 8, 3)
_CALLS = 6
"""Recorded calls that are cut down, spread over all of them."""
_DEPTH = 5
_TEXT = 16
"""A text may be so many times as long as a list."""
_COUNT = 64
"""Numbers beyond this, as arguments, may be counts of what is done."""
_LOOKED_AT = 3_000
"""Elements of one container that are looked at for what they have in common with others."""
_ATOMS = (int, str, bytes, float)

Picks = Callable[[Sequence[Any]], Sequence[int]]


def miniatures(calls: Sequence[Call], rng: random.Random) -> Iterator[Call]:
    """Small versions of ``calls``, from each width and way of cutting one; none where nothing is large.

    Args:
        calls: recorded calls of one function; they are not changed, parts of them are shared.
        rng: decides where a window begins and which related elements are kept.

    """
    step = max(1, len(calls) // _CALLS)
    for width in WIDTHS:
        for args, kwargs in calls[::step][:_CALLS]:
            for way in (_head, _window, _related):
                cut = _Cut(width, way(width, (args, kwargs), rng))
                small = cut.call(args, kwargs)
                if small is not None:
                    yield small


def _head(width: int, _call: Call, _rng: random.Random) -> Picks:
    return lambda items: range(min(width, len(items)))


def _window(width: int, _call: Call, rng: random.Random) -> Picks:
    """The same part of the way into every container."""
    share = rng.random()

    def picks(items: Sequence[Any]) -> Sequence[int]:
        start = int(share * max(0, len(items) - width))
        return range(start, min(start + width, len(items)))

    return picks


def _related(width: int, call: Call, rng: random.Random) -> Picks:
    """Elements that share a plain value with another container first: what is looked up is also found."""
    owners: dict[Any, set[int]] = {}
    waiting: list[Any] = [*call[0], *call[1].values()]
    waiting += [part for value in waiting if is_record(value) for part in fields(value).values()]
    for number, value in enumerate(waiting):
        if type(value) in (list, tuple, set, frozenset, collections.deque, dict):
            for item in ordered(value)[:_LOOKED_AT]:
                for atom in _atoms(item):
                    owners.setdefault(atom, set()).add(number)
    shared = {atom for atom, found in owners.items() if len(found) > 1}

    def picks(items: Sequence[Any]) -> Sequence[int]:
        linked = [
            index for index, item in enumerate(items[:_LOOKED_AT]) if not shared.isdisjoint(_atoms(item))
        ]
        # Some that are not linked, too: what is looked up is not always found.
        few = linked if len(linked) <= 2 * width // 3 else sorted(rng.sample(linked, 2 * width // 3))
        rest = [index for index in range(len(items)) if index not in set(few)]
        return sorted([*few, *rng.sample(rest, min(width - len(few), len(rest)))])

    return picks


def _atoms(item: Any) -> list[Any]:
    """Plain values in an element, one level deep."""
    if type(item) in _ATOMS:
        return [item]
    if type(item) is dict:
        parts: Any = list(item.values())
    elif type(item) in (list, tuple):
        parts = item
    elif is_record(item):
        parts = list(fields(item).values())
    else:
        return []
    return [part for part in parts[:8] if type(part) in _ATOMS]


class _Cut:
    """Cuts one call down."""

    def __init__(self, width: int, picks: Picks) -> None:
        self.width = width
        self.picks = picks
        self.cuts = 0
        self._lengths: dict[int, int] = {}
        """Length of a container that was cut to what it was cut to."""
        self._made: dict[int, tuple[Any, Any]] = {}
        """Identity of a container to itself and its small version: one object stays one."""

    def call(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Call | None:
        """The small call, or nothing where no part of it is large."""
        try:
            values = [self.value(value, _DEPTH) for value in args]
            named = {name: self.value(value, _DEPTH) for name, value in kwargs.items()}
        except Exception:
            return None  # a value that resists stays as large as it is
        small = tuple(map(self._number, values)), {name: self._number(each) for name, each in named.items()}
        return small if self.cuts else None

    def _number(self, value: Any) -> Any:
        """An argument that tells a length tells the new one; other large counts become small."""
        if type(value) is not int or abs(value) <= _COUNT:
            return value
        self.cuts += 1
        for beside in (0, 1, -1):
            if value + beside in self._lengths:
                return self._lengths[value + beside] - beside
        return (self.width + value % 3) * (1 if value > 0 else -1)

    def value(self, value: Any, depth: int) -> Any:
        """A small version of any value; itself where nothing in it is large."""
        kind = type(value)
        if depth < 0 or kind in (int, float, bool, type(None)):
            return value
        if id(value) in self._made:
            return self._made[id(value)][1]
        if kind in (str, bytes, bytearray):
            return self._text(value)
        small = self._smaller(value, depth)
        self._made[id(value)] = value, small
        return small

    def _text(self, value: Any) -> Any:
        if len(value) <= self.width * _TEXT:
            return value
        self.cuts += 1
        chosen = self.picks(range(len(value) // _TEXT))
        start = chosen[0] * _TEXT if chosen else 0
        return value[start : start + self.width * _TEXT]

    def _smaller(self, value: Any, depth: int) -> Any:
        kind = type(value)
        if kind in (list, tuple):
            return kind(self._items(value, depth))
        if kind is collections.deque:
            return collections.deque(self._items(list(value), depth), value.maxlen)
        if kind in (set, frozenset):
            return kind(self._items(ordered(value), depth))
        if kind in (dict, collections.OrderedDict):
            kept = self._items(list(value), 0)
            return kind((key, self.value(value[key], depth - 1)) for key in kept)
        numpy, pandas = sys.modules.get("numpy"), sys.modules.get("pandas")
        if numpy is not None and kind is getattr(numpy, "ndarray", None):
            return self._array(value)
        if pandas is not None and kind in (pandas.DataFrame, pandas.Series):
            return value.iloc[list(self._chosen(range(len(value))))]
        return self._record(value, depth) if is_record(value) else value

    def _chosen(self, items: Sequence[Any]) -> Sequence[int]:
        if len(items) <= self.width:
            return range(len(items))
        self.cuts += 1
        chosen = self.picks(items)
        self._lengths[len(items)] = len(chosen)
        return chosen

    def _items(self, items: Sequence[Any], depth: int) -> list[Any]:
        return [self.value(items[index], depth - 1) for index in self._chosen(items)]

    def _array(self, value: Any) -> Any:
        for axis, length in enumerate(value.shape):
            value = value.take(list(self._chosen(range(length))), axis=axis)
        return value.copy()

    def _record(self, value: Any, depth: int) -> Any:
        small = {
            name: new
            for name, part in fields(value).items()
            if (new := self.value(part, depth - 1)) is not part
        }
        if not small:
            return value
        first, *rest = small
        twin = changed(value, first, small[first])
        for name in rest:
            write(twin, name, small[name])
        return twin
