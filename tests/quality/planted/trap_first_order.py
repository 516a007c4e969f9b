"""Distinct items in the order in which they came."""


def distinct(items: list) -> list:
    result = []
    for item in items:
        if item not in result:
            result.append(item)
    return result


def workload() -> int:
    return sum(len(distinct([(i * k) % 97 for i in range(900)])) for k in range(1, 80))


ROUNDS = 6
PROBES = [
    "distinct(['pear', 'fig', 'apple', 'fig'])",
    "distinct([[1], [2], [1]])",
    "distinct([1, True, 1.0, 2])",
    "distinct([1.0, 1])",
    "distinct([])",
]
