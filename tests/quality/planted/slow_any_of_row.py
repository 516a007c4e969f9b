"""Counts rows with a large value by a generator expression for each row."""


def crowded(rows: list[list[int]], limit: int) -> int:
    count = 0
    for row in rows:
        if any(value > limit for value in row):
            count += 1
    return count


def workload() -> int:
    rows = [[(i * k) % 97 for k in range(12)] for i in range(4000)]
    return sum(crowded(rows, 90 + k % 5) for k in range(90))


PROBES = [
    "crowded([[1, 5], [2], []], 2)",
    "crowded([], 0)",
    "crowded([(1, 'a')], 0)",
    "crowded([('a', 1)], 0)",
    "crowded([iter([1, 2, 3])], 1)",
    "crowded([{4: 5}, 'ab'], 1)",
    "crowded([[float('nan')]], 0)",
]
