import pytest

from storefront import catalogue
from storefront.models import Product, UnknownProduct


def test_an_article_is_found_by_its_sku(shop):
    assert shop.get("C3").title == "Steel Kettle"


def test_an_unknown_sku_is_named(shop):
    with pytest.raises(UnknownProduct, match="Z9"):
        shop.get("Z9")


def test_adding_the_same_sku_again_replaces_it(shop):
    shop.add(Product("A1", "Green Lamp", "lighting", 100))
    assert len(shop) == 5
    assert shop.get("A1").price == 100


def test_a_category_lists_the_cheapest_first(shop):
    shop.add(Product("A0", "Candle", "lighting", 99))
    assert [product.sku for product in shop.in_category("lighting")] == ["A0", "A1"]


def test_categories_keep_their_first_order(shop):
    shop.add(Product("F6", "Lantern", "garden", 10))
    assert shop.categories() == ["lighting", "garden", "kitchen", "children", "outdoor"]


def test_neighbourhood_is_nearest_first_and_bounded(shop):
    shop.link("lighting", "garden")
    shop.link("garden", "outdoor")
    shop.link("outdoor", "sports")
    assert shop.neighbourhood("lighting", 2) == ["lighting", "garden", "outdoor"]
    assert shop.neighbourhood("lighting", 3)[-1] == "sports"


def test_circles_of_links_end():
    assert catalogue.reachable({"a": ["b"], "b": ["a", "c"]}, "a", 9) == ["a", "b", "c"]


def test_a_category_without_links_reaches_itself():
    assert catalogue.reachable({}, "a", 3) == ["a"]


def test_unique_keeps_the_first_occurrence():
    assert catalogue.unique(["b", "a", "b", "c", "a"]) == ["b", "a", "c"]
    assert catalogue.unique([]) == []


def test_unique_works_for_lists_of_lists():
    assert catalogue.unique([[1], [2], [1]]) == [[1], [2]]


def test_missing_skus_keep_order_and_repeats():
    assert catalogue.missing_skus(["x", "A1", "y", "x"], ["A1", "B2"]) == ["x", "y", "x"]


def test_price_bands(products):
    assert catalogue.price_bands(products, [4000, 2000]) == {4000: ["A1", "C3"], -1: ["B2"], 2000: ["D4", "E5"]}
