"""A running sum, added from left to right and rounded at every step."""


def balance(bookings: list[float]) -> float:
    amount = 0.0
    for booking in bookings:
        amount += booking
    return amount


def workload() -> float:
    bookings = [((i * 7919) % 1000 - 500) / 10.0 for i in range(3000)]
    return sum(balance(bookings[k:]) for k in range(300))


ROUNDS = 15
PROBES = [
    "balance([0.1] * 10)",
    "balance([1e100, 1.0, -1e100])",
    "balance([])",
    "balance([1, 2])",
    "balance([1e16, 1.0, 1.0, 1.0, 1.0, -1e16, 0.1, 0.2, 0.3])",
]
