"""The records that the other modules pass around."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Product:
    """One article of the catalogue. Prices are in cents."""

    sku: str
    title: str
    category: str
    price: int
    weight: int = 0
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class OrderLine:
    """So many pieces of one article."""

    sku: str
    quantity: int


@dataclass
class Order:
    """What a customer wants, and on which day (counted from the shop's opening) it was ordered."""

    number: int
    customer: str
    day: int
    lines: list[OrderLine] = field(default_factory=list)
    express: bool = False
    status: str = "new"


class UnknownProduct(KeyError):
    """The catalogue has no article with this SKU."""


class OutOfStock(Exception):
    """There are fewer pieces in the warehouse than the order needs."""

    def __init__(self, sku: str, wanted: int, available: int):
        super().__init__(f"{sku}: {wanted} wanted, {available} available")
        self.sku = sku
        self.wanted = wanted
        self.available = available
