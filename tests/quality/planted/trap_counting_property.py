"""Reading the property is an event of its own."""


class Meter:
    def __init__(self, factor: int) -> None:
        self._factor = factor
        self.reads = 0

    @property
    def factor(self) -> int:
        self.reads += 1
        return self._factor + self.reads // 1000000


def measure(values: list[int], meter: Meter) -> int:
    total = 0
    for value in values:
        total += value * meter.factor
    return total


def workload() -> int:
    meter = Meter(3)
    return sum(measure(list(range(2000)), meter) for _ in range(120)) + meter.reads


def reads(values):
    meter = Meter(2)
    return measure(values, meter), meter.reads


ROUNDS = 7
PROBES = ["reads([1, 2, 3])", "reads([])"]
