"""Invariant factors that may not be multiplied first."""


def scaled(values: list[float], a: float, b: float) -> list[float]:
    result = []
    for value in values:
        result.append(value * a * b)
    return result


def workload() -> float:
    values = [i / 3.0 for i in range(2500)]
    return sum(scaled(values, 1.1, k / 7.0)[-1] for k in range(400))


ROUNDS = 7
PROBES = [
    "scaled([0.1, 0.7, 1e308], 3.3, 0.1)",
    "scaled([1e-200], 1e-200, 1e300)",
    "scaled(['a'], 2, 3)",
    "scaled([], 1, 2)",
]
