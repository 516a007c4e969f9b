"""Spread of measured values."""


def spread(values: list[int]) -> float:
    total = 0.0
    for value in values:
        total += abs(value - sum(values) / len(values))
    return total / len(values) if values else 0.0


def workload() -> float:
    return sum(spread([(i * k) % 503 for i in range(450)]) for k in range(1, 420))


PROBES = ["spread([1, 2, 6])", "spread([])", "spread([5])", "spread([0.1, 0.2, 0.3])"]
