"""The square of what may be no number at all."""


def squares(values: list) -> list:
    return [value**2 for value in values]


def workload() -> int:
    return sum(len(squares(list(range(k, k + 2500)))) for k in range(250))


ROUNDS = 8
PROBES = [
    "squares([3, -0.5])",
    "squares([1e200])",
    "squares([[1]])",
    "squares(['a'])",
    "squares([True])",
    "squares([])",
]
