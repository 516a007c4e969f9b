"""Sums of squares of triples with a loop over three places."""


def spread(rows: list[list[int]]) -> int:
    total = 0
    for row in rows:
        for place in range(3):
            total += row[place] * row[place]
    return total


def workload() -> int:
    rows = [[i, i + 1, i + 2] for i in range(3000)]
    return sum(spread(rows[k:]) for k in range(250))


PROBES = [
    "spread([[1, 2, 3]])",
    "spread([])",
    "spread([[1, 2]])",
    "spread(['abc'])",
    "spread([(0.5, -0.0, 1j)])",
]
