"""Both sides of the condition leave a mark."""

LOG: list = []


def even(x: int) -> bool:
    LOG.append(("even", x))
    return x % 2 == 0


def small(x: int) -> bool:
    LOG.append(("small", x))
    return x < 1000


def matching(values: list[int]) -> list[int]:
    result = []
    for value in values:
        if even(value) and small(value):
            result.append(value)
    return result


def workload() -> int:
    total = 0
    for k in range(110):
        total += len(matching(list(range(k, k + 1800))))
        LOG.clear()
    return total


def marks(values):
    LOG.clear()
    return matching(values), list(LOG)


ROUNDS = 7
PROBES = ["marks([1, 2, 2000])", "marks([])", "marks([1001])"]
