"""Orders from the basket to the shelf in the warehouse."""

from __future__ import annotations

from storefront.models import Order, OrderLine, OutOfStock, Product


class Warehouse:
    """How many pieces of each article are in stock."""

    def __init__(self, stock=None):
        self.stock: dict[str, int] = dict(stock or {})

    def available(self, sku: str) -> int:
        """Pieces in stock."""
        return self.stock.get(sku, 0)

    def receive(self, sku: str, quantity: int) -> None:
        """Put pieces on the shelf."""
        if quantity <= 0:
            raise ValueError(f"cannot receive {quantity} pieces of {sku}")
        self.stock[sku] = self.available(sku) + quantity

    def take(self, lines: list[OrderLine]) -> None:
        """Take all lines off the shelf, or none: OutOfStock names the first article that is short."""
        for line in lines:
            if self.available(line.sku) < line.quantity:
                raise OutOfStock(line.sku, line.quantity, self.available(line.sku))
        for line in lines:
            self.stock[line.sku] -= line.quantity


def merge_lines(lines: list[OrderLine]) -> list[OrderLine]:
    """Add up lines of the same article; the first occurrence decides the order."""
    merged: list[OrderLine] = []
    for line in lines:
        for i, existing in enumerate(merged):
            if existing.sku == line.sku:
                merged[i] = OrderLine(line.sku, existing.quantity + line.quantity)
                break
        else:
            merged.append(line)
    return merged


def fulfil(orders: list[Order], warehouse: Warehouse) -> dict[str, list[int]]:
    """Work through the orders: express first, then in order of arrival.

    An order that is short of something waits until the others had their turn, once, and is then refused.
    """
    express = [order for order in orders if order.express]
    normal = [order for order in orders if not order.express]
    queue = express + normal
    waiting = []
    result: dict[str, list[int]] = {"shipped": [], "late": [], "refused": []}
    while queue:
        order = queue.pop(0)
        try:
            warehouse.take(merge_lines(order.lines))
        except OutOfStock:
            if order.number in waiting:
                order.status = "refused"
                result["refused"].append(order.number)
            else:
                waiting.append(order.number)
                queue.append(order)
            continue
        order.status = "shipped"
        result["late" if order.number in waiting else "shipped"].append(order.number)
    return result


def order_rows(orders: list[Order], products: list[Product]) -> list[dict]:
    """One flat row for each order line, with what the reports need to know about the article."""
    rows = []
    for order in orders:
        for line in order.lines:
            for product in products:
                if product.sku == line.sku:
                    rows.append(
                        {
                            "order": order.number,
                            "day": order.day,
                            "customer": order.customer,
                            "sku": product.sku,
                            "category": product.category,
                            "quantity": line.quantity,
                            "amount": line.quantity * product.price,
                        }
                    )
    return rows


def duplicate_orders(orders: list[Order]) -> list[tuple[int, int]]:
    """Pairs of orders that look like somebody pressed the button twice: same customer, day and lines."""
    pairs = []
    for i in range(len(orders)):
        for j in range(i + 1, len(orders)):
            first, second = orders[i], orders[j]
            if first.customer == second.customer and first.day == second.day and first.lines == second.lines:
                pairs.append((first.number, second.number))
    return pairs
