"""Discount bands for a list of prices."""


def bands(prices: list[int], limits: list[int]) -> list[int]:
    result = []
    for price in prices:
        band = 0
        for limit in sorted(limits):
            if price >= limit:
                band += 1
        result.append(band)
    return result


def workload() -> int:
    limits = [(i * 37) % 101 for i in range(60)]
    return sum(sum(bands([i * k % 120 for i in range(300)], limits)) for k in range(1, 600))


PROBES = [
    "bands([5, 50], [10, 1])",
    "bands([], [3])",
    "bands([3], [])",
    "bands([], [1, 'a'])",
    "bands([3], [3, 3])",
]
