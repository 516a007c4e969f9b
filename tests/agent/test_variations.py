"""Generated calls are reproducible, bounded, inside the seen types, and reach the edges."""

from __future__ import annotations

import collections
import dataclasses
import datetime as dt
import decimal
import enum
import fractions
import math
import pickle
from collections.abc import Iterable
from itertools import islice
from random import Random

import pytest

from ouroboros.agent.canonical import describe
from ouroboros.agent.variations import Pool, daring, variations, vary

COUNT = 600


@dataclasses.dataclass
class Account:
    name: str
    entries: list


MARK = "##"


def inside(text):
    return text.split("=>")


def parse(text):
    """No part of this docstring is tried."""
    return inside(text), text.strip(MARK)


def made(calls, count=COUNT, seed=1):
    return list(variations(calls, count=count, rng=Random(seed)))


def first(calls, count=COUNT):
    return [args[0] for args, _ in made(calls, count)]


def test_equal_seeds_give_equal_calls():
    calls = [(([3, 1, 2], "abc"), {"k": 1.5}), (([], "xyz"), {"k": None})]
    assert describe(made(calls), limit=10**7) == describe(made(calls), limit=10**7)
    assert describe(made(calls), limit=10**7) != describe(made(calls, seed=2), limit=10**7)


def test_recorded_arguments_are_not_changed():
    calls = [(([3, 1, 2], Account("a", [1]), {"x": [1]}), {})]
    before = pickle.dumps(calls)
    made(calls)
    assert pickle.dumps(calls) == before


def test_types_stay_inside_what_was_seen_in_each_place():
    calls = [(([1, 2], {"a": 1.5}, "s", (1, "x")), {}), (([3], {"b": 2.5}, "t", (2, "y")), {})]
    for args, kwargs in made(calls):
        xs, mapping, text, pair = args
        assert not kwargs
        assert type(xs) is list
        assert {type(x) for x in xs} <= {int}
        assert {type(k) for k in mapping} <= {str}
        assert {type(v) for v in mapping.values()} <= {float}
        assert type(text) is str
        assert [type(p) for p in pair] == [int, str]


def test_sizes_stay_bounded():
    calls = [((list(range(20)), "abcdef"), {})]
    for (xs, text), _ in made(calls):
        assert len(xs) <= 60
        assert len(text) <= 18


def test_lists_reach_their_edges():
    seen = first([(([5, 3, 9],), {}), (([5, 7],), {})])
    assert [] in seen
    assert [9, 3, 5] in seen
    assert [3, 5, 9] in seen
    assert [5, 3, 9, 5, 3, 9] in seen
    assert any(len(xs) == 1 for xs in seen)
    assert any(len(xs) > len(set(xs)) for xs in seen)
    assert any(x < 0 for xs in seen for x in xs)


def test_numbers_and_texts_reach_their_edges():
    floats = first([((1.5,), {})])
    assert any(math.isnan(x) for x in floats)
    assert any(x == 0 and math.copysign(1, x) < 0 for x in floats)
    assert math.inf in floats
    integers = first([((10,), {}), ((7,), {})])
    assert {0, 1, -1, -10} <= set(integers)
    texts = first([(("hello world",), {})])
    assert "" in texts
    assert any(not text.isascii() for text in texts)
    assert any(abs(x) >= 2**63 for x in first([((2**40,), {})]))


def test_objects_are_changed_on_a_copy():
    account = Account("a", [1, 2])
    seen = first([((account, 1), {}), ((Account("b", []), 2), {})])
    assert all(type(item) is Account for item in seen)
    assert len({repr(item) for item in seen}) > 3
    assert account == Account("a", [1, 2])


@dataclasses.dataclass(frozen=True, slots=True)
class Point:
    x: int
    label: str


class Base:
    __slots__ = ("x",)

    def __init__(self, x):
        self.x = x


class Mixed(Base):
    def __init__(self, x, y):
        super().__init__(x)
        self.y = y


def test_frozen_objects_and_slots_are_changed_on_a_copy():
    point = Point(5, "five")
    seen = first([((point,), {}), ((Point(7, "seven"),), {})])
    assert {type(item) for item in seen} == {Point}
    assert {0, -1, 6} <= {item.x for item in seen}
    assert "" in {item.label for item in seen}
    assert point == Point(5, "five")
    mixed = first([((Mixed(5, 1.5),), {})])
    assert {0, -1} <= {item.x for item in mixed}
    assert any(math.isnan(item.y) for item in mixed)


def test_missing_values_and_arguments_of_other_calls_are_mixed_in():
    calls = [(([1],), {"key": None}), (([2],), {"key": "k"})]
    keys = {kwargs["key"] for _, kwargs in made(calls)}
    assert None in keys
    assert "k" in keys


@pytest.mark.parametrize(
    "value",
    [
        collections.deque([1, 2], 5),
        collections.Counter("aab"),
        collections.OrderedDict(a=1),
        frozenset({1, 2}),
        {3, 1},
        b"abc",
        bytearray(b"abc"),
        True,
        range(3),
        len,
        None,
        ValueError("x"),
    ],
)
def test_any_value_can_be_varied_and_keeps_its_type(value):
    assert {type(item) for item in first([((value,), {})], 200)} == {type(value)}


def test_arrays_and_frames_keep_their_types():
    np = pytest.importorskip("numpy")
    pd = pytest.importorskip("pandas")
    arrays = first([((np.arange(6.0),), {})], 200)
    assert {array.dtype for array in arrays} == {np.dtype(float)}
    assert any(array.size == 0 for array in arrays)
    assert any(np.isnan(array).any() for array in arrays)
    grids = first([((np.arange(6).reshape(2, 3),), {})], 200)
    assert {array.ndim for array in grids} == {2}
    assert {(0, 3), (1, 3), (2, 1)} <= {array.shape for array in grids}
    assert any((array < 0).any() for array in grids)
    frames = first([((pd.DataFrame({"a": [1, 2]}),), {})], 200)
    assert {tuple(frame.columns) for frame in frames} == {("a",)}
    assert any(frame.empty for frame in frames)
    assert any((frame["a"] < 0).any() for frame in frames)
    assert any(frame["a"].duplicated().any() for frame in frames)
    assert len({pickle.dumps(frame) for frame in frames}) >= 20


def differing(calls, count=200, function=None):
    """Pickles of the different calls among the first ``count``."""
    made = variations(calls, count=count, rng=Random(1), function=function)
    return {pickle.dumps(call) for call in made}


def test_one_integer_gets_many_small_and_nearby_values():
    for value in (3, 25, 1000):
        calls = [((value,), {})]
        assert len(differing(calls, count=60)) >= 20
        seen = {args[0] for args, _ in variations(calls, count=40, rng=Random(1))}
        assert {0, 1, 2, 3, 4, 5, value - 1, value + 1} <= seen
        assert max(map(abs, seen)) <= 4 * value + 64, "huge ones come last, when all else was sent"
        assert any(abs(args[0]) >= 2**63 for args, _ in daring(calls))


def test_numbers_in_the_code_and_their_neighbours_are_tried():
    def tariff(weight):
        inside = {"limit": 977} if weight == 31.5 else None
        return weight > 4321 or inside

    seen = {args[0] for args, _ in variations([((1,), {})], count=200, rng=Random(1), function=tariff)}
    assert {4320, 4321, 4322, 976, 977, 978} <= seen
    floats = {args[0] for args, _ in variations([((1.0,), {})], count=200, rng=Random(1), function=tariff)}
    assert {31.5, math.nextafter(31.5, 0), math.nextafter(31.5, 99)} <= floats


def test_texts_of_called_functions_and_globals_are_tried():
    seen = {args[0] for args, _ in variations([(("a b",), {})], count=200, rng=Random(1), function=parse)}
    assert any("=>" in text for text in seen)
    assert any("##" in text for text in seen)
    assert not any("docstring" in text for text in seen)


def test_what_the_signature_promises_is_tried():
    def greet(name: str | None, loud: bool = False, *, times: int = 3, items: Iterable[int] = ()):
        return name, loud, times, items

    calls = [(("ann",), {"items": [1]}), (("bob", True), {})]
    made_calls = list(variations(calls, count=400, rng=Random(1), function=greet))
    assert any(args[0] is None for args, _ in made_calls)
    assert {kwargs.get("loud") for _, kwargs in made_calls} >= {None, True}
    assert {0, 1, -1, 4} <= {kwargs["times"] for _, kwargs in made_calls if "times" in kwargs}
    assert any(args == ("bob",) and not kwargs for args, kwargs in made_calls), "a given one is left out"
    assert any(type(kwargs.get("items")) is tuple for _, kwargs in made_calls)
    assert any(type(kwargs.get("items")) is type(iter([])) for _, kwargs in made_calls)


def test_arguments_that_belong_together_meet():
    seen = made([((["a", "b", "c"], 2, "z"), {})], 400)
    assert {len(xs) for xs, n, _ in (args for args, _ in seen) if n == len(xs)} >= {0, 1, 3}
    assert any(needle in xs for xs, _, needle in (args for args, _ in seen) if xs)
    pairs = made([(({"a": 1}, {"b": 2}), {})], 200)
    assert any(set(one) & set(two) for one, two in (args for args, _ in pairs))
    assert any(one is two for one, two in (args for args, _ in pairs))
    zeros = made([((7, 5), {})], 100)
    assert ((0, 0), {}) in zeros


def test_two_places_inside_the_arguments_hold_one_object():
    calls = [((Account("a", [1]), Account("b", [2])), {})]
    assert any(one.entries is two.entries and one is not two for (one, two), _ in made(calls))


def test_ties_show_whether_an_order_is_kept():
    seen = first([(([("ann", 3), ("bob", 2), ("cid", 1)],), {})])
    tied = [xs for xs in seen if len(xs) > 1 and len({n for _, n in xs}) == 1 and len({s for s, _ in xs}) > 1]
    assert any(xs == sorted(xs) for xs in tied)
    assert any(xs == sorted(xs, reverse=True) for xs in tied)


def test_sums_that_depend_on_their_order_are_tried():
    lists = first([(([1.5, 2.5],), {})])
    assert any(math.fsum(xs) != sum(xs) for xs in lists if all(map(math.isfinite, xs)))
    assert any(sum(xs) != sum(xs[::-1]) for xs in lists if all(map(math.isfinite, xs)))
    whole = first([(([1, 2],), {})])
    assert any(sum(map(float, xs)) != sum(xs) for xs in whole)


class Level(enum.Enum):
    LOW = 1
    HIGH = 2


@pytest.mark.parametrize(
    ("value", "edge"),
    [
        (dt.date(2023, 5, 17), dt.date(2023, 12, 31)),
        (dt.datetime(2023, 5, 17, 8, tzinfo=dt.UTC), dt.datetime(2023, 5, 17, tzinfo=dt.UTC)),
        (dt.timedelta(hours=3), dt.timedelta(hours=-3)),
        (decimal.Decimal("9.95"), decimal.Decimal("0.005")),
        (fractions.Fraction(1, 3), fractions.Fraction(0)),
        (3 + 4j, 0j),
        (range(2, 9), range(2, 2)),
        (Level.LOW, Level.HIGH),
        (iter([1, 2]), None),
    ],
    ids=lambda value: type(value).__name__,
)
def test_the_library_s_types_have_edges(value, edge):
    seen = first([((value,), {})], 200)
    assert {type(item) for item in seen} == {type(value)}
    if edge is None:
        assert [] in [list(item) for item in seen]
    else:
        assert edge in seen


def test_edges_of_large_and_nested_values_stay_quick_and_small():
    nested = [[[{"k": list(range(50))} for _ in range(20)] for _ in range(20)] for _ in range(20)]
    calls = [((nested, list(range(100_000)), "x" * 100_000), {})]
    assert len(list(islice(variations(calls, count=40, rng=Random(1)), 40))) == 40


class Stubborn:
    """Cannot be looked at."""

    def __len__(self):
        raise RuntimeError("no length")

    def __eq__(self, other):
        raise RuntimeError("not comparable")

    __hash__ = None


def test_values_that_resist_are_no_obstacle():
    calls = [(([1], Stubborn(), {"a": Stubborn()}), {"key": Stubborn()})]
    assert len(made(calls, 100)) == 100


def test_one_call_without_arguments_stays_as_it_is():
    assert next(vary((), {}, Pool([((), {})]), Random(0))) == ((), {})
