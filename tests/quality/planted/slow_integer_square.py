"""Sums of squares and cubes."""


def moments(values: list[int]) -> tuple[int, int, int]:
    first = 0
    second = 0
    third = 0
    for value in values:
        first += value
        second += value**2
        third += value**3
    return first, second, third


def workload() -> int:
    return sum(moments([(i * k) % 1009 for i in range(2500)])[2] for k in range(1, 900))


PROBES = ["moments([1, 2, 3])", "moments([])", "moments([10**20, -7])", "moments([0.1, -0.0])"]
