"""Equal keys keep their order, also when the largest comes first."""


def ranking(rows: list[tuple[str, int]]) -> list[str]:
    ordered = sorted(rows, key=lambda row: row[1], reverse=True)
    names = []
    for name, _points in ordered:
        names.append(name)
    return names


def workload() -> int:
    return sum(len(ranking([(f"n{i}", (i * k) % 53) for i in range(1200)])) for k in range(1, 150))


ROUNDS = 5
PROBES = [
    "ranking([('a', 1), ('b', 2), ('c', 1), ('d', 2)])",
    "ranking([])",
    "ranking([('a', 1), ('b', 'x')])",
]
