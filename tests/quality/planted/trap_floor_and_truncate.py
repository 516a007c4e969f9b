"""Rounding down and cutting off differ below zero."""


def buckets(values: list, width: int) -> list[int]:
    result = []
    for value in values:
        result.append(int(value / width) * width + value % width)
    return result


def workload() -> int:
    return sum(buckets(list(range(2500)), k)[-1] for k in range(1, 150))


ROUNDS = 5
PROBES = [
    "buckets([7, -7], 4)",
    "buckets([10**17 + 1], 2)",
    "buckets([7.5], 2)",
    "buckets([5], -3)",
    "buckets([1], 0)",
]
