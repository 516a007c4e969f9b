"""Seconds of a list of time stamps, with constants from the module."""

HOURS_PER_DAY = 24
MINUTES_PER_HOUR = 60
SECONDS_PER_MINUTE = 60


def seconds(stamps: list[tuple[int, int, int]]) -> list[int]:
    result = []
    for day, hour, minute in stamps:
        result.append(
            day * HOURS_PER_DAY * MINUTES_PER_HOUR * SECONDS_PER_MINUTE
            + hour * MINUTES_PER_HOUR * SECONDS_PER_MINUTE
            + minute * SECONDS_PER_MINUTE
        )
    return result


def workload() -> int:
    stamps = [(i % 365, i % 24, i % 60) for i in range(3000)]
    return sum(sum(seconds(stamps)) for _ in range(800))


PROBES = ["seconds([(1, 2, 3)])", "seconds([])", "seconds([(1.5, 0, 0)])", "seconds([('a', 0, 0)])"]
