"""Mean of the readings of a station, which are counted one by one."""


class Station:
    def __init__(self, readings: list[int]) -> None:
        self.readings = readings

    def mean(self) -> float:
        total = 0
        count = 0
        for value in self.readings:
            total += value
            count += 1
        return total / count


def workload() -> float:
    stations = [Station([(i * 7919 * seed) % 500 - 120 for i in range(9000)]) for seed in range(1, 90)]
    return sum(station.mean() for _ in range(8) for station in stations)


PROBES = [
    "Station([1, 2, 3]).mean()",
    "Station((0.1, 0.2, 0.3)).mean()",
    "Station([]).mean()",
    "Station(iter([1, 2])).mean()",
    "Station({1: 2, 3: 4}).mean()",
    "Station([1, 'a']).mean()",
    "Station([True, 2**80]).mean()",
    "Station(None).mean()",
]
