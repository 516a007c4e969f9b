"""Rows that are not in the archive; rows may be lists."""


def fresh(rows: list, archive: list) -> list:
    return [row for row in rows if row not in archive]


def workload() -> int:
    archive = [(i, i % 7) for i in range(0, 300)]
    return sum(len(fresh([(i % 400, i % 7) for i in range(k, k + 300)], archive)) for k in range(70))


ROUNDS = 3
PROBES = [
    "fresh([[1], [2]], [[1]])",
    "fresh([(1,), [2]], [(1,)])",
    "fresh([{'a': 1}], [])",
    "fresh([1], [[1], 1])",
]
