"""Pairs of near points, produced by a generator that is resumed for each."""


def near(points: list[int], reach: int):
    n = len(points)
    for i in range(n):
        for j in range(i + 1, n):
            if points[j] - points[i] <= reach:
                yield points[i], points[j]


def bound(points: list[int], reach: int) -> int:
    total = 0
    for one, other in near(points, reach):
        total += one ^ other
    return total


def workload() -> int:
    points = [i * 7 for i in range(700)]
    return sum(bound(points[k:], 10**6) for k in range(30))


PROBES = [
    "bound([1, 2, 4, 9], 3)",
    "bound([], 1)",
    "bound([1, 'a'], 1)",
    "bound([1.5, 2.5], 3)",
    "bound({0: 1, 1: 2}, 5)",
    "bound(None, 1)",
]
