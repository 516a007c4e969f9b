"""The league table of a season, sorted by exchanging neighbours."""


def ranked(points: list[int]) -> list[int]:
    table = list(points)
    for i in range(len(table)):
        for j in range(0, len(table) - i - 1):
            if table[j] < table[j + 1]:
                table[j], table[j + 1] = table[j + 1], table[j]
    return table


def workload() -> int:
    total = 0
    for season in range(40):
        total += sum(ranked([(i * 37 + season * 11) % 101 for i in range(220)])[:3])
    return total


PROBES = [
    "ranked([3, 1, 2, 3])",
    "ranked([])",
    "ranked([1, True, 1.0, 2])",
    "ranked([2, 'a'])",
    "ranked([float('nan'), 1.0, 2.0, 0.5])",
]
