import dataclasses
import io

from rich.console import Console

from ouroboros.reporting.table import render_table


def shown(report, width=120):
    out = io.StringIO()
    render_table(report, Console(file=out, width=width, force_terminal=False))
    return out.getvalue()


def test_winners_show_gain_and_proof(report):
    text = shown(report)
    assert "shop.stock:f" in text
    assert "3.20x (3.00x to 3.40x)" in text
    assert "membership-to-set" in text
    assert "40 recorded calls (15 of earlier runs)" in text
    assert "Workload: 3.10 s -> 1.40 s, 2.20x (2.10x to 2.30x)" in text
    assert "1 winner in 2 functions, 4 min 05 s, 12 tests run, sandbox: namespaces" in text
    assert "confidence 81 of 100" in shown(report, width=200)


def test_the_last_line_is_throughput_where_there_was_any(report, empty):
    assert (
        shown(report, width=200)
        .splitlines()[-1]
        .startswith("20 candidates in 8.00 s, 2.5/s; replayed up to 2")
    )
    assert "candidates in" not in shown(empty)


def test_functions_without_winner_say_why(report):
    assert "the tests of every faster version fail" in shown(report)


def test_functions_that_nothing_was_tried_on_share_a_line(report, with_changes):
    cold = [
        dataclasses.replace(report.functions[1], candidates=0, rejected={}, why_no_winner=why)
        for why in ["no operator applies"] * 8 + ["the budget was spent before its turn"]
    ]
    text = shown(with_changes(functions=(*report.functions, *cold)), width=200)
    assert f"No operator applies (8): {', '.join(['shop.stock:g'] * 6)} and 2 more\n" in text
    assert "The budget was spent before its turn (1): shop.stock:g\n" in text


def test_a_narrow_terminal_folds(report):
    assert max(map(len, shown(report, width=60).splitlines()[:-2])) <= 60


def test_an_empty_report_says_so(empty):
    assert "No function takes a share" in shown(empty)


def test_hostile_texts_are_neither_markup_nor_escapes(hostile):
    text = shown(hostile, width=400)
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "[red]" in text
    text.encode("utf-8")


def test_a_tolerance_is_told(report, tolerant):
    text = " ".join(shown(tolerant, width=300).split())
    assert "floats of results were allowed to differ by 1e-09 of the larger one" in text
    assert "floats differ by at most 2.2e-16 of the larger one" in text
    assert "floats" not in shown(report)
