"""A callback that changes the helper of the loop that calls it."""

events = []


def step(x: int) -> int:
    return x + 1


def run(values: list[int], hook) -> list[int]:
    result = []
    for value in values:
        hook(value)
        result.append(step(value))
    return result


def workload() -> int:
    return sum(sum(run(list(range(k, k + 2000)), abs)) for k in range(150))


def replacing(values):
    global step
    original = step

    def hook(value):
        global step
        if value == 2:
            step = float

    try:
        return run(values, hook)
    finally:
        step = original


ROUNDS = 10
PROBES = ["replacing([1, 2, 3])", "run([1, 2], print)", "run([], None)"]
