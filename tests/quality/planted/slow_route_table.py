"""Addresses of a large site are tried against a table of patterns, more than ``re`` keeps."""

import re

ROUTES = [(rf"/shop{number % 7}/section{number}/(\d+)(/\w+)?$", f"page-{number}") for number in range(700)]


def resolve(path: str, routes: list = ROUTES) -> tuple | None:
    for pattern, page in routes:
        match = re.match(pattern, path)
        if match:
            return page, match.group(1)
    return None


def workload() -> int:
    found = [resolve(f"/shop{number % 7}/section{number}/{number}") for number in range(0, 700, 30)]
    return sum(len(page) + int(number) for page, number in found)


PROBES = [
    "resolve('/shop1/section8/42/new')",
    "resolve('/shop1/section8')",
    "(resolve('a', [('[', 1)]))",
    "resolve('a', [('b', 0), ('(a)', 1)]), resolve('ba', [('b', 0), ('(a)', 1)])",
    "resolve(b'a', [('b', 0)])",
    "resolve('a', [(b'b', 0)])",
    "resolve(None, [])",
    "resolve(None)",
    "resolve('a', [(re.compile('(a)'), 1)])",
    "resolve('x', [([], 1)])",
]
