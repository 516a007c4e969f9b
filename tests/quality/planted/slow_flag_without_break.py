"""Whether a route crosses closed stations."""


def is_closed(route: list[int], closed: set[int]) -> bool:
    found = False
    for station in route:
        if station in closed:
            found = True
    return found


def workload() -> int:
    closed = {3, 77, 205}
    total = 0
    for i in range(2500):
        total += is_closed([(i + k) % 300 for k in range(2500)], closed)
    return total


PROBES = ["is_closed([1, 2, 3], {3})", "is_closed([], {3})", "is_closed([4], set())"]
