"""Articles and the categories they are filed under."""

from __future__ import annotations

from storefront.models import Product, UnknownProduct


class Catalogue:
    """All articles that the shop sells."""

    def __init__(self, products=()):
        self._products: dict[str, Product] = {}
        self._links: dict[str, list[str]] = {}
        for product in products:
            self.add(product)

    def __len__(self) -> int:
        return len(self._products)

    def __iter__(self):
        return iter(self._products.values())

    def __contains__(self, sku: object) -> bool:
        return sku in self._products

    def add(self, product: Product) -> None:
        """Add an article, or replace the one with the same SKU."""
        self._products[product.sku] = product

    def get(self, sku: str) -> Product:
        """Look an article up by its SKU."""
        try:
            return self._products[sku]
        except KeyError:
            raise UnknownProduct(sku) from None

    def link(self, category: str, other: str) -> None:
        """Show two categories next to each other in the shop."""
        self._links.setdefault(category, []).append(other)
        self._links.setdefault(other, []).append(category)

    def in_category(self, category: str) -> list[Product]:
        """Articles of one category, cheapest first."""
        found = [product for product in self if product.category == category]
        return sorted(found, key=lambda product: (product.price, product.sku))

    def categories(self) -> list[str]:
        """Every category that has an article, in the order in which they first appear."""
        return unique([product.category for product in self])

    def neighbourhood(self, category: str, reach: int = 3) -> list[str]:
        """Categories that a customer gets to from ``category`` with at most ``reach`` clicks."""
        return reachable(self._links, category, reach)


def unique(items: list) -> list:
    """Drop repeated items and keep the order of the rest."""
    seen = []
    for item in items:
        if item not in seen:
            seen.append(item)
    return seen


def reachable(links: dict[str, list[str]], start: str, reach: int) -> list[str]:
    """Walk the links breadth first and return what is at most ``reach`` steps away, nearest first."""
    order: list[str] = []
    queue = [(start, 0)]
    while queue:
        name, depth = queue.pop(0)
        if name in order:
            continue
        order.append(name)
        if depth < reach:
            for other in links.get(name, []):
                queue.append((other, depth + 1))
    return order


def missing_skus(wanted: list[str], known: list[str]) -> list[str]:
    """SKUs of a supplier's list that we do not carry yet, in the supplier's order."""
    missing = []
    for sku in wanted:
        if sku not in known:
            missing.append(sku)
    return missing


def price_bands(products: list[Product], limits: list[int]) -> dict[int, list[str]]:
    """Sort articles into bands: the key is the smallest limit that the price does not exceed, or -1."""
    bands: dict[int, list[str]] = {}
    for product in products:
        band = -1
        for limit in sorted(limits):
            if product.price <= limit:
                band = limit
                break
        if band not in bands:
            bands[band] = []
        bands[band].append(product.sku)
    return bands
