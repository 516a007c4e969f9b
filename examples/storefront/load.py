"""A busy day in the shop, squeezed into a few seconds: run it to see where the time goes.

    python load.py [ROUNDS]

Everything is seeded; the checksum at the end is the same on every run of one Python version (3.12 adds floats up more
exactly than 3.11).
"""

from __future__ import annotations

import hashlib
import random
import sys

from storefront import catalogue, orders, pricing, recommendations, report, search
from storefront.models import Order, OrderLine, Product

ADJECTIVES = "red blue light heavy small folding wooden steel ceramic waterproof classic modern soft compact".split()
NOUNS = "lamp chair table kettle tent knife pencil notebook blanket basket bottle shovel puzzle bicycle mug".split()
USES = "garden kitchen office camping children travel winter summer reading writing cooking hiking".split()
CATEGORIES = ["books", "food", "children", "garden", "kitchen", "office", "outdoor", "toys", "lighting"]
CALENDAR = [(0, 31, 5), (32, 59, -10), (90, 120, 3), (150, 212, -5), (200, 243, -15), (300, 330, 8), (331, 364, 12)]


def make_products(rng: random.Random, count: int) -> list[Product]:
    products = []
    for i in range(count):
        title = f"{rng.choice(ADJECTIVES).title()} {rng.choice(NOUNS)} for {rng.choice(USES)}, model {rng.randrange(90)}"
        tags = tuple(rng.sample(USES, rng.randrange(1, 4)))
        products.append(
            Product(f"SKU-{i:05d}", title, rng.choice(CATEGORIES), rng.randrange(199, 19999), rng.randrange(5000), tags)
        )
    return products


def make_orders(rng: random.Random, products: list[Product], count: int) -> list[Order]:
    result = []
    for number in range(count):
        lines = [
            OrderLine(products[int(len(products) * rng.random() ** 2)].sku, rng.randrange(1, 7))
            for _ in range(rng.randrange(1, 6))
        ]
        result.append(Order(number, f"customer-{rng.randrange(count // 8):04d}", number // 12, lines, rng.random() < 0.15))
    return result


def mistype(rng: random.Random, word: str) -> str:
    if len(word) < 4:
        return word
    at = rng.randrange(1, len(word) - 1)
    return word[:at] + rng.choice("aeiou") + word[at + 1 :]


def one_round(rng: random.Random, seen: list[object]) -> None:
    products = make_products(rng, 600)
    shop = catalogue.Catalogue(products)
    index = search.SearchIndex(products)

    # Customers search, with typing errors.
    for _ in range(26):
        query = f"{rng.choice(ADJECTIVES)} {mistype(rng, rng.choice(NOUNS))} with {rng.choice(USES)}"
        hits = index.search(query)
        seen.append(hits)
        for sku, _score in hits[:3]:
            seen.append(search.highlight(shop.get(sku).title, search.tokenize(query)))

    # They look around, fill baskets and order.
    history = make_orders(rng, products, 1000)
    for order in history:
        seen.append(pricing.quote(order.lines, shop, order.day, CALENDAR))
    for day in (10, 45, 205, 340):
        seen.append(pricing.price_list([product.price for product in products], day, CALENDAR))

    # Recommendations for the customers who are there today.
    baskets = recommendations.baskets_of(history + make_orders(rng, products, 1000))
    for customer in sorted(baskets)[::4]:
        seen.append(recommendations.recommend(customer, baskets))
    seen.append(recommendations.bought_together(list(baskets.values()))[:20])
    profiles = {name: [rng.random() for _ in range(128)] for name in sorted(baskets)}
    for name in sorted(profiles)[:60]:
        seen.append(recommendations.most_similar(profiles[name], profiles))

    # The warehouse.
    warehouse = orders.Warehouse({product.sku: rng.randrange(0, 25) for product in products})
    seen.append(orders.fulfil(history, warehouse))
    seen.append(orders.duplicate_orders(history))
    for pieces in range(20, 41):
        seen.append(pricing.fewest_parcels(pieces, (3, 4, 6, 9)))

    # New goods from suppliers.
    known = [product.sku for product in shop]
    for _ in range(3):
        supplier = [f"SKU-{rng.randrange(1800):05d}" for _ in range(2200)]
        seen.append(catalogue.missing_skus(catalogue.unique(supplier), known))
    links = {f"c{i}": [f"c{rng.randrange(150)}" for _ in range(4)] for i in range(150)}
    for i in range(0, 150, 5):
        seen.append(catalogue.reachable(links, f"c{i}", 6))
    seen.append(catalogue.price_bands(products, [499, 999, 1999, 4999, 9999]))

    # Monday's report.
    rows = orders.order_rows(history, products)
    totals = report.daily_totals(rows)
    seen.append(totals)
    seen.append(report.category_summary(rows))
    seen.append(report.to_csv(rows, ["order", "day", "customer", "sku", "category", "quantity", "amount"]))
    seen.append(report.text_table(rows[:60], ["order", "sku", "amount"]))
    seen.append(report.rank([row["amount"] for row in rows]))
    for _ in range(5):
        demand = [20.0 + 6.0 * rng.random() + day / 30 for day in range(365)]
        seen.append(pricing.fit_forecast(demand, 16))
    seen.append(report.moving_average(demand, 28))
    seen.append(report.variance(demand))
    for lag in range(1, 31):
        seen.append(report.autocorrelation(demand, lag))


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 6
    rng = random.Random(20240607)
    seen: list[object] = []
    for _ in range(rounds):
        one_round(rng, seen)
    digest = hashlib.sha256(repr(seen).encode()).hexdigest()
    print(f"{len(seen)} results, checksum {digest[:16]}")


if __name__ == "__main__":
    main()
