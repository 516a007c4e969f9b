"""Calls at the edges: one argument at a time, arguments that belong together, arguments left out.

What no recorded call shows, the signature may tell: a parameter that is always given has a default, another
is never given, and an annotation promises None or any iterable.
"""

from __future__ import annotations

import collections.abc
import functools
import inspect
import operator
import pickle
import types
import typing
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice, zip_longest
from typing import Any

from ouroboros.agent import call_pickles
from ouroboros.agent.variation_constants import inner
from ouroboros.agent.variation_edges import Edges
from ouroboros.agent.variation_pool import Call, ordered
from ouroboros.agent.variation_records import PLAIN, copied, fields, is_record, write

_BASES = 3
"""Recorded calls whose arguments are taken to their edges one by one."""
_TOGETHER = 8
"""How many edges of several arguments at once are tried."""
_PRODUCT = 6
"""Edges of one number that meet all those of another."""
_SIZED = (str, bytes, list, tuple, set, frozenset, dict)
_SHARED = (list, set, dict, bytearray)
_MOST_SLOTS = 60
_MOST_LEAVES = 16
_LEAVES = (*PLAIN, list)
_NOTHING = object()
_ALIASED_BYTES = 100_000
"""Arguments whose pickle is larger than this are not copied for every pair of their parts."""
_TYPICAL: dict[Any, tuple[Any, ...]] = {
    bool: (True, False),
    int: (0, 1, 2, -1),
    float: (0.0, 1.0, 0.5),
    str: ("", "a", "ß A"),
    bytes: (b"", b"a"),
    list: ([],),
    dict: ({},),
    set: (set(),),
    tuple: ((),),
}


def edge_calls(calls: Sequence[Call], edges: Edges, function: Callable[..., Any] | None) -> Iterator[Call]:
    """Calls at the edges of the recorded ones, the most telling first; an end comes when all are listed.

    Args:
        calls: recorded calls of one function, at least one.
        edges: lists the edges of single values.
        function: for what its signature tells; ``None`` when unknown.

    """
    step = max(1, len(calls) // _BASES)
    series: list[Iterator[Call]] = []
    for args, kwargs in calls[::step][:_BASES]:
        base = _Base(args, kwargs)
        series += [base.at_edges(place, edges) for place in base.values]
        series += [base.together(edges), base.related(edges), base.aliased(), base.in_depth(edges)]
        if function is not None:
            series.append(base.by_signature(edges, function))
    yield from _in_turn(series)


def daring_calls(calls: Sequence[Call], edges: Edges) -> Iterator[Call]:
    """Calls that might take for ever; whoever makes them does so last."""
    for args, kwargs in calls[:1]:
        base = _Base(args, kwargs)
        for place, value in base.values.items():
            yield from (base.call({place: new}) for new in edges.daring((place,), value))


class _Base:
    """One recorded call whose arguments are exchanged."""

    def __init__(self, args: Sequence[Any], kwargs: dict[str, Any]) -> None:
        self.count = len(args)
        self.names = list(kwargs)
        self.values: dict[Any, Any] = {**dict(enumerate(args)), **kwargs}

    def call(self, new: dict[Any, Any]) -> Call:
        """The call with some arguments exchanged, or others given by name."""
        values = {**self.values, **new}
        names = [*self.names, *(name for name in new if type(name) is str and name not in self.names)]
        return tuple(values[index] for index in range(self.count)), {name: values[name] for name in names}

    def at_edges(self, place: Any, edges: Edges) -> Iterator[Call]:
        """One argument at its edges, the others as recorded."""
        for new in edges.of((place,), self.values[place]):
            yield self.call({place: new})

    def together(self, edges: Edges) -> Iterator[Call]:
        """Several arguments at their edges at once."""
        listed = {place: edges.of((place,), value) for place, value in self.values.items()}
        listed = {place: found for place, found in listed.items() if found}
        if len(listed) < 2:
            return
        for index in range(_TOGETHER):
            yield self.call({place: found[index % len(found)] for place, found in listed.items()})
            # The edges that come later meet each other as well, in changing company.
            turns = enumerate(listed.items(), start=2)
            yield self.call({place: found[index * turn % len(found)] for turn, (place, found) in turns})
            for first, empty in listed.items():
                for second, late in listed.items():
                    if first is not second and index < len(late) // 2:
                        # What was kept for something new and empty is asked for once more.
                        yield self.call({first: empty[0], second: late[-1 - index]})
                        yield self.call({second: late[-1 - index]})

    def related(self, edges: Edges) -> Iterator[Call]:
        """Arguments that have to do with each other: a length, a needle, a twin, keys in common."""
        series = [
            self._pair(first, second, edges)
            for first in self.values
            for second in self.values
            if first is not second
        ]
        yield from _in_turn(series)

    def _pair(self, first: Any, second: Any, edges: Edges) -> Iterator[Call]:
        one, two = self.values[first], self.values[second]
        kind = type(one)
        if type(two) is int and kind in _SIZED:
            for size in (len(one), len(one) - 1, len(one) + 1, -len(one), len(one) - 2):
                yield self.call({second: size})
                longer = [new for new in edges.of((first,), one)[:16] if len(new) == size]
                yield from (self.call({first: new, second: size}) for new in longer[:2])
            numbers = edges.of((second,), two)
            for turn, new in enumerate(edges.of((first,), one)[:40]):
                yield self.call({first: new, second: len(new)})
                yield self.call({first: new, second: numbers[turn * 5 % len(numbers)]})
        if type(two) in PLAIN and kind in (list, tuple, set, frozenset, dict):
            for needle in [each for each in islice(ordered(one), 8) if type(each) is type(two)]:
                yield self.call({second: needle})
                if isinstance(one, dict):
                    for new in edges.of((first, "value"), one[needle])[:6]:
                        yield self.call({first: {**one, needle: new}, second: needle})
        if kind not in _SIZED and type(two) not in _SIZED and not is_record(one) and not is_record(two):
            some, others = edges.of((first,), one)[:_PRODUCT], edges.of((second,), two)[:_PRODUCT]
            for total in range(2 * _PRODUCT):
                for at in range(max(0, total - len(others) + 1), min(total + 1, len(some))):
                    yield self.call({first: some[at], second: others[total - at]})
        if kind is not type(two):
            return
        if kind in PLAIN:
            yield self.call({second: one})
            if kind is str and one and two:
                for part in (one[:1], one[-1:], one[1:-1], one[-2:]):
                    yield self.call({second: part})
                yield self.call({first: one[0] * 5, second: one[0] * 2})
                yield self.call({first: two * 3})
        elif isinstance(one, dict):
            yield from self._in_common(first, second, edges)
        elif kind in (list, tuple):
            yield self.call({second: copied(one)})
            yield self.call({second: kind([*one, *two])})
            yield self.call({first: kind([*one, *two]), second: kind([*two, *one])})
            ties = [new for new in edges.of((second,), [*one, *two])[:40] if len(new) > 1]
            for new in ties:
                yield self.call({first: kind(new[: len(new) // 2]), second: kind(new[len(new) // 2 :])})
        elif kind in (set, frozenset):
            yield self.call({second: copied(one)})
            yield self.call({second: one | two})
        if kind in _SHARED or is_record(one):
            yield self.call({second: one})

    def _in_common(self, first: Any, second: Any, edges: Edges) -> Iterator[Call]:
        one, two = self.values[first], self.values[second]
        shared = {**two, **dict(zip(one, two.values(), strict=False))}
        yield self.call({second: shared})
        yield self.call({second: copied(one)})
        for key, value in islice(one.items(), 2):
            for new in edges.of((second, "value"), value)[:6]:
                yield self.call({second: {**two, key: new}})
        yield self.call({second: {**two, **one}})
        yield self.call({second: dict(reversed([*two.items(), *one.items()]))})

    def aliased(self) -> Iterator[Call]:
        """Two places inside the arguments that hold one object."""
        packed = call_pickles.dumps(self.values)
        if len(packed) > _ALIASED_BYTES:
            return
        kinds = [type(part) for _, part in islice(_slots(pickle.loads(packed)), _MOST_SLOTS)]
        pairs = [
            (one, other)
            for one, kind in enumerate(kinds)
            for other in range(one + 1, len(kinds))
            if kinds[other] is kind
        ]
        for one, other in pairs[:_MOST_SLOTS]:
            values = pickle.loads(packed)
            found = list(islice(_slots(values), _MOST_SLOTS))
            found[other][0](found[one][1])
            yield self.taken(values)

    def in_depth(self, edges: Edges) -> Iterator[Call]:
        """Numbers and texts deep inside the arguments: at what the code mentions, then at their edges."""
        packed = call_pickles.dumps(self.values)
        if len(packed) > _ALIASED_BYTES:
            return
        leaves = list(islice(_leaves(pickle.loads(packed)), _MOST_LEAVES))
        wanted = [
            [[*part, *part], [], part[::-1]] if type(part) is list else edges.told(part) for _, part in leaves
        ]
        wanted += [edges.of(("deep", type(part).__name__), part) for _, part in leaves]
        for row in zip_longest(*wanted, fillvalue=_NOTHING):
            for number, new in enumerate(row):
                if new is not _NOTHING:
                    values = pickle.loads(packed)
                    next(islice(_leaves(values), number % len(leaves), None))[0](new)
                    yield self.taken(values)

    def taken(self, values: dict[Any, Any]) -> Call:
        """The call in the shape of this one that consists of ``values``."""
        return tuple(values[index] for index in range(self.count)), {
            name: values[name] for name in self.names
        }

    def by_signature(self, edges: Edges, function: Callable[..., Any]) -> Iterator[Call]:
        """Arguments left out, others given that never were, and what annotations promise."""
        plain = inner(function)
        if plain is None:
            return
        try:
            parameters = list(inspect.signature(plain).parameters.values())
            bound = isinstance(function, types.MethodType)
            parameters = parameters[1:] if bound else parameters
        except (TypeError, ValueError):
            return
        try:
            hints = typing.get_type_hints(plain)
        except Exception:
            hints = {}
        series = [
            self._by_parameter(position, parameter, hints.get(parameter.name), edges)
            for position, parameter in enumerate(parameters)
            if parameter.kind not in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
        ]
        yield from _in_turn(series)

    def _by_parameter(
        self, position: int, parameter: inspect.Parameter, hint: Any, edges: Edges
    ) -> Iterator[Call]:
        name = parameter.name
        positional = parameter.kind is not parameter.KEYWORD_ONLY
        place: Any = (
            name if name in self.values else position if positional and position < self.count else None
        )
        has_default = parameter.default is not parameter.empty
        if place is None:
            if parameter.kind is parameter.POSITIONAL_ONLY or not has_default:
                return
            given = list(_promised(parameter.default, hint, edges, name))
            yield from (self.call({name: new}) for new in given)
            for index, new in enumerate(given):
                for each, value in self.values.items():
                    some = edges.of((each,), value)[index :: len(given)]
                    yield from (self.call({name: new, each: edge}) for edge in some)
            return
        if has_default:
            if type(place) is str:
                yield (
                    tuple(self.values[index] for index in range(self.count)),
                    {other: self.values[other] for other in self.names if other != place},
                )
            elif place == self.count - 1:
                yield (
                    tuple(self.values[index] for index in range(place)),
                    {each: self.values[each] for each in self.names},
                )
            yield self.call({place: parameter.default})
        if type(None) in _alternatives(hint):
            yield self.call({place: None})
        value = self.values[place]
        for each in _alternatives(hint):
            kind = typing.get_origin(each) or each
            if type(value) in (list, tuple) and kind in (collections.abc.Iterable, collections.abc.Iterator):
                yield self.call({place: iter(list(value))})
                yield self.call({place: iter([])})
            if type(value) is list and kind in (collections.abc.Iterable, collections.abc.Sequence):
                yield self.call({place: tuple(value)})


def _in_turn(series: Iterable[Iterator[Call]]) -> Iterator[Call]:
    """One call of each, again and again, until all are used up."""
    for row in zip_longest(*series, fillvalue=None):
        yield from (call for call in row if call is not None)


def _alternatives(hint: Any) -> tuple[Any, ...]:
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        return typing.get_args(hint)
    return () if hint is None else (hint,)


def _promised(default: Any, hint: Any, edges: Edges, name: str) -> Iterator[Any]:
    """Values for a parameter that no recorded call gives: like its default, then like its annotation."""
    if default is not None:
        if type(default) in _TYPICAL:
            yield from edges.of((name,), default)[:12]
            yield from _TYPICAL[type(default)]
        return
    for each in _alternatives(hint):
        kind = typing.get_origin(each) or each
        yield from _TYPICAL.get(kind, ())
        if kind is list:
            inside = (typing.get_args(each) or (None,))[0]
            yield list(_TYPICAL.get(inside, ()))


def _slots(value: Any) -> Iterator[tuple[Callable[[Any], None], Any]]:
    """Places inside ``value`` that hold something shareable: (what writes to the place, what it holds)."""
    found = _places(value)
    return ((put, part) for _, put, part in found if type(part) in _SHARED or is_record(part))


def _leaves(value: Any) -> Iterator[tuple[Callable[[Any], None], Any]]:
    """Numbers, texts and lists two levels or more inside ``value``."""
    found = _places(value)
    return ((put, part) for holder, put, part in found if holder is not value and type(part) in _LEAVES)


def _places(value: Any) -> Iterator[tuple[Any, Callable[[Any], None], Any]]:
    """Places inside ``value`` that can be written to: (what they are in, what writes, what they hold)."""
    waiting = [value]
    known: set[int] = set()
    while waiting:
        holder = waiting.pop(0)
        if id(holder) in known or len(known) > _MOST_SLOTS:
            continue
        known.add(id(holder))
        parts: Iterable[tuple[Any, Any]] = ()
        put: Callable[..., None] = operator.setitem
        if type(holder) is dict:
            parts = holder.items()
        elif type(holder) is list:
            parts = enumerate(holder)
        elif is_record(holder):
            parts, put = fields(holder).items(), write
        for key, part in list(islice(parts, _MOST_SLOTS)):
            yield holder, functools.partial(put, holder, key), part
            if type(part) is tuple:
                waiting.extend(part)
            elif type(part) not in PLAIN:
                waiting.append(part)
