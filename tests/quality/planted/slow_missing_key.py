"""Prices of a basket: most articles have none of their own."""


def total(basket: list[str], prices: dict[str, int], usual: int) -> int:
    result = 0
    for article in basket:
        try:
            price = prices[article]
        except KeyError:
            price = usual
        result += price
    return result


def workload() -> int:
    prices = {f"a{i}": i for i in range(0, 900, 30)}
    basket = [f"a{i}" for i in range(900)]
    return sum(total(basket[start:], prices, 5) for start in range(0, 900, 3))


PROBES = ["total(['a', 'b'], {'a': 1}, 2)", "total([], {}, 1)", "total(['a', []], {}, 1)", "total(['a'], [], 1)"]
