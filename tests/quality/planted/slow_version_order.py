"""Releases are put in order by a comparison function, newest last."""

from functools import cmp_to_key


def compare(left: dict, right: dict) -> int:
    if left["major"] != right["major"]:
        return left["major"] - right["major"]
    if left["name"] < right["name"]:
        return -1
    if left["name"] > right["name"]:
        return 1
    return right["patch"] - left["patch"]


def ordered(items: list) -> list:
    return sorted(items, key=cmp_to_key(compare))


def workload() -> int:
    items = [
        {"major": n * 7 % 5, "name": f"r{n * 31 % 40}", "patch": n * 17 % 99, "n": n} for n in range(6000)
    ]
    return sum(item["n"] * place for place, item in enumerate(ordered(items)))


ROWS = [{"major": n % 2, "name": "abc"[n % 3], "patch": n % 4, "n": n} for n in range(24)]
PROBES = [
    "ordered(ROWS)",
    "ordered(ROWS[:1])",
    "ordered([])",
    "ordered(ROWS + [{'major': 1.0, 'name': 'a', 'patch': True}])",
    "ordered(ROWS + [{'major': float('nan'), 'name': 'a', 'patch': 1}] + ROWS)",
    "ordered(ROWS + [{'major': 1}])",
    "ordered(ROWS + [{}])",
    "ordered([{}])",
    "ordered([{'major': 1, 'name': 'a'}, {'major': 1, 'name': 'b'}])",
    "ordered([{'major': 1, 'name': 'a'}, {'major': 1, 'name': 'a'}])",
    "ordered([{'major': 'a'}, {'major': 'b'}])",
    "ordered([{'major': 2**80, 'name': 'a', 'patch': 1}, {'major': 2**80 - 1, 'name': 'a', 'patch': 1}])",
    "ordered(tuple(ROWS))",
    "ordered(None)",
]
