"""Adds up the shares of a bill, rounded to cents, with the tax of the day."""

from decimal import Decimal


def shares(amounts: list[Decimal], tax: str) -> Decimal:
    total = Decimal("0")
    for amount in amounts:
        if amount > Decimal("0.05"):
            total += (amount * Decimal("1.07") + amount * Decimal(tax)).quantize(Decimal("0.01"))
    return total


def workload() -> Decimal:
    amounts = [Decimal(index * 37 % 1000) / 8 for index in range(400)]
    total = Decimal("0")
    for _ in range(250):
        total += shares(amounts, "0.19")
    return total


PROBES = [
    "shares([Decimal('0.05'), Decimal('1.005'), Decimal('-3')], '0.1')",
    "shares([], 'x')",
    "shares([Decimal('1')], 'x')",
    "shares([Decimal('NaN')], '1')",
    "shares([Decimal('1E+26'), Decimal('1E+27')], '0')",
]
