"""Exponential smoothing with its error."""


def smoothing_error(values: list[float], alpha: float) -> float:
    level = values[0]
    error = 0.0
    for i in range(1, len(values)):
        difference = values[i] - level
        error += difference * difference
        level = level + alpha * difference
    return error / (len(values) - 1)


def workload() -> float:
    values = [((i * 7919) % 1000) / 37.0 for i in range(3000)]
    return sum(smoothing_error(values, alpha / 2000) for alpha in range(1, 1900))


PROBES = ["smoothing_error([1.0, 2.0, 4.0], 0.5)", "smoothing_error([1.0], 0.5)", "smoothing_error([], 0.5)"]
