"""Totals of the lines of an order."""


def totals(lines: list[tuple[int, int]]) -> list[int]:
    result = []
    for quantity, price in lines:
        result.append(quantity * price)
    return result


def workload() -> int:
    lines = [(i % 9, 100 + i % 301) for i in range(4000)]
    return sum(sum(totals(lines)) for _ in range(3000))


PROBES = ["totals([(1, 2), (3, 4)])", "totals([])", "totals([('a', 3), (2, [1])])"]
