import pytest

from ouroboros.records.verdict import Rejection
from ouroboros.reporting import figures


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("two\nlines\tx", "two\nlines\tx"),
        ("\x1b[31m", "\\x1b[31m"),
        ("a\u202eb\u2066", "a\\u202eb\\u2066"),
        ("\ud800", "\\ud800"),
        ("\x85\xad", "\\x85\\xad"),
        ("naïve 東京", "naïve 東京"),
        ("\U000e0041", "\\U000e0041"),
    ],
)
def test_invisible_characters_show(text, shown):
    assert figures.visible(text) == shown


def test_a_line_stays_one():
    assert (
        figures.visible_line("same\n  passed   everything\x1b[1m") == "same\\n  passed   everything\\x1b[1m"
    )


def test_figures_in_words():
    assert [figures.percent(share) for share in (0.412, 0.0512, 1.0, float("nan"))] == [
        "41 %",
        "5.1 %",
        "100 %",
        "-",
    ]
    assert [figures.times(factor) for factor in (3.211, 12.34, 1234.5, float("inf"))] == [
        "3.21x",
        "12.3x",
        "1,234x",
        "-",
    ]
    assert [figures.duration(seconds) for seconds in (0.84, 12.34, 59.97, 245.4)] == [
        "0.84 s",
        "12.3 s",
        "1 min 00 s",
        "4 min 05 s",
    ]
    assert [figures.p_value(value) for value in (0.0131, 1e-9, 2.0, float("nan"))] == [
        "p = 0.013",
        "p < 0.0001",
        "p unknown",
        "p unknown",
    ]


def test_the_funnel_narrows(report):
    assert figures.funnel(report) == (
        ("candidates", 20),
        ("load", 19),
        ("same results", 13),
        ("faster", 6),
        ("tests pass", 4),
        ("acceptable", 4),
        ("best of its function", 1),
        ("gain confirmed", 1),
        ("winners", 1),
    )


def test_reasons_are_added_up_over_functions(report):
    counts = figures.rejections(report)
    assert next(iter(counts.items())) == (Rejection.NOT_FASTER, 7)
    assert sum(counts.values()) == 19


def test_the_funnel_never_falls_below_its_winners(hostile):
    counts = [count for _, count in figures.funnel(hostile)]
    assert counts == sorted(counts, reverse=True)
    assert counts[-1] == 1
