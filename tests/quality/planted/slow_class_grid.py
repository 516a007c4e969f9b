"""A grid that is a class of its own: every item goes through a method that asks another one."""


class Grid:
    def __init__(self, width: int, height: int) -> None:
        self.width = width
        self.height = height
        self.cells = [0] * (width * height)

    def _place(self, x: int, y: int) -> int:
        return y * self.width + x

    def __getitem__(self, place):
        return self.cells[self._place(*place)]

    def __setitem__(self, place, value) -> None:
        x, y = place
        self.cells[self._place(x, y)] = value


def spread(grid: Grid, rounds: int, limit: int) -> list[int]:
    for _ in range(rounds):
        for y in range(1, grid.height - 1):
            for x in range(1, grid.width - 1):
                around = grid[x - 1, y] + grid[x + 1, y] + grid[x, y - 1] + grid[x, y + 1]
                grid[x, y] = (grid[x, y] + around + 1) % limit
    return grid.cells


def grown(width, height, rounds, limit):
    return spread(Grid(width, height), rounds, limit)


def workload() -> int:
    return sum(sum(grown(24 + k % 5, 20, 5, 97)) for k in range(40))


PROBES = [
    "grown(4, 4, 2, 7)",
    "grown(0, 3, 2, 7)",
    "grown(5, 4, 1, 0)",
    "grown(5, 4, 3, 2.5)",
    "grown(4, 4, 1, 'a')",
    "grown(4, 4, None, 7)",
    "spread([], 1, 2)",
]
