"""A sum that starts with its first value."""


def total(values: list[float]) -> float:
    result = values[0]
    for value in values[1:]:
        result = result + value
    return result


def workload() -> float:
    values = [i / 8.0 for i in range(2000)]
    return sum(total(values[k:]) for k in range(500))


ROUNDS = 15
PROBES = [
    "total([-0.0, -0.0])",
    "total([-0.0])",
    "total(['a', 'b'])",
    "total([True])",
    "total([])",
    "total([[1], [2]])",
]
