"""How often lines run is counted, for a bounded time, and tracing is left as it was."""

from __future__ import annotations

import sys
from collections import Counter

from ouroboros.agent.executed_lines import counted


def steps(count: int) -> int:
    total = 0
    for number in range(count):
        total += number
    return total


FIRST = steps.__code__.co_firstlineno


def test_every_run_of_a_line_counts():
    before = sys.gettrace()
    counts: Counter[int] = Counter()
    for _ in range(2):
        with counted(__file__, counts, 5.0):
            steps(10)
    assert counts[FIRST + 3] == 20
    assert counts[FIRST + 4] == 2
    assert sys.gettrace() is before


def test_counting_ends_with_its_time_and_the_call_does_not():
    counts: Counter[int] = Counter()
    with counted(__file__, counts, 0.0):
        assert steps(5_000) == sum(range(5_000))
    assert 0 < sum(counts.values()) < 1_000


def test_lines_of_other_files_are_not_counted():
    counts: Counter[int] = Counter()
    with counted("/nowhere.py", counts, 5.0):
        steps(10)
    assert not counts
