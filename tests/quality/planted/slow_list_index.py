"""Places of the runners."""


def places(times: list[int]) -> list[int]:
    ordered = sorted(times)
    return [ordered.index(time) + 1 for time in times]


def workload() -> int:
    return sum(sum(places([(i * 7919 + race) % 2003 for i in range(900)])) for race in range(110))


PROBES = ["places([30, 10, 20, 10])", "places([])", "places([2.0, 2, 1])"]
