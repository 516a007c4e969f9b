"""Two bookings of a day that cancel a claim together."""


def cancelling(bookings: list[int], claim: int) -> tuple[int, int] | None:
    for i in range(len(bookings)):
        for j in range(i + 1, len(bookings)):
            if bookings[i] + bookings[j] == claim:
                return i, j
    return None


def workload() -> int:
    total = 0
    for day in range(24):
        bookings = [(i * 7919 + day * 104729) % 100003 for i in range(260)]
        found = cancelling(bookings, 7)
        total += sum(found) if found else 1
    return total


PROBES = [
    "cancelling([2, 7, 11, 15], 9)",
    "cancelling([3, 3], 6)",
    "cancelling([], 0)",
    "cancelling([0.1, 0.2, 0.3], 0.30000000000000004)",
    "cancelling([True, 1, 0], 1)",
    "cancelling(['a', 'b'], 'ab')",
    "cancelling([1, 'a'], 2)",
]
