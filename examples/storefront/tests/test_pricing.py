import pytest

from storefront import pricing
from storefront.models import OrderLine, UnknownProduct

CALENDAR = [(0, 10, 5), (8, 20, -10), (100, 110, 80)]


def test_tax_has_a_standard_rate():
    assert pricing.tax_rate("books") == 7
    assert pricing.tax_rate("lighting") == 19


@pytest.mark.parametrize(("quantity", "percent"), [(0, 0), (2, 0), (3, 2), (9, 5), (10, 10), (400, 15)])
def test_quantity_discount(quantity, percent):
    assert pricing.quantity_discount(quantity) == percent


@pytest.mark.parametrize(("day", "percent"), [(0, 5), (9, -5), (15, -10), (50, 0), (365, 5), (105, 50)])
def test_seasons_add_up_within_limits(day, percent):
    assert pricing.season_factor(day, CALENDAR) == percent


def test_prices_round_half_up():
    assert pricing.line_price(1, 1, 50) == 2
    assert pricing.line_price(999, 3) == 2937


def test_a_quote_adds_net_and_tax(shop):
    quote = pricing.quote([OrderLine("A1", 2), OrderLine("D4", 1)], shop, 50, CALENDAR)
    assert quote == {"net": 6297, "tax": 949 + 90, "total": 7336}


def test_a_quote_for_an_unknown_article_fails(shop):
    with pytest.raises(UnknownProduct):
        pricing.quote([OrderLine("A1", 1), OrderLine("nope", 1)], shop, 0, [])


def test_an_empty_basket_costs_nothing(shop):
    assert pricing.quote([], shop, 0, CALENDAR)["total"] == 0


def test_price_list():
    assert pricing.price_list([100, 200], 0, CALENDAR) == [105, 210]
    assert pricing.price_list([], 0, CALENDAR) == []


@pytest.mark.parametrize(("items", "parcels"), [(0, 0), (1, -1), (3, 1), (11, 2), (16, 2), (7, -1), (22, 4)])
def test_fewest_parcels(items, parcels):
    assert pricing.fewest_parcels(items, (3, 5, 8)) == parcels


def test_a_straight_line_is_forecast_without_error():
    assert pricing.smooth([1.0, 2.0, 3.0, 4.0], 0.5, 0.5) == 0.0


def test_the_forecast_picks_the_smallest_error():
    history = [1.0, 3.0, 2.0, 5.0, 4.0, 7.0]
    alpha, beta = pricing.fit_forecast(history, 5)
    errors = [pricing.smooth(history, i / 5, j / 5) for i in range(1, 5) for j in range(1, 5)]
    assert pricing.smooth(history, alpha, beta) == min(errors)
