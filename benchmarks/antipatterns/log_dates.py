"""Counts the events of an access log by hour of the day and weekday."""

from collections import Counter
from datetime import datetime


def log(size):
    lines = []
    for index in range(size):
        day, hour, minute = index % 28 + 1, index * 7 % 24, index * 13 % 60
        lines.append(f"2024-0{index % 9 + 1}-{day:02d}T{hour:02d}:{minute:02d}:{index % 60:02d} GET /item/{index % 50} {index % 900}")
    return lines


def parse(line):
    stamp, method, path, size = line.split(" ")
    return datetime.strptime(stamp, "%Y-%m-%dT%H:%M:%S"), method, path, int(size)


def summary(lines):
    by_hour = Counter()
    by_weekday = Counter()
    for line in lines:
        moment, _, _, size = parse(line)
        by_hour[moment.hour] += size
        by_weekday[moment.weekday()] += 1
    return by_hour, by_weekday


def main():
    by_hour, by_weekday = summary(log(45_000))
    print(sorted(by_hour.items()), sorted(by_weekday.items()))


if __name__ == "__main__":
    main()
