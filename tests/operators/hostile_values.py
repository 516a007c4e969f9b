"""Arguments that nobody records: subclasses that answer otherwise, twins of numbers, iterators, odd equality.

All of them are quiet: asking them anything changes nothing. What special methods may *do* is outside what
operators promise (``genome/effects``); what they may *answer* is not.
"""

from __future__ import annotations

import collections
import copy
import random
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

NAN = float("nan")
"""One object for all: the hash of a NaN is its address."""


class PlainList(list):
    """A list by another name."""


class OddList(list):
    """Holds what it holds, and says otherwise."""

    def __iter__(self):
        return iter([*list.__iter__(self), "odd"])

    def __contains__(self, item):
        return not list.__contains__(self, item)

    def __getitem__(self, place):
        found = list.__getitem__(self, place)
        return found if isinstance(place, slice) else ("odd", found)

    def __len__(self):
        return list.__len__(self) + 1

    def count(self, item):
        return 7

    def index(self, item, *_bounds):
        return -1

    def append(self, item):
        list.append(self, ("odd", item))

    def pop(self, *_place):
        return "odd"


class PlainDict(dict):
    """A dictionary by another name."""


class OddDict(dict):
    """Knows every key."""

    def __contains__(self, key):
        return True

    def __getitem__(self, key):
        return dict.get(self, key, 3)

    def get(self, key, default=None):
        return "odd"

    def __iter__(self):
        return iter([*dict.__iter__(self), "odd"])


class Text(str):
    """Equals its upper case only, and sorts backwards."""

    __slots__ = ()

    def __eq__(self, other):
        return str.upper(self) == other

    def __hash__(self):
        return 7

    def __lt__(self, other):
        return str.__gt__(self, other)

    def upper(self):
        return "odd"

    def __add__(self, other):
        return "odd"


class Number(int):
    """Counts in its own way."""

    def __eq__(self, other):
        return True

    def __hash__(self):
        return 1

    def __add__(self, other):
        return "odd"

    __radd__ = __mul__ = __rmul__ = __sub__ = __add__


class Named:
    """Shown by its class alone: addresses differ between two runs of the same code."""

    def __repr__(self):
        return f"{type(self).__name__}()"


class Equal(Named):
    """Equal to everything."""

    def __eq__(self, other):
        return True

    def __hash__(self):
        return 1


class Twin(Named):
    """Equal to nothing, itself included, with the hash of 1."""

    def __eq__(self, other):
        return False

    def __hash__(self):
        return 1


class Grumpy(Named):
    """Cannot be compared, hashed or added."""

    __hash__ = None

    def __eq__(self, other):
        raise RuntimeError("no comparison")

    def __lt__(self, other):
        raise RuntimeError("no order")


class Array(Named):
    """Compares like an array of numbers: the answer has no truth."""

    __hash__ = None

    def __eq__(self, other):
        return Array()

    def __bool__(self):
        raise ValueError("ambiguous")


ATOMS: tuple[Callable[[], Any], ...] = (
    *(
        lambda value=value: value
        for value in (NAN, -0.0, 0, 1, True, False, 1.0, 10**30, None, "", "a", b"a")
    ),
    *(lambda value=value: value for value in (float("inf"), 1j, (), (1, NAN), Fraction(1, 2), range(3))),
    *(lambda: [1], dict, lambda: Text("a"), lambda: Number(3), Equal, Twin, Grumpy),
    *(Array, lambda: OddList([1, 2]), lambda: OddDict(a=1), lambda: frozenset({1})),
)


def likes(value: Any, *, inside: bool = False) -> list[Callable[[Any], Any]]:
    """Ways to turn a value into something that looks like it.

    ``inside`` a container it does not become an iterator: the hash of one is its address, and sets would be
    walked in another order each time.
    """
    kind = type(value)
    if kind is list:
        ways: list[Callable[[Any], Any]] = [PlainList, OddList, tuple, collections.deque]
        ways += [] if inside else [iter, generator]
        return [*ways, dict.fromkeys if ordered(value) else PlainList, set if ordered(value) else tuple]
    if kind is tuple:
        return [list, OddList] if inside else [list, OddList, iter, generator]
    if kind is dict:
        shapes = [PlainDict, OddDict, list, collections.OrderedDict]
        return shapes if inside else [*shapes, lambda known: iter(known.items())]
    if kind is str:
        return [Text, lambda text: text.encode("utf-8", "replace"), list]
    if kind in (int, bool):
        return [float, bool, Number, str, lambda number: -number, Fraction]
    if kind is float:
        return [lambda number: -number, lambda _number: NAN, str, lambda _number: -0.0]
    return []


def generator(values: Any) -> Iterator[Any]:
    yield from values


def ordered(values: Any) -> bool:
    """Whether a set of them is walked in the same order each time: no hash is an address."""
    return all(type(value) in (int, str, bool, bytes) for value in values)


Call = tuple[tuple[Any, ...], dict[str, Any]]


def places(value: Any, depth: int = 3) -> Iterator[tuple[Any, ...]]:
    """Ways into a value, itself first: indices, keys and names of attributes."""
    yield ()
    if not depth:
        return
    if type(value) in (list, tuple):
        for index in range(min(len(value), 3)):
            yield from ((("item", index), *rest) for rest in places(value[index], depth - 1))
    elif type(value) is dict:
        for key in list(value)[:3]:
            yield from ((("key", key), *rest) for rest in places(value[key], depth - 1))
    elif hasattr(value, "__dict__") and not isinstance(value, type) and not callable(value):
        for name in list(vars(value))[:4]:
            yield from ((("attribute", name), *rest) for rest in places(vars(value)[name], depth - 1))


def at(value: Any, way: tuple[Any, ...]) -> Any:
    for kind, step in way:
        value = vars(value)[step] if kind == "attribute" else value[step]
    return value


def put(value: Any, way: tuple[Any, ...], new: Any) -> Any:
    """``value`` with ``new`` in the place that ``way`` leads to; copies what cannot be changed."""
    if not way:
        return new
    (kind, step), *rest = way
    if kind == "attribute":
        object.__setattr__(value, step, put(vars(value)[step], tuple(rest), new))
        return value
    inner = put(value[step], tuple(rest), new)
    if type(value) is tuple:
        return (*value[:step], inner, *value[step + 1 :])
    value[step] = inner
    return value


def hostile_calls(calls: list[Call], *, count: int, seed: int) -> Iterator[Call]:
    """``count`` calls like the given ones with one or two values that are not like what was recorded.

    Equal seeds and equal calls give equal calls; what is given is not changed.
    """
    rng = random.Random(seed)
    ways = [(index, way) for index, (args, _) in enumerate(calls) for way in places(args) if way]
    if not ways:
        return
    for _ in range(count):
        index, way = rng.choice(ways)
        args, kwargs = copy.deepcopy(calls[index])
        found = at(args, way)
        dice = rng.random()
        choices = likes(found, inside=len(way) > 1)
        if dice < 0.45 and choices:
            change = rng.choice(choices)
            try:
                new = change(found)
            except (TypeError, ValueError, OverflowError):
                new = rng.choice(ATOMS)()
        elif dice < 0.75 and type(found) is list:
            new = [*found]
            for _ in range(rng.randrange(1, 4)):
                new.insert(rng.randrange(len(new) + 1), rng.choice(ATOMS)())
        elif dice < 0.85 and type(found) is list:
            new = found * 2
        else:
            new = rng.choice(ATOMS)()
        args = put(args, way, new)
        if rng.random() < 0.1 and len(args) > 1:
            args = (*args[:-1], args[0])  # the same object twice
        yield args, kwargs
