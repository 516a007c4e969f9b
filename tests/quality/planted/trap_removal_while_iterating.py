"""Removing while iterating skips the next item, and callers rely on the outcome."""


def thin_out(items: list[int]) -> list[int]:
    for item in items:
        if item % 2 == 0:
            items.remove(item)
    return items


def workload() -> int:
    return sum(len(thin_out([(i * k) % 101 for i in range(320)])) for k in range(1, 250))


ROUNDS = 7
PROBES = [
    "thin_out([2, 4, 6, 1, 8])",
    "thin_out([1, 3])",
    "thin_out([])",
    "(lambda xs: thin_out(xs) is xs)([2, 1])",
]
