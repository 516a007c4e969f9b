"""Whole numbers have no largest value."""


def factorial_sum(n: int, modulus: int) -> int:
    product = 1
    total = 0
    for i in range(1, n + 1):
        product = product * i
        total = total + product
        if modulus:
            product = product % modulus
            total = total % modulus
    return total


def workload() -> int:
    return sum(factorial_sum(600 + k, 10007) for k in range(500))


ROUNDS = 6
PROBES = [
    "factorial_sum(30, 0)",
    "factorial_sum(20, 10**30)",
    "factorial_sum(5, 10007)",
    "factorial_sum(0, 0)",
    "factorial_sum(4, -7)",
    "factorial_sum(3, 2.5)",
]
