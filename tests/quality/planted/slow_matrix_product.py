"""Product of two matrices held as lists of rows."""


def product(a: list[list[float]], b: list[list[float]]) -> list[list[float]]:
    result = []
    for i in range(len(a)):
        row = []
        for j in range(len(b[0])):
            total = 0.0
            for k in range(len(b)):
                total += a[i][k] * b[k][j]
            row.append(total)
        result.append(row)
    return result


def workload() -> float:
    total = 0.0
    for size in range(30, 75):
        a = [[(i * j % 17) / 3.0 for j in range(size)] for i in range(size)]
        b = [[(i + 2 * j) / 7.0 for j in range(size)] for i in range(size)]
        total += product(a, b)[size - 1][size // 2]
    return total


PROBES = [
    "product([[1.0, 2.0]], [[3.0], [4.0]])",
    "product([], [[1.0]])",
    "product([[1.0, 2.0]], [[3.0], [4.0], [5.0]])",
    "product([[1, 2]], [[3], [4]])",
]
