"""Ways down a grid with a limit on turns."""


def ways(rows: int, columns: int, turns: int) -> int:
    if rows == 0 or columns == 0:
        return 1 if turns >= 0 else 0
    if turns < 0:
        return 0
    return ways(rows - 1, columns, turns - 1) + ways(rows, columns - 1, turns)


def workload() -> int:
    return sum(ways(8 + i % 2, 9, 6) for i in range(300))


PROBES = ["ways(0, 0, 0)", "ways(4, 5, 2)", "ways(3, 3, -1)", "ways(6, 6, 6)"]
