"""Generated calls: recorded arguments, changed by type, that stay inside the types seen in each place.

A place is a parameter and the way into it (``xs`` → element → attribute). A :class:`Pool` remembers what was
seen in every place over all recorded calls; a new value there is a changed, an empty, an extreme or another
seen one of a type that was seen there. Sizes stay within three times what was seen, so a generated call
costs about as much as a recorded one. Equal seeds give equal calls.

What is generated may share parts with the recorded values: pickle a generated call before anything runs it.
"""

from __future__ import annotations

import collections
import enum
import random
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from ouroboros.agent import variation_atoms
from ouroboros.agent.variation_atoms import GROWTH
from ouroboros.agent.variation_constants import Constants
from ouroboros.agent.variation_edges import Edges
from ouroboros.agent.variation_pool import DEPTH, Call, Path, Pool, ordered
from ouroboros.agent.variation_records import PLAIN, changed, copied, fields, is_record
from ouroboros.agent.variation_relations import daring_calls, edge_calls

_ALL = 64
"""Elements of one container that are changed at most."""


def vary(
    args: Sequence[Any],
    kwargs: Mapping[str, Any],
    pool: Pool,
    rng: random.Random,
    constants: Constants | None = None,
) -> Iterator[Call]:
    """Endless variations of one recorded call, by dice.

    Args:
        args: its positional arguments; they are not changed.
        kwargs: its keyword arguments.
        pool: what was seen in all recorded calls of the same function.
        rng: decides everything; equal states give equal variations.
        constants: what the function's code mentions.

    Yields:
        ``(args, kwargs)`` of new calls, many of them small, in the shape of the given one.

    """
    change = _Change(pool, rng, Edges(pool, constants or Constants()))
    while True:
        yield change.call(tuple(args), dict(kwargs))


def variations(
    calls: Sequence[Call], *, count: int, rng: random.Random, function: Callable[..., Any] | None = None
) -> Iterator[Call]:
    """``count`` variations of ``calls``: edges in their order and changes by dice take turns.

    Args:
        calls: recorded calls of one function, at least one.
        count: how many to make; some may be equal.
        rng: decides what is changed by dice.
        function: its code and signature tell more edges; ``None`` when there are only the calls.

    """
    edges = Edges(Pool(calls), Constants(function))
    change = _Change(edges.pool, rng, edges)
    listed = edge_calls(calls, edges, function)
    met: list[Call] = []
    for index in range(count):
        # Three edges to a change by dice: while edges last, dice mostly find what is listed anyway.
        call = _next(listed) if index % 4 else None
        if call is None:
            # What was at an edge is changed further: two edges at once that no list foresees.
            args, kwargs = rng.choice(met) if met and rng.random() < 0.4 else calls[index % len(calls)]
            call = change.call(tuple(args), dict(kwargs))
        else:
            met.append(call)
        yield call


def _next(listed: Iterator[Call]) -> Call | None:
    """The next of the listed calls; values that resist being looked at end the list."""
    try:
        return next(listed, None)
    except Exception:
        return None


def daring(calls: Sequence[Call], function: Callable[..., Any] | None = None) -> Iterator[Call]:
    """A few variations that a function may never finish, such as a count of 2**63."""
    return daring_calls(calls, Edges(Pool(calls), Constants(function)))


class _Change:
    """Changes values, place by place, by the dice of one generator."""

    def __init__(self, pool: Pool, rng: random.Random, edges: Edges) -> None:
        self.pool = pool
        self.rng = rng
        self.edges = edges

    def call(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Call:
        """One new call in the shape of the given one."""
        rng = self.rng
        values: dict[Any, Any] = {**dict(enumerate(args)), **kwargs}
        if not values:
            return args, kwargs
        dice = rng.random()
        if dice < 0.15:
            for place, value in list(values.items()):
                if rng.random() < 0.5:
                    values[place] = self.other((place,), value)
        elif dice < 0.70:
            place = self._place(values)
            values[place] = self.value((place,), values[place], DEPTH)
        elif dice < 0.88:
            for place, value in list(values.items()):
                if rng.random() < 0.6 and not (is_record(value) and rng.random() < 0.7):
                    values[place] = self.value((place,), value, DEPTH)
        elif dice < 0.97:
            for place, value in list(values.items()):
                values[place] = self._small(value)
        else:
            self._alias(values)
        return tuple(values[index] for index in range(len(args))), {name: values[name] for name in kwargs}

    def _place(self, values: dict[Any, Any]) -> Any:
        # An object with attributes is often the receiver: changed, but seldom.
        weights = [0.25 if is_record(value) else 1.0 for value in values.values()]
        return self.rng.choices(list(values), weights)[0]

    def _alias(self, values: dict[Any, Any]) -> None:
        first, second = self.rng.choice(list(values)), self.rng.choice(list(values))
        if type(values[first]) is type(values[second]):
            values[second] = values[first]

    def _small(self, value: Any) -> Any:
        if type(value) in (list, str, bytes) or (type(value) is tuple and len(value) > 8):
            start = self.rng.randrange(len(value) + 1)
            return value[start : start + self.rng.randrange(4)]
        if type(value) in (set, frozenset, collections.deque):
            return type(value)(ordered(value)[: self.rng.randrange(4)])
        if type(value) is dict:
            return dict(islice(value.items(), self.rng.randrange(4)))
        return value

    def other(self, path: Path, value: Any) -> Any:
        """Another value seen in this place, or this one when nothing was."""
        seen = self.pool.seen.get(path)
        return self.rng.choice(seen) if seen else value

    def value(self, path: Path, value: Any, depth: int) -> Any:
        """A new value for a place, of a type that was seen there."""
        rng = self.rng
        dice = rng.random()
        if dice < 0.12:
            return self.other(path, value)
        kind = type(value)
        if kind in PLAIN and dice < 0.2:
            # Values from elsewhere make searches hit: the needle is taken from the haystack.
            return rng.choice(self.pool.by_type.get(kind) or [value])
        if kind in PLAIN and dice < 0.32:
            return rng.choice(self.edges.of(path, value) or [value])
        try:
            change = _CHANGES.get(kind)
            if change is not None:
                return change(self, path, value, depth)
            return self._unusual(path, value, depth)
        except Exception:
            return value  # a value that resists stays as it is

    def _unusual(self, path: Path, value: Any, depth: int) -> Any:
        if isinstance(value, enum.Enum):
            return self.rng.choice(list(type(value)))
        numpy, pandas = sys.modules.get("numpy"), sys.modules.get("pandas")
        if numpy is not None and type(value) is getattr(numpy, "ndarray", None):
            return self._array(value)
        if pandas is not None and isinstance(value, (pandas.DataFrame, pandas.Series)):
            return self._frame(value)
        make = getattr(type(value), "_make", None)
        if isinstance(value, tuple) and make is not None:
            items = list(value)
            if items:
                index = self.rng.randrange(len(items))
                items[index] = self.value((*path, index), items[index], depth - 1)
            return make(items)
        if isinstance(value, (dict, list, collections.deque)) and depth > 0:
            return self._copied(value, path, depth)
        if is_record(value) and depth > 0:
            return self._record(value, path, depth)
        return value

    def _copied(self, value: Any, path: Path, depth: int) -> Any:
        """A container of another class (OrderedDict, Counter, a subclass): changed inside a copy."""
        twin = copied(value)
        if isinstance(twin, dict) and twin:
            key = self.rng.choice(list(twin))
            if self.rng.random() < 0.3:
                del twin[key]
            else:
                twin[key] = self.value((*path, "value"), twin[key], depth - 1)
        elif not isinstance(twin, dict) and len(twin):
            index = self.rng.randrange(len(twin))
            if self.rng.random() < 0.3:
                del twin[index]
            else:
                twin[index] = self.value((*path, "[]"), twin[index], depth - 1)
        return twin

    def _record(self, value: Any, path: Path, depth: int) -> Any:
        held = {name: part for name, part in fields(value).items() if not callable(part)}
        if not held:
            return value
        name = self.rng.choice(list(held))
        return changed(value, name, self.value((*path, f".{name}"), held[name], depth - 1))

    def _array(self, value: Any) -> Any:
        numpy = sys.modules["numpy"]
        twin = value.copy()
        way = self.rng.randrange(6)
        if way == 0 and twin.ndim:
            return twin[: self.rng.randrange(4)]
        if way == 1 and twin.ndim:
            return twin[::-1]
        if way == 2 and twin.ndim == 2:
            return twin.T
        if way == 3 and twin.size:
            order = list(range(twin.size))
            self.rng.shuffle(order)
            return twin.ravel()[order].reshape(twin.shape)
        flat = twin.reshape(-1)
        for _ in range(1 + self.rng.randrange(3)):
            if flat.size:
                index = self.rng.randrange(flat.size)
                item = flat[index].item()
                changed = self.value(("array", twin.dtype.str), item, 1)
                if type(changed) is type(item):
                    flat[index] = numpy.asarray(changed).astype(twin.dtype)
        return twin

    def _frame(self, value: Any) -> Any:
        rows = list(range(len(value)))
        way = self.rng.randrange(5)
        if way == 0:
            rows = rows[: self.rng.randrange(4)]
        elif way == 1:
            rows.reverse()
        elif way == 2:
            self.rng.shuffle(rows)
        elif way == 3:
            rows = [row for row in rows for _ in range(2)]
        elif rows:
            rows = [self.rng.choice(rows) for _ in rows]
        return value.iloc[rows]

    def boolean(self, _path: Path, value: bool, _depth: int) -> bool:
        return not value

    def integer(self, path: Path, value: int, _depth: int) -> int:
        seen = [abs(other) for other in self.pool.seen.get(path, ()) if type(other) is int]
        return variation_atoms.integer(value, max(seen, default=abs(value)), self.rng, element=len(path) > 1)

    def floating(self, path: Path, value: float, _depth: int) -> float:
        other = self.other(path, value)
        return variation_atoms.floating(value, other if type(other) is float else value, self.rng)

    def text(self, path: Path, value: str, _depth: int) -> str:
        other = self.other(path, value)
        limit = max(self.pool.largest.get(path, 0), len(value), 2) * GROWTH
        return variation_atoms.text(value, other if type(other) is str else value, self.rng)[:limit]

    def octets(self, path: Path, value: Any, depth: int) -> Any:
        changed = self.text(path, bytes(value).decode("latin-1"), depth).encode("latin-1", "replace")
        return type(value)(changed)

    def missing(self, path: Path, value: None, _depth: int) -> Any:
        return self.other(path, value)

    def _items(self, path: Path, values: list[Any], depth: int) -> list[Any]:
        """Changed elements of a sequence or set."""
        rng = self.rng
        limit = max(self.pool.largest.get(path, 0), len(values), 1) * GROWTH
        step = (*path, "[]")
        way = rng.randrange(16)
        if way == 0:
            return []
        if not values:
            seen = self.pool.seen.get(step)
            return [rng.choice(seen) for _ in range(rng.randrange(1, 4))] if seen else []
        if way == 1:
            return [rng.choice(values)]
        if way == 2:
            return values[::-1]
        if way == 3:
            rng.shuffle(values)
        elif way == 4:
            values = (values * 2)[:limit]
        elif way == 5:
            values = [rng.choice(values)] * rng.randrange(1, min(len(values), 8) + 1)
        elif way == 6:
            values = [rng.choice(values) for _ in values]
        elif way == 7:
            values = values[: rng.randrange(1, 5)]
        elif way == 8:
            del values[rng.randrange(len(values))]
        elif way == 9:
            values = _in_order(values)
        elif depth > 0:
            few = rng.random() < 0.6
            for index in rng.sample(
                range(len(values)), min(len(values), rng.randrange(1, 4) if few else _ALL)
            ):
                values[index] = self.value(step, values[index], depth - 1)
        return values

    def sequence(self, path: Path, value: list[Any], depth: int) -> list[Any]:
        return self._items(path, list(value), depth)

    def group(self, path: Path, value: Any, depth: int) -> Any:
        return type(value)(self._items(path, ordered(value), depth))

    def queue(self, path: Path, value: Any, depth: int) -> Any:
        return collections.deque(self._items(path, list(value), depth), value.maxlen)

    def row(self, path: Path, value: tuple[Any, ...], depth: int) -> tuple[Any, ...]:
        lengths = {len(seen) for seen in self.pool.seen.get(path, ()) if type(seen) is tuple}
        if len(value) > 8 or len(lengths) > 1:
            return tuple(self._items(path, list(value), depth))
        items = list(value)
        if items and depth > 0:
            index = self.rng.randrange(len(items))
            items[index] = self.value((*path, index), items[index], depth - 1)
        return tuple(items)

    def mapping(self, path: Path, value: dict[Any, Any], depth: int) -> dict[Any, Any]:
        rng = self.rng
        pairs = list(value.items())
        way = rng.randrange(8)
        if way == 0:
            return {}
        if way == 1:
            return dict(pairs[:1])
        if way == 2:
            return dict(reversed(pairs))
        if way == 3:
            rng.shuffle(pairs)
        elif way == 4 and pairs:
            del pairs[rng.randrange(len(pairs))]
        elif way == 5:
            keys = self.pool.seen.get((*path, "key"))
            values = self.pool.seen.get((*path, "value"))
            if keys and values:
                pairs.append((rng.choice(keys), rng.choice(values)))
        elif pairs and depth > 0:
            index = rng.randrange(len(pairs))
            key, part = pairs[index]
            # Keys that look like names (of settings, of columns) are kept: without them nothing runs.
            if way == 6 and type(key) is not str:
                pairs[index] = (self.value((*path, "key"), key, depth - 1), part)
            else:
                pairs[index] = (key, self.value((*path, "value"), part, depth - 1))
        return dict(pairs)


def _in_order(values: list[Any]) -> list[Any]:
    """Sorted when plain values can be: order is what searches and merges depend on."""
    kinds = {type(value) for value in values}
    return sorted(values) if len(kinds) == 1 and kinds <= set(PLAIN) else values


_CHANGES: dict[type, Callable[[_Change, Path, Any, int], Any]] = {
    type(None): _Change.missing,
    bool: _Change.boolean,
    int: _Change.integer,
    float: _Change.floating,
    str: _Change.text,
    bytes: _Change.octets,
    bytearray: _Change.octets,
    list: _Change.sequence,
    set: _Change.group,
    frozenset: _Change.group,
    collections.deque: _Change.queue,
    tuple: _Change.row,
    dict: _Change.mapping,
}
