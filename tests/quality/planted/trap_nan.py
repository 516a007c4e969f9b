"""The largest value, by comparison from the first one on."""


def largest(values: list[float]) -> float:
    best = values[0]
    for value in values:
        if value >= best:
            best = value
    return best


def workload() -> float:
    values = [((i * 7919) % 1000) / 7.0 for i in range(1500)]
    return sum(largest(values[k:]) for k in range(300))


NAN = float("nan")
ROUNDS = 41
PROBES = [
    "largest([1.0, NAN, 3.0, 2.0])",
    "largest([NAN, 1.0])",
    "largest([0.0, -0.0])",
    "largest([1, True, 1.0])",
    "largest([])",
]
