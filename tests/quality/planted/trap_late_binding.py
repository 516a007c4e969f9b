"""Closures see the variable as it is when they are called."""


def makers(count: int) -> list:
    made = []
    for i in range(count):
        made.append(lambda: i)
    i = -1
    return made


def workload() -> int:
    return sum(len(makers(2500)) for _ in range(200))


ROUNDS = 2
PROBES = ["[f() for f in makers(3)]", "makers(0)"]
