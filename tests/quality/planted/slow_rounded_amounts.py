"""Amounts that are rounded to cents, which are read from a text again for each."""

from decimal import ROUND_HALF_EVEN, Decimal


def invoice(lines: list[tuple[int, int]]) -> Decimal:
    total = Decimal("0.00")
    for count, price in lines:
        net = (Decimal(price) * Decimal("0.01") * count).quantize(Decimal("0.01"), rounding=ROUND_HALF_EVEN)
        if net > Decimal("100"):
            net = (net * Decimal("0.98")).quantize(Decimal("0.01"))
        total += net + net * Decimal("0.19")
    return total.quantize(Decimal("0.01"))


def workload() -> str:
    lines = [(i % 7, i * 13 % 9001) for i in range(1500)]
    return str(sum((invoice(lines[k:]) for k in range(60)), Decimal(0)))


PROBES = [
    "invoice([])",
    "invoice([(1, 100), (3, 5000)])",
    "invoice([(1.5, 100)])",
    "invoice([('a', 1)])",
    "invoice([(1, 'NaN')])",
    "invoice([(1, '1e40')])",
    "invoice(None)",
]
