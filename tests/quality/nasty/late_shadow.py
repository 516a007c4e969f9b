"""A built-in that is put aside and replaced from outside while the module is in use."""

import builtins
import re

PATTERN = "a+"


def sizes(rows, items):
    return [row for row in rows if row in sorted(items)]


def doubled(rows):
    out = []
    for row in rows:
        out.append(weigh(row))
    return out


def weigh(row):
    return abs(row) * 2


def found(rows):
    return [bool(re.search(PATTERN, row)) for row in rows]


def found_other(rows):
    return [bool(re.match("[ab]", row)) for row in rows]


def replaced_pattern(rows):
    global PATTERN
    PATTERN = "b+"
    try:
        return found(rows)
    finally:
        PATTERN = "a+"


def table(key):
    return {"a": 1, "b": [2]}[key]


def looked(key):
    return {"a": 1, "b": 2}.get(key)


def patched_helper(rows):
    global weigh
    original = weigh
    weigh = lambda row: "patched"
    try:
        return doubled(rows)
    finally:
        weigh = original


def kept_table(key):
    table("b").append(key)
    return table("b")


def order(key):
    return [*{"b": 1, "a": 2}][key], list({"b": 1, "a": 2})[key]


def default(key, known={"a": 1}):
    known.setdefault(key, len(known))
    return known


PROBES = [
    "sizes([1, 2], [2])",
    "doubled([1, -2])",
    "patched_helper([1, -2])",
    "found(['a', 'b'])",
    "found_other(['a', 'c'])",
    "replaced_pattern(['a', 'b'])",
    "found(['a', b'b'])",
    "found_other([5])",
    "table('a'), table('b'), table('b') is table('b')",
    "kept_table('x'), kept_table('y')",
    "table([])",
    "looked('a'), looked('z'), looked(1)",
    "looked([])",
    "order(0), order(1)",
    "order(2)",
    "default('b'), default('c') is default('d')",
]
