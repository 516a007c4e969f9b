"""A board is added up; one kind of board counts how often it is looked at."""


class Board:
    def __init__(self, width: int) -> None:
        self.width = width
        self.cells = list(range(width * width))
        self.looks = 0

    def __getitem__(self, place):
        x, y = place
        return self.cells[y * self.width + x]


class Watched(Board):
    def __getitem__(self, place):
        self.looks += 1
        return super().__getitem__(place)


def added(board) -> tuple[int, int]:
    total = 0
    for y in range(board.width):
        for x in range(board.width):
            total += board[x, y]
    return total, board.looks


def workload() -> int:
    return sum(added((Watched if k % 2 else Board)(40))[0] for k in range(150))


PROBES = ["added(Board(3))", "added(Watched(3))", "added(Board(0))", "added(Watched(1))", "added(None)"]
