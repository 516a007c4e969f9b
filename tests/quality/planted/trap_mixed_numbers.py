"""Whole numbers stay whole, fractions stay fractions."""

from decimal import Decimal
from fractions import Fraction


def accumulate(values: list) -> list:
    total = 0
    result = []
    for value in values:
        total = total + value
        result.append(total)
    return result


def workload() -> int:
    return sum(accumulate(list(range(k, k + 2500)))[-1] for k in range(250))


ROUNDS = 8
PROBES = [
    "accumulate([1, 2.5, 3])",
    "accumulate([Fraction(1, 3), 1])",
    "accumulate([Decimal('0.1'), 2])",
    "accumulate([True, True])",
    "accumulate([2**63, 2**63])",
    "accumulate([1, 'a'])",
]
