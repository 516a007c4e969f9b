"""What functions promise has to arrive in the whole workload."""

import pytest

from ouroboros.coordination.plausibility import broken_promise
from ouroboros.records.evidence import Measurement


def _measured(low, high):
    return Measurement(speedup=(low + high) / 2, low=low, high=high, pairs=6, p_value=0.01)


@pytest.mark.parametrize(
    ("share", "low", "workload_high"),
    [(0.9, 20.0, 1.02), (0.8, 3.0, 0.99), (0.5, 100.0, 1.1)],
)
def test_a_gain_that_does_not_arrive_is_none(share, low, workload_high):
    assert "promised" in broken_promise([(share, _measured(low, low + 1))], _measured(0.9, workload_high))


@pytest.mark.parametrize(
    ("share", "low", "workload_high"),
    [(0.9, 20.0, 5.0), (0.8, 3.0, 1.4), (0.2, 100.0, 1.0), (0.9, 1.05, 1.0), (0.0, 2.0, 1.0)],
)
def test_what_arrives_in_part_or_is_too_small_to_see_stands(share, low, workload_high):
    assert broken_promise([(share, _measured(low, low + 1))], _measured(0.9, workload_high)) == ""


def test_without_promises_nothing_is_broken():
    assert broken_promise([], _measured(0.9, 1.0)) == ""


def test_promises_of_nested_functions_are_not_added_up():
    promises = [(0.24, _measured(100.0, 101.0))] * 4
    assert broken_promise(promises, _measured(0.9, 1.0)) == ""
