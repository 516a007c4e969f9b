"""1, 1.0 and True are equal as keys and not the same as results."""


def halves(n, depth=0):
    if n < 1 or depth > 14:
        return [n]
    return halves(n / 2, depth + 1) + halves(n - n / 2, depth + 1)


def label(n) -> str:
    total = 0
    for i in range(400):
        total += i * 3 % 7
    return f"{n!r}:{total}"


def labels(values: list) -> list[str]:
    return [label(value) for value in values]


def workload() -> int:
    return sum(len(labels([1, 2, 3, k])) for k in range(2000)) + len(halves(900))


ROUNDS = 2
PROBES = [
    "labels([1, True, 1.0, 0, False, -0.0, 0.0])",
    "labels([True, 1])",
    "halves(1)",
    "halves(True)",
    "halves(1.0)",
]
