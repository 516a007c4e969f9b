"""Two parts that make a whole: the difference of floats is not always what was added."""


def partners(parts: list[float], whole: float) -> list[tuple[int, int]]:
    found = []
    for i in range(len(parts)):
        for j in range(i + 1, len(parts)):
            if parts[i] + parts[j] == whole:
                found.append((i, j))
    return found


def workload() -> int:
    return sum(len(partners([(i * 37 % 200) / 100 for i in range(150)], 1.3 + k / 100)) for k in range(20))


PROBES = [
    "partners([0.1, 0.2, 0.7, 1.1], 0.30000000000000004)",
    "partners([k / 10 for k in range(40)], 1.7)",
    "partners([], 1.0)",
    "partners([1, 'a'], 1.0)",
]
