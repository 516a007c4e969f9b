"""Heat on a plate: two tables change places after every step."""


def heated(plate: list[list[float]], steps: int) -> list[list[float]]:
    height = len(plate)
    width = len(plate[0])
    other = [row[:] for row in plate]
    for _ in range(steps):
        for y in range(1, height - 1):
            for x in range(1, width - 1):
                around = plate[y - 1][x] + plate[y + 1][x] + plate[y][x - 1] + plate[y][x + 1]
                other[y][x] = plate[y][x] + 0.1 * (around - 4.0 * plate[y][x])
        plate, other = other, plate
    return plate


def workload() -> float:
    total = 0.0
    for start in range(1, 6):
        plate = [[float((x * start + y) % 7) for x in range(40)] for y in range(40)]
        total += heated(plate, 60)[20][20]
    return total


PROBES = [
    "heated([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]], 3)",
    "heated([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]], 0)",
    "[plate := [[1, 2, 3], [4, 5, 6], [7, 8, 9]], heated(plate, 1) is plate, heated(plate, 2) is plate, plate]",
    "heated([[1.0, 2.0, 3.0], [4.0], [7.0, 8.0, 9.0]], 2)",
    "heated([], 1)",
]
