"""A picture that holds its rows: each of them is looked up through the object for every point."""


class Picture:
    def __init__(self, rows: list[list[int]]) -> None:
        self.rows = rows
        self.height = len(rows)
        self.width = len(rows[0]) if rows else 0

    def blurred(self) -> list[list[int]]:
        out = []
        for y in range(1, self.height - 1):
            line = []
            for x in range(1, self.width - 1):
                line.append(self.rows[y - 1][x] + self.rows[y][x - 1] + self.rows[y][x + 1] + self.rows[y + 1][x])
            out.append(line)
        return out


def softened(rows, rounds):
    for _ in range(rounds):
        rows = Picture(rows).blurred()
    return rows


def workload() -> int:
    rows = [[(x * y) % 17 for x in range(70)] for y in range(60)]
    return sum(sum(map(sum, softened(rows, 8 + k % 5))) for k in range(12))


PROBES = [
    "softened([], 1)",
    "softened([[1, 2, 3], [4, 5, 6], [7, 8, 9]], 1)",
    "softened([[1, 2, 3], (4, 5, 6), [7, 8, 9]], 1)",
    "softened([[1, 2, 3], [4, 5], [7, 8, 9]], 1)",
    "softened(['abc', 'def', 'ghi'], 1)",
    "softened([[1, 2, 3], [4, None, 6], [7, 'a', 9]], 1)",
    "softened([[1.5, 2, 3], [4, 5, 6], [7, 8, 9]], 1)",
]
