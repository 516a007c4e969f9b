"""Nothing is divided when there is nothing to do."""


def shares(values: list[int], parts: list[int]) -> list[float]:
    result = []
    for value in values:
        result.append(value * (sum(parts) / len(parts)))
    return result


def workload() -> float:
    parts = list(range(1, 60))
    return sum(shares(list(range(k, k + 120)), parts)[0] for k in range(150))


ROUNDS = 30
PROBES = [
    "shares([], [])",
    "shares([1], [])",
    "shares([2, 3], [1, 2])",
    "shares([], ['a'])",
    "shares([], None)",
]
