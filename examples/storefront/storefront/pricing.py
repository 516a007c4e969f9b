"""Discounts, taxes, parcels and a modest forecast of demand."""

from __future__ import annotations

from storefront.catalogue import Catalogue
from storefront.models import OrderLine

TAX_RATES = [
    ("books", 7),
    ("food", 7),
    ("children", 7),
    ("garden", 19),
    ("kitchen", 19),
    ("office", 19),
    ("outdoor", 19),
]
STANDARD_TAX = 19

# Ten per cent off from 3 pieces, and so on.
QUANTITY_STEPS = [(3, 2), (5, 5), (10, 10), (25, 15)]


def tax_rate(category: str) -> int:
    """Value-added tax of a category in per cent."""
    for name, rate in TAX_RATES:
        if name == category:
            return rate
    return STANDARD_TAX


def quantity_discount(quantity: int) -> int:
    """Per cent that a customer saves when ordering so many pieces."""
    discount = 0
    for minimum, percent in QUANTITY_STEPS:
        if quantity >= minimum:
            discount = percent
    return discount


def season_factor(day: int, calendar: list[tuple[int, int, int]]) -> int:
    """Per cent to add or take off on a day, from a calendar of (first day, last day, per cent)."""
    factor = 0
    for first, last, percent in calendar:
        if first <= day % 365 <= last:
            factor += percent
    return max(-50, min(50, factor))


def line_price(price: int, quantity: int, season: int = 0) -> int:
    """Price of an order line in cents, rounded half up after every reduction."""
    gross = price * quantity * (100 + season)
    reduced = gross * (100 - quantity_discount(quantity))
    return (reduced + 5000) // 10000


def quote(lines: list[OrderLine], catalogue: Catalogue, day: int, calendar: list[tuple[int, int, int]]) -> dict:
    """Net, tax and total of a basket in cents.

    Raises UnknownProduct for a SKU that is not in the catalogue.
    """
    net = 0
    tax = 0
    for line in lines:
        product = catalogue.get(line.sku)
        amount = line_price(product.price, line.quantity, season_factor(day, calendar))
        net += amount
        tax += amount * tax_rate(product.category) // 100
    return {"net": net, "tax": tax, "total": net + tax}


def price_list(prices: list[int], day: int, calendar: list[tuple[int, int, int]]) -> list[int]:
    """What a list of articles costs on a given day."""
    result = []
    for price in prices:
        result.append(line_price(price, 1, season_factor(day, calendar)))
    return result


def fewest_parcels(items: int, sizes: tuple[int, ...]) -> int:
    """Smallest number of parcels that hold exactly ``items`` pieces, or -1 when no combination fits.

    ``sizes`` are the numbers of pieces that fit into each kind of parcel.
    """
    if items == 0:
        return 0
    best = -1
    for size in sizes:
        if size <= items:
            rest = fewest_parcels(items - size, sizes)
            if rest >= 0 and (best < 0 or rest + 1 < best):
                best = rest + 1
    return best


def smooth(history: list[float], alpha: float, beta: float) -> float:
    """Mean squared error of Holt's linear forecast over a history of at least two days."""
    level = history[0]
    trend = history[1] - history[0]
    error = 0.0
    for i in range(1, len(history)):
        predicted = level + trend
        difference = history[i] - predicted
        error += difference * difference
        before = level
        level = alpha * history[i] + (1.0 - alpha) * predicted
        trend = beta * (level - before) + (1.0 - beta) * trend
    return error / (len(history) - 1)


def fit_forecast(history: list[float], steps: int = 10) -> tuple[float, float]:
    """Try a grid of smoothing factors and return the pair with the smallest error."""
    best = None
    chosen = (0.0, 0.0)
    for i in range(1, steps):
        for j in range(1, steps):
            alpha = i / steps
            beta = j / steps
            error = smooth(history, alpha, beta)
            if best is None or error < best:
                best = error
                chosen = (alpha, beta)
    return chosen
