"""The two parts that are timed hold the same mix, whatever the calls are."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from ouroboros.arena.equality.call_choice import split
from ouroboros.records.hotspot import RecordedCall

SECONDS = st.floats(1e-6, 5.0) | st.sampled_from([0.0, 1e-5, 1e-3, 1.0])


def calls_of(seconds, origin="workload"):
    return [
        RecordedCall(function="m:f", payload=str(number).encode(), seconds=each, origin=origin)
        for number, each in enumerate(seconds)
    ]


def places(part):
    return [int(call.payload) for call in part]


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(st.lists(SECONDS, min_size=2, max_size=60), st.integers(0, 2**32))
def test_parts_are_disjoint_in_order_and_alike(seconds, seed):
    one, other = split(calls_of(seconds), random.Random(seed))
    assert one
    assert other
    assert not set(places(one)) & set(places(other))
    assert [places(one), places(other)] == [sorted(places(one)), sorted(places(other))]
    assert abs(len(one) - len(other)) <= 1
    apart = abs(sum(call.seconds for call in one) - sum(call.seconds for call in other))
    slowest = max(call.seconds for call in (*one, *other))
    assert apart <= slowest * (1 + 1e-9)
    # Rank by rank the parts hold calls of neighbouring durations.
    ranks = [sorted((call.seconds for call in part), reverse=True) for part in (one, other)]
    chosen = sorted((*ranks[0], *ranks[1]), reverse=True)
    for rank, (a, b) in enumerate(zip(*ranks, strict=False)):
        assert sorted((a, b), reverse=True) == chosen[2 * rank : 2 * rank + 2]


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(st.lists(SECONDS, min_size=1, max_size=30), st.integers(0, 2**32))
def test_the_same_numbers_draw_the_same_parts(seconds, seed):
    calls = calls_of(seconds)
    assert split(calls, random.Random(seed)) == split(calls, random.Random(seed))


def test_a_call_is_as_likely_in_either_part():
    calls = calls_of([5e-3, 4e-3, 3e-3, 1e-3, 1e-4])
    first = [0] * len(calls)
    rounds = 4000
    for seed in range(rounds):
        for place in places(split(calls, random.Random(seed))[0]):
            first[place] += 1
    assert all(abs(count / rounds - 0.5) < 0.04 for count in first), first


def test_one_slow_call_among_quick_ones_leaves_as_many_on_both_sides():
    calls = calls_of([0.02, *[1e-4] * 21])
    one, other = split(calls, random.Random(1))
    assert {len(one), len(other)} == {11}


def test_a_single_call_is_timed_on_both_sides():
    calls = calls_of([0.1])
    assert split(calls, random.Random(0)) == (tuple(calls), tuple(calls))


def test_calls_of_the_workload_are_timed_alone():
    calls = [*calls_of([1e-3] * 4), *calls_of([1e-3] * 4, origin="tests")]
    one, other = split(calls, random.Random(0))
    assert {call.origin for call in (*one, *other)} == {"workload"}
