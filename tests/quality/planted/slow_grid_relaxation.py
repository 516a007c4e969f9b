"""Relaxes a grid; every cell looks its row up again."""


def relax(grid: list[list[float]], share: float) -> list[list[float]]:
    for i in range(1, len(grid) - 1):
        for j in range(1, len(grid[0]) - 1):
            around = grid[i - 1][j] + grid[i + 1][j] + grid[i][j - 1] + grid[i][j + 1]
            grid[i][j] = share * around / 4 + (1 - share) * grid[i][j]
    return grid


def workload() -> float:
    grid = [[float(i * j % 11) for j in range(90)] for i in range(90)]
    for _ in range(60):
        relax(grid, 0.7)
    return grid[45][45]


PROBES = [
    "relax([[1.0, 2, 3], [4, 5, 6], [7, 8, 9]], 0.5)",
    "relax([[1, 2, 3], [4, 'a', 6], [7, 8, 9]], 0.5)",
    "relax([[1, 2, 3], [4], [7, 8, 9]], 0.5)",
    "relax(((1, 2, 3), [4, 5, 6], (7, 8, 9)), 0.5)",
    "relax([], 1)",
    "(lambda row: relax([row, row, row], 1))([1, 2, 3, 4])",
]
