"""The power of one half is not the square root everywhere."""


def lengths(values: list) -> list:
    result = []
    for value in values:
        result.append(value**0.5)
    return result


def workload() -> float:
    return sum(lengths([float(i + k) for i in range(2000)])[7] for k in range(250))


ROUNDS = 4
PROBES = [
    "lengths([4.0, 2])",
    "lengths([-4.0])",
    "lengths([-0.0])",
    "lengths([float('-inf')])",
    "lengths([10**400])",
    "lengths([1j])",
]
