"""Durations, sizes and the rest are read as people write them, and refused with a reason."""

import pytest

from ouroboros.config import values


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("10m", 600),
        ("90s", 90),
        ("1h30m", 5400),
        ("1h 30m 5s", 5405),
        ("1.5m", 90),
        ("500ms", 0.5),
        ("2min", 120),
        ("45", 45),
        (45, 45),
        (0.5, 0.5),
    ],
)
def test_duration(text, seconds):
    assert values.duration(text) == pytest.approx(seconds)


@pytest.mark.parametrize(
    "text", ["", "ten", "10 parsecs", "-5s", "0", 0, -1, True, None, "nan", "inf", "1h-3m", []]
)
def test_what_is_no_duration_is_refused(text):
    with pytest.raises(ValueError, match="it"):
        values.duration(text)


@pytest.mark.parametrize(
    ("text", "amount"),
    [("4G", 4 << 30), ("512MB", 512 << 20), ("1.5KiB", 1536), ("1024", 1024), (1024, 1024), ("2 g", 2 << 30)],
)
def test_size(text, amount):
    assert values.size(text) == amount


@pytest.mark.parametrize("text", ["", "big", "-1", "0", True, "4X", None])
def test_what_is_no_size_is_refused(text):
    with pytest.raises(ValueError, match="it"):
        values.size(text)


@pytest.mark.parametrize("name", ["", "m:f", "pkg.mod:Class.method"])
def test_importable(name):
    assert values.importable(name) == name


@pytest.mark.parametrize("name", ["m", "m:", ":f", "m:f()", "m f:g", "m:f:g", "m:a.", 5, None])
def test_what_names_no_function_is_refused(name):
    with pytest.raises(ValueError, match="it"):
        values.importable(name)


def test_patterns_come_as_a_list_or_with_commas():
    assert values.patterns("a:*, b:f") == values.patterns(["a:*", "b:f"]) == ("a:*", "b:f")


@pytest.mark.parametrize("value", ["a,,b", [1], 3, ["  "]])
def test_what_is_no_list_of_patterns_is_refused(value):
    with pytest.raises(ValueError):
        values.patterns(value)


@pytest.mark.parametrize("value", ["1.5", True, None, "x", 0, 11])
def test_whole_numbers_know_their_range(value):
    with pytest.raises(ValueError):
        values.whole(1, 10)(value)


@pytest.mark.parametrize("value", ["x", True, None, float("nan"), "nan", -0.1, 1.1])
def test_fractions_know_their_range(value):
    with pytest.raises(ValueError):
        values.fraction(0.0, 1.0)(value)


@pytest.mark.parametrize(
    ("given", "expected"), [("none", None), (None, None), ("1e-9", 1e-9), (1e-3, 1e-3), ("0.001", 1e-3)]
)
def test_tolerance(given, expected):
    assert values.tolerance(given) == expected


@pytest.mark.parametrize("given", [0, "0", -1e-9, 0.0011, 1, "None", "", True, "nan", "inf", []])
def test_what_is_no_tolerance_is_refused(given):
    with pytest.raises(ValueError, match=r"it is|it must"):
        values.tolerance(given)


def test_a_later_choice_is_told_apart_from_an_unknown_one():
    read = values.choice(("local",), later=("ray",))
    assert read("local") == "local"
    with pytest.raises(ValueError, match="not available in this version yet"):
        read("ray")
    with pytest.raises(ValueError, match="no such choice"):
        read("moon")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("performance=2, power=1,security=0.5", (2.0, 1.0, 0.5)),
        ("security=3", (1.0, 1.0, 3.0)),
        ("", (1.0, 1.0, 1.0)),
        ({"power": 0}, (1.0, 0.0, 1.0)),
    ],
)
def test_weights_are_read_and_what_is_left_out_counts_one(given, expected):
    assert values.weights(given).parts == expected


@pytest.mark.parametrize(
    "given",
    ["speed=1", "power", "power=much", "power=-1", "performance=0,power=0,security=0", 7, "power=nan"],
)
def test_weights_that_mean_nothing_are_refused(given):
    with pytest.raises(ValueError, match=r"weight|none of"):
        values.weights(given)
