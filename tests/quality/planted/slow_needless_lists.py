"""Mean and the three best scores of a group."""


def told(rows: list[tuple[str, float]], group: str) -> tuple[float, list[float]]:
    scores = list([score for name, score in rows if name == group])
    best = list(reversed(sorted(list(scores))))[:3]
    return sum(scores) / max(1, len(list(scores))), best


def workload() -> float:
    rows = [(f"group {i % 3}", float(i * 37 % 1009)) for i in range(3000)]
    return sum(told(rows, f"group {k % 4}")[0] for k in range(600))


PROBES = [
    "told([('a', 1.0), ('b', 2.0), ('a', 4.0), ('a', 1)], 'a')",
    "told([], 'a')",
    "told([('a', 'x')], 'a')",
    "told([('a', 1, 2)], 'a')",
    "told([('a', 1), ('a', None)], 'a')",
]
