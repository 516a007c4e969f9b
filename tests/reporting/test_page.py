import re
from html.parser import HTMLParser

from ouroboros.reporting.page import render_html

VOID = {"meta", "br", "line", "circle", "rect"}


class Page(HTMLParser):
    """Collects tags, attributes and text, and checks that elements are closed in order."""

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.attributes, self.told = [], [], [], []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] != "style":
            self.told.append(data)

    @property
    def text(self):
        return "".join(self.told)


def test_the_headline_is_the_workload(report):
    page = Page(render_html(report))
    assert "2.20x as fast" in page.text
    assert "3.10 s before, 1.40 s after; 95 % interval 2.10x to 2.30x, 10 pairs" in page.text


def test_a_winner_shows_its_evidence(report):
    text = Page(render_html(report)).text
    for told in (
        "shop.stock:f",
        "shop/stock.py:1",
        "3.20x (3.00x to 3.40x), 30 pairs interleaved, p < 0.0001 for “no more than 1.02x”",
        "4.00x (3.50x to 4.60x), 14 pairs interleaved, p = 0.004 for “no more than 1.00x”",
        "40 recorded calls (15 of earlier runs) and 500 generated calls agree",
        "12 tests ran and passed, 12 seen to reach it",
        "9 suggested calls agree; CrossHair says it explored 7 paths",
        "The list is searched as a set.",
        "two calls depend on state",
        "+    known = set(ys)",
        "the same calls notice 10 of 12 deliberate faults in the original, drawn from 30 possible ones",
        "line 9: 1 → (1 + 1)",
        "36 of the workload, 4 of the tests, 497 made up from these, 3 that told wrong candidates",
        "2 end with an exception",
        "loads; every call answered as by the original",
        "all, by calls of the function itself",
        "What this does not show",
        "--only shop.stock:f",
    ):
        assert told in text


def test_every_pair_is_a_dot_inside_its_picture(report):
    text = render_html(report)
    places = [float(each) for each in re.findall(r'class="pair" cx="([0-9.]+)%"', text)]
    assert len(places) == len(report.winners[0].evidence.confirmation.log_ratios)
    assert places == sorted(places)
    assert 0 <= places[0] < places[-1] <= 100
    assert "30 pairs, from 2.91x to 3.52x" in Page(text).text


def test_tables_have_captions_and_headed_rows(report):
    page = Page(render_html(report))
    assert page.tags.count("caption") == page.tags.count("table") >= 4


def test_losers_are_grouped_with_what_they_did(report):
    text = Page(render_html(report)).text
    assert (
        "6 different resultsorted-to-extreme: differs on left in order; the original: left in order" in text
    )
    assert "and 5 more" in text
    assert "7 not fasterhoist-invariant, 1.00xand 6 more" in text


def test_where_it_ran_and_how_fast(report):
    text = Page(render_html(report)).text
    assert "20 candidates in 8.00 s, 2.5/s; replayed up to 2 at a time 2.00x as fast as one at a time" in text
    assert "cd '/home/ada/my shop' && OUROBOROS_ALPHA=0.01 ouroboros evolve shop" in text


def test_a_function_without_winner_says_why(report):
    text = Page(render_html(report)).text
    assert "the tests of every faster version fail" in text
    assert "one test is flaky: test_clock" in text


def test_undo_names_the_files(report, empty):
    assert "git revert" in Page(render_html(report)).text
    assert "How to undo" not in Page(render_html(empty)).text


def test_an_empty_report_is_a_page(empty):
    assert "0 winners in 0 hot functions" in Page(render_html(empty)).text


def test_nothing_is_loaded_and_nothing_runs(report):
    text = render_html(report)
    page = Page(text)
    assert not {"script", "link", "img", "iframe", "object", "base", "form"} & set(page.tags)
    assert not {"src", "href", "onload", "onclick"} & set(page.attributes)
    assert not re.search(r"https?://|url\(|@import", text)


def test_hostile_texts_stay_text(hostile, report):
    text = render_html(hostile)
    text.encode("utf-8")
    page, ordinary = Page(text), Page(render_html(report))
    assert set(page.tags) <= set(ordinary.tags)
    assert set(page.attributes) <= set(ordinary.attributes)
    assert '</pre><script>alert("x")</script>' in page.text
    assert not re.search("[\x00-\x08\x0b-\x1f\u202e]", text)
    assert "\\u202e" in page.text
    assert text.count("</style>") == text.count("<style>") == 1


def test_a_huge_change_is_cut(with_changes):
    ordinary = with_changes()
    before = "".join(f"x{i} = 1\n" for i in range(3000))
    winner = ordinary.functions[0].winner
    import dataclasses

    candidate = dataclasses.replace(winner.candidate, text=before)
    evidence = dataclasses.replace(winner.evidence, candidate=candidate)
    outcome = dataclasses.replace(
        ordinary.functions[0], winner=dataclasses.replace(winner, evidence=evidence)
    )
    text = Page(render_html(with_changes(functions=(outcome,)))).text
    assert "more lines: the JSON report holds the whole change" in text
    assert "x2999" not in text


def test_a_tolerance_is_told(report, tolerant):
    page = render_html(tolerant)
    assert "floats of results were allowed to differ by 1e-09 of the larger one" in page
    assert "floats differ by at most 2.2e-16 of the larger one" in page
    assert "floats within the tolerance" in page
    assert "they differ by up to 2.2e-16" in page
    assert "floats to the bit" in render_html(report)
    assert "floats differ" not in render_html(report)
