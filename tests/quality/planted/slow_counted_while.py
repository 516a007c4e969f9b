"""Adds up large items with a counter stepped by hand."""


def large(items: list[int], limit: int) -> int:
    total = 0
    at = 0
    while at < len(items):
        if items[at] > limit:
            total += items[at]
        at += 1
    return total


def workload() -> int:
    items = [(i * 37) % 101 for i in range(3000)]
    return sum(large(items, k % 90) for k in range(300))


PROBES = [
    "large([1, 5, 7], 3)",
    "large([], 3)",
    "large([1, 'a'], 3)",
    "large((1, 9.5), 3)",
    "large({0: 4, 1: 8}, 3)",
    "large({0: 4, 2: 8}, 3)",
    "large(None, 3)",
]
