"""The argument is changed up to the place where the division fails."""


def normalise(values: list[int], divisors: list[int]) -> None:
    for i in range(len(values)):
        values[i] = values[i] // divisors[i]


def workload() -> int:
    total = 0
    for k in range(1, 400):
        values = list(range(k, k + 1200))
        normalise(values, [k] * 1200)
        total += sum(values)
    return total


def after(values, divisors):
    try:
        normalise(values, divisors)
    except Exception as error:
        return type(error).__name__, str(error), values
    return values


ROUNDS = 9
PROBES = [
    "after([4, 6, 8], [2, 0, 2])",
    "after([4, 6], [2])",
    "after([], [0])",
    "after([-7, 7], [2, -2])",
    "after([7.5], [2])",
]
