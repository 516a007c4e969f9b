"""Numbers of a range that no smaller number divides."""


def is_prime(number: int) -> bool:
    if number < 2:
        return False
    for divisor in range(2, number):
        if number % divisor == 0:
            return False
    return True


def primes(low: int, high: int) -> list[int]:
    return [number for number in range(low, high) if is_prime(number)]


def workload() -> int:
    return sum(len(primes(k * 400, k * 400 + 220)) for k in range(1, 9))


PROBES = [
    "primes(-3, 120)",
    "is_prime(True)",
    "is_prime(49)",
    "is_prime(9.0)",
    "is_prime(1.5)",
    "is_prime('7')",
]
