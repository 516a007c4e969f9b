"""A day of a log file: every line begins with a date in a fixed format."""

from datetime import datetime


def busiest(lines: list[str]) -> list[tuple[str, int]]:
    hours: dict[str, int] = {}
    for line in lines:
        when = datetime.strptime(line[:19], "%Y-%m-%d %H:%M:%S")
        hour = f"{when.date()} {when.hour}"
        hours[hour] = hours.get(hour, 0) + 1
    return sorted(hours.items(), key=lambda item: (-item[1], item[0]))


def workload() -> int:
    total = 0
    for day in range(1, 13):
        lines = [f"2024-{day:02}-{i % 28 + 1:02} {i % 24:02}:{i % 60:02}:{i % 59:02} ok" for i in range(2500)]
        total += len(busiest(lines))
    return total


PROBES = [
    "busiest(['2024-01-05 10:20:30 ok', '2024-01-05 10:59:59'])",
    "busiest(['2024-1-5 1:2:3'])",
    "busiest(['2024-02-30 10:20:30'])",
    "busiest(['2024-02-03 24:00:00'])",
    "busiest(['2024-02-03T10:20:30'])",
    "busiest(['2024-02-03 10:20:61'])",
    "busiest(['2024-02-03  1:20:30'])",
    "busiest(['2024-02-03 10:20:30', ''])",
    "busiest([None])",
]
