"""Sums of stretches of floats: a difference of running totals is rounded otherwise."""


def stretches(values: list[float], width: int) -> list[float]:
    return [sum(values[i : i + width]) for i in range(len(values) - width + 1)]


def workload() -> float:
    return sum(sum(stretches([(i * 37 % 101) / 10 for i in range(400)], width)) for width in range(20, 60))


PROBES = ["stretches([0.1, 0.2, 0.3, 0.4, 0.5], 2)", "stretches([1e16, 1.0, -1e16], 2)", "stretches([1, 'a'], 1)"]
