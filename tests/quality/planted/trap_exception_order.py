"""Two things may fail; the first one in the order of the program counts."""


def weighted(values: list, divisor: int, label: str) -> list[str]:
    result = []
    for value in values:
        checked = int(value)
        result.append(label.upper() + str(checked * (100 // divisor)))
    return result


def workload() -> int:
    return sum(len(weighted(list(range(900)), k, "item")) for k in range(1, 500))


ROUNDS = 3
PROBES = [
    "weighted(['x'], 0, 'a')",
    "weighted([1], 0, None)",
    "weighted([1], 5, None)",
    "weighted([], 0, None)",
    "weighted(['7'], 3, 'a')",
]
