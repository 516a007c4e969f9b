import pytest

from storefront import search


@pytest.fixture
def index(products):
    return search.SearchIndex(products)


def test_words_are_stemmed_and_stop_words_dropped():
    assert search.tokenize("The Lamps for READING, and 2 lamps!") == ["lamp", "read", "2", "lamp"]


def test_short_words_keep_their_ending():
    assert search.stem("bus") == "bus"
    assert search.stem("hikers") == "hik"


def test_weights_are_relative_frequencies():
    assert search.term_weights(["a", "b", "a", "c"]) == {"a": 0.5, "b": 0.25, "c": 0.25}
    assert search.term_weights([]) == {}


@pytest.mark.parametrize(
    ("a", "b", "distance"),
    [("", "", 0), ("", "abc", 3), ("kettle", "kettle", 0), ("kettle", "kittle", 1), ("lamp", "lump s", 3), ("ab", "ba", 2)],
)
def test_edit_distance(a, b, distance):
    assert search.edit_distance(a, b) == distance
    assert search.edit_distance(b, a) == distance


def test_suggestions_come_nearest_first():
    assert search.suggest("lamp", ["lump", "lamps", "table", "clamp", "lam"]) == ["clamp", "lam", "lamps"]


def test_the_best_match_comes_first(index):
    hits = index.search("red lamp")
    assert hits[0][0] == "A1"
    assert [sku for sku, _ in hits] == ["A1", "E5"]


def test_typing_errors_are_forgiven(index):
    assert [sku for sku, _ in index.search("kettla")] == ["C3"]


def test_nothing_is_found_for_nonsense(index):
    assert index.search("qqqqqqqqqq") == []
    assert index.search("") == []


def test_rare_words_weigh_more(index):
    assert index.rarity("kettle") > index.rarity("lamp") > 1.0


def test_highlight_marks_the_words_found():
    assert search.highlight("Blue Lamps, for camping", ["lamp", "camp"]) == "Blue *Lamps,* for *camping*"
