"""Which lines of a log speak of a module, asked with regular expressions that have nothing regular."""

import re


def about(lines: list[str]) -> list[str]:
    found = []
    for line in lines:
        if re.search("module alpha", line) and not re.match("DEBUG", line):
            found.append(re.sub("alpha", "beta", line))
    return found


def workload() -> int:
    total = 0
    for run in range(25):
        lines = [f"{('INFO', 'DEBUG')[i % 2]} step {i * run} of module {('alpha', 'gamma')[i % 3 == 0]}" for i in range(1500)]
        total += len(about(lines))
    return total


PROBES = [
    "about(['INFO module alpha', 'DEBUG module alpha', 'a module alpha alpha', 'module', ''])",
    "about([])",
    "about([b'module alpha'])",
    "about(['module alpha', None])",
]
