"""Totals of a price list; whoever hands in the list must get it back untouched."""

import copy


def catalogue(size):
    return [
        {"sku": f"S{index}", "prices": {"eur": index % 90 + 1, "usd": index % 97 + 1}, "tags": ["a", "b", f"t{index % 9}"]}
        for index in range(size)
    ]


def total(items, currency):
    """Sum of the prices in one currency; ``items`` stays as it is."""
    items = copy.deepcopy(items)
    amount = 0
    for item in items:
        amount += item["prices"].get(currency, 0)
    return amount


def tagged(items, tag):
    own = copy.deepcopy(items)
    return sum(1 for item in own if tag in item["tags"])


def main():
    items = catalogue(5000)
    results = []
    for currency in ("eur", "usd", "gbp"):
        for tag in ("a", "t3", "t5"):
            results.append((total(items, currency), tagged(items, tag)))
    print(results)


if __name__ == "__main__":
    main()
