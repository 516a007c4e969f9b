"""Exercises of a first course in number theory: factors, totients, primes in a range."""

import hashlib

from primePy import primes


def perfect_power_free(numbers):
    """Numbers without a repeated prime factor."""
    kept = []
    for number in numbers:
        factors = primes.factors(number)
        if len(factors) == len(set(factors)):
            kept.append(number)
    return kept


def main():
    results = []
    results.append([primes.phi(n) for n in range(100_000_000, 100_016_000)])
    results.append(primes.between(1_000_000_000, 1_000_032_000))
    results.append(perfect_power_free(range(20_000_001, 20_021_001, 2)))
    results.append([n for n in range(900_000_001, 900_020_001, 2) if primes.check(n)])
    results.append(primes.first(700))
    results.append(primes.upto(5000))
    text = repr(results)
    print(hashlib.sha256(text.encode()).hexdigest()[:16], len(text))


if __name__ == "__main__":
    main()
