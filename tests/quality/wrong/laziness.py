"""Generators and iterators: when things happen, how much is used up."""

import itertools
from collections.abc import Iterable, Iterator

LOG: list[str] = []


def numbered(lines: list[str]) -> Iterator[str]:
    for number, line in enumerate(lines, start=1):
        yield f"{number}: {line}"


def take(values: Iterator[int], n: int) -> list[int]:
    return list(itertools.islice(values, n))


def first_over(values: Iterator[int], limit: int) -> int | None:
    for value in values:
        if value > limit:
            return value
    return None


def halves(values: list[int]) -> Iterator[int]:
    for value in values:
        if value % 2:
            raise ValueError(f"odd: {value}")
        yield value // 2


def total_twice(values: Iterable[int]) -> tuple[int, int]:
    return sum(values), sum(values)


def logged(values: list[int]) -> list[int]:
    out = []
    for value in values:
        LOG.append(f"seen {value}")
        if value < 0:
            break
        out.append(value)
    return out


# What follows is never seen by the engine.
CALLS = {
    "numbered": [(["a", "b"],), (["one", "two", "three"],)],
    "take": [(iter([1, 2, 3, 4]), 2), (iter([5, 6]), 2)],
    "first_over": [(iter([1, 5, 9]), 3), (iter([2, 4]), 8)],
    "halves": [([2, 4],), ([6, 8, 10],)],
    "total_twice": [([1, 2, 3],), ([4, 5],)],
    "logged": [([1, 2, 3],), ([4, 5],)],
}
WRONG = {
    "numbered": {
        "a list": (
            "    for number, line in enumerate(lines, start=1):\n        yield f\"{number}: {line}\"",
            "    return [f\"{number}: {line}\" for number, line in enumerate(lines, start=1)]",
        ),
        "an iterator over a list": (
            "    for number, line in enumerate(lines, start=1):\n        yield f\"{number}: {line}\"",
            "    return iter([f\"{number}: {line}\" for number, line in enumerate(lines, start=1)])",
        ),
    },
    "take": {
        "uses everything up": ("list(itertools.islice(values, n))", "list(values)[:n]"),
        "one too many is used up": (
            "list(itertools.islice(values, n))",
            "[value for _, value in zip(range(n), values)] if n < 0 else "
            "[v for v, _ in zip(values, range(n))]",
        ),
    },
    "first_over": {
        "looks at all": (
            "    for value in values:\n        if value > limit:\n            return value\n    return None",
            "    return next(iter([value for value in values if value > limit]), None)",
        ),
        "a limit that is reached": ("if value > limit:", "if value >= limit:"),
    },
    "halves": {
        "checks all beforehand": (
            "    for value in values:\n        if value % 2:\n            raise ValueError(f\"odd: {value}\")\n"
            "        yield value // 2",
            "    for value in values:\n        if value % 2:\n            raise ValueError(f\"odd: {value}\")\n"
            "    yield from [value // 2 for value in values]",
        ),
        "positive odd ones alone": ("if value % 2:", "if value & 1 and value > 0:"),
    },
    "total_twice": {
        "one pass": ("return sum(values), sum(values)", "return (sum(values),) * 2"),
        "a list first": ("return sum(values), sum(values)",
                         "values = list(values)\n    return sum(values), sum(values)"),
    },
    "logged": {
        "logs what it keeps": (
            "        LOG.append(f\"seen {value}\")\n        if value < 0:\n            break\n",
            "        if value < 0:\n            break\n        LOG.append(f\"seen {value}\")\n",
        ),
        "logs all at once": (
            "    out = []\n    for value in values:\n        LOG.append(f\"seen {value}\")\n",
            "    out = []\n    LOG.extend(f\"seen {value}\" for value in values)\n    for value in values:\n",
        ),
        "nothing to return": ("    return out\n", "    return out or None\n"),
    },
}
