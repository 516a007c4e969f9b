"""Combines the results of partial computations of a statistics job."""

import operator
from functools import reduce


def total(values):
    return reduce(lambda left, right: left + right, values)


def product(values):
    return reduce(operator.mul, values, 1)


def largest(values):
    return reduce(lambda left, right: left if left > right else right, values)


def joined(parts):
    return reduce(lambda left, right: left + right, parts, [])


def main():
    results = []
    for seed in range(1, 260):
        values = [(index * seed * 7919) % 10_007 + 1 for index in range(8000)]
        parts = [values[start : start + 8] for start in range(0, 1600, 8)]
        results.append((total(values), product(values[:40]) % 1_000_003, largest(values), len(joined(parts))))
    print(results[:2], sum(result[0] for result in results))


if __name__ == "__main__":
    main()
