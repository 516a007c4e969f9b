"""A recursive price that depends on a rate which may change."""

RATE = 3


def set_rate(rate: int) -> None:
    global RATE
    RATE = rate


def price(level: int) -> int:
    if level < 2:
        return RATE
    return price(level - 1) + price(level - 2) + RATE


def workload() -> int:
    return sum(price(17 + k % 3) for k in range(200))


def before_and_after(level):
    first = price(level)
    set_rate(5)
    second = price(level)
    set_rate(3)
    return first, second, price(level)


ROUNDS = 3
PROBES = ["before_and_after(6)", "before_and_after(0)"]
