"""Distance on a grid with tiny functions."""


def absolute(x: int) -> int:
    return x if x >= 0 else -x


def steps(x1: int, y1: int, x2: int, y2: int) -> int:
    return absolute(x1 - x2) + absolute(y1 - y2)


def tour(points: list[tuple[int, int]]) -> int:
    length = 0
    for i in range(1, len(points)):
        length += steps(points[i - 1][0], points[i - 1][1], points[i][0], points[i][1])
    return length


def workload() -> int:
    points = [((i * 37) % 501, (i * 91) % 307) for i in range(2500)]
    return sum(tour(points[k % 50 :]) for k in range(700))


PROBES = ["tour([(0, 0), (3, -4)])", "tour([])", "tour([(1, 1)])", "tour([(0.5, 0), (0, -0.0)])"]
