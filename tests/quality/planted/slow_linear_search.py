"""Tariff of a parcel from a sorted table of weights."""

WEIGHTS = [i * 25 for i in range(1, 400)]


def tariff(weight: int) -> int:
    for index, limit in enumerate(WEIGHTS):
        if weight <= limit:
            return index
    return len(WEIGHTS)


def workload() -> int:
    return sum(tariff((i * 7919) % 11000) for i in range(110000))


PROBES = ["[tariff(w) for w in (0, 25, 26, 9975, 9976, -3)]"]
