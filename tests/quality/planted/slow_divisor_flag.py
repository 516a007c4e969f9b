"""Whether a number is prime, found out by all its possible divisors."""


def is_prime(number: int) -> bool:
    prime = number > 1
    for divisor in range(2, number):
        if number % divisor == 0:
            prime = False
    return prime


def primes(limit: int) -> list[int]:
    return [number for number in range(limit) if is_prime(number)]


def workload() -> int:
    return len(primes(500)) + sum(is_prime(n * 6) for n in range(300))


ROUNDS = 3
PROBES = [
    "primes(30)",
    "is_prime(0), is_prime(-7), is_prime(True)",
    "is_prime(9.0)",
    "is_prime(type('Own', (int,), {'__mod__': lambda self, other: print(other) or 0})(7))",
    "is_prime('7')",
]
