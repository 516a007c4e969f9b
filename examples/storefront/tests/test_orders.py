import pytest

from storefront.models import Order, OrderLine, OutOfStock
from storefront.orders import Warehouse, duplicate_orders, fulfil, merge_lines, order_rows


def test_lines_of_one_article_are_added_up():
    lines = [OrderLine("b", 1), OrderLine("a", 2), OrderLine("b", 3)]
    assert merge_lines(lines) == [OrderLine("b", 4), OrderLine("a", 2)]


def test_taking_is_all_or_nothing():
    warehouse = Warehouse({"a": 5, "b": 1})
    with pytest.raises(OutOfStock) as caught:
        warehouse.take([OrderLine("a", 2), OrderLine("b", 2)])
    assert (caught.value.sku, caught.value.available) == ("b", 1)
    assert warehouse.stock == {"a": 5, "b": 1}


def test_receiving_nothing_is_refused():
    warehouse = Warehouse()
    with pytest.raises(ValueError, match="cannot receive 0"):
        warehouse.receive("a", 0)
    warehouse.receive("a", 3)
    assert warehouse.available("a") == 3


def test_express_orders_go_first(orders):
    result = fulfil(orders, Warehouse({"A1": 9, "C3": 9, "D4": 9, "E5": 9}))
    assert result == {"shipped": [3, 1, 2, 4, 5], "late": [], "refused": []}
    assert {order.status for order in orders} == {"shipped"}


def test_a_short_order_waits_once_and_is_refused(orders):
    result = fulfil(orders, Warehouse({"A1": 3, "C3": 4, "D4": 4, "E5": 2}))
    assert result == {"shipped": [1, 2], "late": [], "refused": [3, 4, 5]}


def test_no_orders():
    assert fulfil([], Warehouse()) == {"shipped": [], "late": [], "refused": []}


def test_rows_join_orders_with_articles(orders, products):
    rows = order_rows(orders, products)
    assert len(rows) == 11
    assert rows[3] == {
        "order": 2, "day": 0, "customer": "bob", "sku": "D4", "category": "children", "quantity": 4, "amount": 5196,
    }


def test_unknown_articles_have_no_rows(products):
    assert order_rows([Order(1, "x", 0, [OrderLine("nope", 1)])], products) == []


def test_duplicate_orders(orders):
    assert duplicate_orders(orders) == [(4, 5)]
