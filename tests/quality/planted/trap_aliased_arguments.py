"""Input and output may be the same list."""


def relative(values: list[int], out: list[int]) -> None:
    for i in range(len(values)):
        out[i] = values[i] - values[0]


def workload() -> int:
    total = 0
    out = [0] * 1500
    for k in range(350):
        relative(list(range(k, k + 1500)), out)
        total += out[-1]
    return total


def in_place(values):
    relative(values, values)
    return values


ROUNDS = 9
PROBES = ["in_place([5, 6, 7])", "in_place([])", "in_place([0, 1])", "relative([1], [])"]
