import io

from rich.console import Console

from ouroboros.coordination.report_table import render_table


def shown(report, width=120):
    out = io.StringIO()
    render_table(report, Console(file=out, width=width, force_terminal=False))
    return out.getvalue()


def test_winners_show_gain_and_proof(report):
    text = shown(report)
    assert "shop.stock:f" in text
    assert "3.20x (3.00x to 3.40x)" in text
    assert "membership-to-set" in text
    assert "40 recorded calls" in text
    assert "Workload: 3.10 s -> 1.40 s, 2.20x (2.10x to 2.30x)" in text
    assert "1 winner in 2 functions, 4 min 05 s, 12 tests run, sandbox: namespaces" in text


def test_functions_without_winner_say_why(report):
    assert "the tests of every faster version fail" in shown(report)


def test_a_narrow_terminal_folds(report):
    assert max(map(len, shown(report, width=60).splitlines()[:-1])) <= 60


def test_an_empty_report_says_so(empty):
    assert "No function takes a share" in shown(empty)


def test_hostile_texts_are_neither_markup_nor_escapes(hostile):
    text = shown(hostile, width=400)
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "[red]" in text
    text.encode("utf-8")
