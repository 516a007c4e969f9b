import pytest

from storefront import recommendations as rec


@pytest.fixture
def baskets(orders):
    return rec.baskets_of(orders)


def test_baskets_keep_order_and_repeats(baskets):
    assert baskets["ada"] == ["A1", "C3", "E5"]
    assert baskets["cyd"] == ["C3", "A1", "C3", "C3", "A1", "C3"]


def test_overlap_of_disjoint_and_equal_baskets():
    assert rec.overlap(["a"], ["b"]) == 0.0
    assert rec.overlap(["a", "b"], ["b", "a"]) == 1.0
    assert rec.overlap([], []) == 0.0


def test_overlap_counts_repeats_of_the_first_basket():
    assert rec.overlap(["a", "a", "x"], ["a", "b"]) == pytest.approx(2 / 3)


def test_similar_customers_exclude_oneself(baskets):
    names = [name for name, _ in rec.similar_customers("ada", baskets)]
    assert names == ["cyd", "bob"]


def test_recommendations_are_new_to_the_customer(baskets):
    assert rec.recommend("ada", baskets) == ["D4"]
    assert rec.recommend("bob", baskets) == ["C3", "E5"]


def test_a_stranger_gets_no_recommendations(baskets):
    assert rec.recommend("eve", baskets) == []


def test_cosine():
    assert rec.cosine([1.0, 0.0], [1.0, 0.0]) == 1.0
    assert rec.cosine([1.0, 0.0], [0.0, 2.0]) == 0.0
    assert rec.cosine([0.0, 0.0], [1.0, 2.0]) == 0.0
    assert rec.cosine([1.0, 2.0, 3.0], [-1.0, -2.0, -3.0]) == pytest.approx(-1.0)


def test_most_similar_breaks_ties_by_name():
    profiles = {"b": [1.0, 0.0], "a": [2.0, 0.0], "c": [0.0, 1.0]}
    assert rec.most_similar([1.0, 0.0], profiles, limit=2) == ["a", "b"]


def test_bought_together_counts_each_basket_once():
    pairs = rec.bought_together([["a", "b", "a"], ["b", "a"], ["b", "c"], ["c", "b", "a"]])
    assert pairs == [("a", "b", 3), ("b", "c", 2)]
