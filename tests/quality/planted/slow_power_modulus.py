"""Fermat's test with the whole power."""


def passes(number: int, bases: list[int]) -> bool:
    exponent = number - 1
    for base in bases:
        if base**exponent % number != 1:
            return False
    return True


def workload() -> int:
    return sum(passes(number, [2, 3, 5]) for number in range(7, 14000, 2))


PROBES = [
    "passes(7, [2, 3])",
    "passes(9, [2])",
    "passes(0, [2])",
    "passes(1, [0, 2])",
    "passes(-3, [2])",
    "passes(2.5, [2])",
    "passes(7, ['a'])",
    "passes(True, [1])",
]
