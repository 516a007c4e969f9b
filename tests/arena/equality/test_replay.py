"""In which order the lines of calls are asked for: what is quick first, everything at last."""

from __future__ import annotations

from ouroboros.arena.equality.replay import _by_patience, _compiling_seconds
from ouroboros.records.hotspot import RecordedCall


def calls(origin: str, seconds: float, count: int) -> list[RecordedCall]:
    return [
        RecordedCall(function="m:f", payload=b"%d" % number, origin=origin, seconds=seconds)
        for number in range(count)
    ]


def test_a_slow_call_is_told_line_by_line_only_where_no_quick_one_is_enough():
    slow, invented = calls("workload", 0.3, 1), calls("generated", 0.0, 200)
    first, second, last = _by_patience([*slow, *invented])
    assert list(first) == invented[:12]
    assert list(second) == invented
    assert list(last) == [*slow, *invented]


def test_quick_recorded_calls_are_among_the_first():
    recorded, invented = calls("workload", 0.001, 50), calls("generated", 0.0, 100)
    first, last = _by_patience([*recorded, *invented])
    assert len(first) == 24
    assert {call.origin for call in first} == {"workload", "generated"}
    assert list(last) == [*recorded, *invented]


def test_slow_calls_alone_are_asked_at_once():
    slow = calls("workload", 0.3, 5)
    assert [list(each) for each in _by_patience(slow)] == [slow]
    few = calls("workload", 0.001, 3)
    assert [list(each) for each in _by_patience(few)] == [few]


def test_what_has_to_be_compiled_is_waited_for():
    assert _compiling_seconds({"m.py": "import numba\n"}) >= 10
    assert _compiling_seconds({"m.py": "import math\n"}) == 0
