"""Prices in another currency."""

RATES = (("EUR", 100), ("USD", 108), ("GBP", 86), ("CHF", 97), ("JPY", 15512))


def rate_of(currency: str) -> int:
    total = 0
    for name, rate in RATES:
        if name == currency:
            total = rate
    return total


def convert(prices: list[int], currency: str) -> list[int]:
    converted = []
    for price in prices:
        converted.append(price * rate_of(currency) // 100)
    return converted


def workload() -> int:
    total = 0
    for i in range(1000):
        total += sum(convert(list(range(i, i + 2500)), "JPY" if i % 2 else "CHF"))
    return total


PROBES = ["convert([100, 250], 'USD')", "convert([], 'EUR')", "convert([5], 'nope')"]
