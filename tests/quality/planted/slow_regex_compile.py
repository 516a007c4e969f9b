"""Fields of a log line."""

import re


def parse(line: str) -> dict[str, str]:
    pattern = re.compile(r"(?P<key>\w+)=(?P<value>[^ ]+)")
    return {match["key"]: match["value"] for match in pattern.finditer(line)}


def level(line: str) -> int:
    if re.match(r"\s*(ERROR|FATAL)\b", line):
        return 2
    if re.match(r"\s*WARN(ING)?\b", line):
        return 1
    return 0


def workload() -> int:
    total = 0
    for i in range(220000):
        line = f"{('ERROR', 'WARN', 'INFO')[i % 3]} id={i} size={i % 77}"
        total += level(line)
        if i % 4 == 0:
            total += len(parse(line))
    return total


PROBES = [
    "parse('a=1 b=2 a=3')",
    "parse('')",
    "[level(x) for x in ('ERROR x', ' WARNING', 'WARNED', 'info')]",
]
