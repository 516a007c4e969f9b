"""Smaller calls: every step is simpler than the call it comes from, so descending always ends."""

from __future__ import annotations

import collections
import dataclasses
import pickle

import pytest

from ouroboros.agent.shrinking import smaller


@dataclasses.dataclass
class Account:
    owner: str
    entries: list


@dataclasses.dataclass(frozen=True, slots=True)
class Point:
    x: int
    y: int


def descended(value, holds, most=10_000):
    """The simplest argument found by taking the first step on which ``holds``, again and again."""
    for _ in range(most):
        value, before = next((args[0] for args, _ in smaller((value,), {}) if holds(args[0])), value), value
        if value is before:
            return value
    raise AssertionError(f"still going down at {value!r}")


@pytest.mark.parametrize(
    "value",
    [
        0,
        -1,
        -(2**70),
        12345,
        1.5,
        -2e300,
        float("nan"),
        float("-inf"),
        "héllo wörld",
        b"bytes",
        bytearray(b"bytes"),
        True,
        None,
        [3, [1, 2], "x"],
        (1, "two", 3.5),
        tuple(range(20)),
        {3, 1},
        frozenset("abc"),
        {"a": [1], "b": {}},
        collections.deque([1, 2, 3], 5),
        Account("ann", [1, 2]),
        Point(3, -4),
    ],
    ids=lambda value: type(value).__name__,
)
def test_descending_ends_and_keeps_the_type(value):
    kind = type(value)
    before = pickle.dumps(value)
    end = descended(value, lambda new: type(new) is kind)
    assert type(end) is kind
    assert pickle.dumps(value) == before
    for args, _ in smaller((end,), {}):
        assert type(args[0]) is not kind


def test_the_end_is_simple():
    assert descended(-987654, lambda _: True) == 0
    assert descended(list(range(50)), lambda _: True) == []
    assert descended("some long text", lambda _: True) == ""
    assert descended({"a": 1, "b": [2]}, lambda _: True) == {}
    assert descended(Account("ann", [1, 2]), lambda _: True) == Account("", [])
    assert descended(Point(3, -4), lambda _: True) == Point(0, 0)


def test_what_matters_is_kept():
    assert descended([5, -3, 9, 4, -7, 2], lambda xs: any(x < 0 for x in xs)) == [-1]
    assert descended(987, lambda x: x >= 100) == 100
    assert descended("xxßyy", lambda text: "ß" in text) == "ß"
    assert descended([4, 8, 4, 1], lambda xs: len(set(xs)) < len(xs)) == [0, 0]
    assert descended({"a": 5, "b": 0, "c": 7}, lambda d: "c" in d and d["c"] > 1) == {"c": 2}
    assert descended([[1, 2], [3, 4, 5]], lambda xs: any(len(x) > 1 for x in xs)) == [[0, 0]]


def test_rows_keep_their_length():
    assert descended((7, "ab", [1]), lambda _: True) == (0, "", [])


def test_every_argument_gets_its_turn():
    steps = list(smaller((10, "abc"), {"key": [1, 2]}))
    assert {(args[0] != 10, args[1] != "abc", kwargs["key"] != [1, 2]) for args, kwargs in steps} == {
        (True, False, False),
        (False, True, False),
        (False, False, True),
    }
