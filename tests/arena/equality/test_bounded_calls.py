"""What is listed for a guess: all small values, the same on every day, and no more than can be answered."""

from __future__ import annotations

import itertools
import pickle

import pytest

from ouroboros.agent.type_names import type_text
from ouroboros.arena.equality.bounded_calls import KINDS, bounded_calls
from ouroboros.operators.lifting.type_guards import guard_of, recorded_type


def listed(*kinds):
    """The arguments of all calls, in order."""
    return [pickle.loads(call.payload)[0] for batch in bounded_calls("m:f", kinds) for call in batch]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_calls_are_many_and_the_same_every_time(kind):
    batches = bounded_calls("m:f", (kind,))
    assert batches == bounded_calls("m:f", (kind,))
    assert 400 <= sum(map(len, batches)) <= 1500
    assert max(map(len, batches)) <= 400


@pytest.mark.parametrize("kinds", list(itertools.product(sorted(KINDS), repeat=2)), ids=" ".join)
def test_pairs_are_of_their_types(kinds):
    calls = listed(*kinds)
    assert len(calls) >= 300
    for arguments in calls:
        for kind, value in zip(kinds, arguments, strict=True):
            assert type(value).__name__ == kind.partition("[")[0]


def test_small_lists_are_complete():
    lists = [tuple(arguments[0]) for arguments in listed("list[int]")]
    for size in range(4):
        assert set(itertools.product((0, 1, 2), repeat=size)) <= set(lists)
    assert set(itertools.permutations(range(5))) <= set(lists)


def test_related_arguments_meet():
    calls = listed("list[int]", "int")
    assert sum(number in numbers for numbers, number in calls) > 100
    assert sum(0 <= number < len(numbers) for numbers, number in calls) > 100
    products = listed("list[list[int]]", "list[list[int]]")
    assert sum(all(len(row) == len(b) for row in a) and len(set(map(len, b))) == 1 for a, b in products) > 100


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_guard_lets_through_what_was_recorded_and_nothing_else(kind):
    condition, imports = guard_of(kind, "x")
    others = [True, 1.5, None, (1,), {1}, [True], [[True]], [None], [[1], (2,)], bytearray(b"a"), [], [[]]]
    values = [value for (value,) in listed(kind)] + others
    passed = 0
    for value in values:
        namespace = {"x": value}
        exec("\n".join(imports), namespace)
        if eval(condition, namespace):
            passed += 1
            assert recorded_type({type_text(value): 1}) in {kind, ""}
            assert not any(value is other for other in others)
    assert passed >= 150


@pytest.mark.parametrize(
    ("seen", "told"),
    [
        ({"list[int]": 3, "list": 1}, "list[int]"),
        ({"list": 3}, ""),
        ({"list[int]": 3, "list[str]": 1}, ""),
        ({"list[int | str]": 3}, ""),
        ({"int": 3, "list": 1}, ""),
        ({"int": 3, "bool": 1}, ""),
        ({"list[list | list[int]]": 3}, "list[list[int]]"),
        ({}, ""),
    ],
)
def test_only_one_plain_type_counts(seen, told):
    assert recorded_type(seen) == told
