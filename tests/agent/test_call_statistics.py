"""What calls look like is told past the program's own code, in bounded memory."""

from __future__ import annotations

from collections import UserList
from dataclasses import dataclass

import pytest

from ouroboros.agent.call_statistics import CallStatistics, attributes_of, literal_of


class Odd:
    """Every way by which looking at an object could run its code."""

    def __init__(self) -> None:
        object.__setattr__(self, "kept", [1, 2])

    def __getattribute__(self, name):
        raise AssertionError(name)

    def __len__(self):
        raise AssertionError

    def __repr__(self):
        raise AssertionError

    @property
    def computed(self):
        raise AssertionError


class Slotted:
    __slots__ = ("empty", "kept")

    def __init__(self) -> None:
        self.kept = "text"


@dataclass
class Point:
    x: float
    y: float


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "None"),
        (True, "True"),
        (-3, "-3"),
        (-0.0, "-0.0"),
        ("it's", '"it\'s"'),
        (b"\0", "b'\\x00'"),
        (float("nan"), ""),
        (float("-inf"), ""),
        (1 << 70, ""),
        ("x" * 41, ""),
        ((1,), ""),
        (type("Text", (str,), {})("a"), ""),
    ],
)
def test_short_plain_values_are_told_as_source(value, text):
    assert literal_of(value) == text
    if text:
        assert repr(eval(text)) == repr(value)


def test_attributes_are_read_without_running_code():
    assert dict(attributes_of(Odd())) == {"kept": [1, 2]}
    assert dict(attributes_of(Slotted())) == {"kept": "text"}
    assert dict(attributes_of(Point(1.0, 2.0))) == {"x": 1.0, "y": 2.0}
    for other in ([1], Odd, len, 3, "text", pytest):
        assert not dict(attributes_of(other))


def test_counts_are_told_by_parameter():
    statistics = CallStatistics()
    for number in range(30):
        statistics.arguments(
            {"self": Point(1.0, 2), "mode": "fast" if number else None, "xs": [0] * number, "n": number % 20}
        )
    statistics.outcome(3, None)
    statistics.outcome(None, KeyError("x"))
    told = statistics.told()
    assert told["values"]["mode"] == {"'fast'": 29, "None": 1}
    assert len(told["values"]["n"]) == 8
    assert told["sizes"]["xs"][29] == 1
    assert told["attributes"] == {"self.x": {"float": 30}, "self.y": {"int": 30}}
    assert told["returns"] == {"int": 1, "raises KeyError": 1}


def test_what_is_counted_is_bounded():
    statistics = CallStatistics()
    large = type("Large", (), {})()
    large.__dict__.update({f"a{number}": number for number in range(1000)})
    for number in range(2000):
        statistics.arguments({"n": number, "xs": [0] * (number % 500), "large": large, "odd": UserList([1])})
    told = statistics.told()
    assert len(statistics.values["n"]) <= 64
    assert len(told["sizes"]["xs"]) <= 256
    assert sum(name.startswith("large.") for name in told["attributes"]) == 32
    assert told["attributes"]["large.a0"] == {"int": 40}
    assert "odd" not in told["sizes"]
