"""Extracts durations of slow requests from application logs."""

import re


def lines(size):
    for index in range(size):
        level = ("INFO", "WARN", "ERROR")[index % 3]
        yield f"2024-01-01 {index % 24:02d}:00 [{level}] request={index} took {index * 37 % 5000}ms path=/x/{index % 9}"


def slow_requests(log, limit):
    found = []
    for line in log:
        pattern = re.compile(r"\[(\w+)\] request=(\d+) took (\d+)ms")
        match = pattern.search(line)
        if match and int(match.group(3)) > limit:
            path = re.search(r"path=(\S+)", line).group(1)
            found.append((match.group(1), int(match.group(2)), path))
    return found


def main():
    found = slow_requests(lines(200_000), 2500)
    print(len(found), found[:2], sum(number for _, number, _ in found))


if __name__ == "__main__":
    main()
