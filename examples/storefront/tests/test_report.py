import pytest

from storefront import report
from storefront.orders import order_rows


@pytest.fixture
def rows(orders, products):
    return order_rows(orders, products)


def test_daily_totals_are_in_order_of_days(rows):
    totals = report.daily_totals(rows)
    assert list(totals) == [0, 1, 2]
    assert totals[1] == 5997
    assert sum(totals.values()) == sum(row["amount"] for row in rows)


def test_the_strongest_category_comes_first(rows):
    summary = report.category_summary(rows)
    assert [entry["category"] for entry in summary] == ["kitchen", "lighting", "outdoor", "children"]
    assert summary[0] == {"category": "kitchen", "orders": 3, "quantity": 7, "amount": 27993}


def test_csv_quotes_what_needs_it():
    text = report.to_csv([{"a": 'x "y"', "b": 1.5}, {"a": "p,q"}], ["a", "b"])
    assert text == 'a,b\n"x ""y""",1.5\n"p,q",\n'


def test_missing_values_leave_empty_fields():
    assert report.to_csv([{"b": 2}], ["a", "b"]) == "a,b\n,2\n"


def test_moving_average_grows_into_its_window():
    assert report.moving_average([2.0, 4.0, 6.0, 8.0], 3) == [2.0, 3.0, 4.0, 6.0]
    assert report.moving_average([], 3) == []


def test_moving_average_needs_a_window():
    with pytest.raises(ValueError, match="window"):
        report.moving_average([1.0], 0)


def test_variance():
    assert report.variance([5.0]) == 0.0
    assert report.variance([1.0, 2.0, 3.0, 4.0]) == 1.25


def test_equal_values_share_a_rank():
    assert report.rank([10, 30, 20, 30]) == [4, 1, 3, 1]


def test_autocorrelation_of_a_wave():
    wave = [1.0, -1.0] * 10
    assert report.autocorrelation(wave, 2) > 0.85
    assert report.autocorrelation(wave, 1) < -0.9
    assert report.autocorrelation([3.0, 3.0, 3.0], 1) == 0.0
    assert report.autocorrelation([3.0], 1) == 0.0


def test_text_table_is_aligned():
    text = report.text_table([{"sku": "A1", "n": 10}, {"sku": "B", "n": None}], ["sku", "n"])
    assert text == "sku  n\nA1   10\nB    None\n"
