"""Generated calls are reproducible, bounded, inside the seen types, and reach the edges."""

from __future__ import annotations

import collections
import dataclasses
import math
import pickle
from random import Random

import pytest

from ouroboros.agent.canonical import describe
from ouroboros.agent.variations import Pool, variations, vary

COUNT = 600


@dataclasses.dataclass
class Account:
    name: str
    entries: list


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
    frames = first([((pd.DataFrame({"a": [1, 2]}),), {})], 200)
    assert {tuple(frame.columns) for frame in frames} == {("a",)}
    assert any(frame.empty for frame in frames)


def test_one_call_without_arguments_stays_as_it_is():
    assert next(vary((), {}, Pool([((), {})]), Random(0))) == ((), {})
