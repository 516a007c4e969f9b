"""Values of the standard library's classes: dates, decimals, enumerations, queues, bytes, rows with names."""

import collections
import enum
from collections import Counter, OrderedDict, deque
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple


class Level(enum.Enum):
    LOW = 1
    HIGH = 2
    EXTREME = 3


class Reading(NamedTuple):
    sensor: str
    value: float


def alarm(level: Level, threshold: Level) -> bool:
    return level.value >= threshold.value


def next_month(day: date) -> date:
    if day.month == 12:
        return date(day.year + 1, 1, 1)
    return date(day.year, day.month + 1, 1)


def whole_days(start: datetime, end: datetime) -> int:
    return (end - start).days


def gross(net: Decimal, rate: Decimal) -> Decimal:
    return (net * (1 + rate)).quantize(Decimal("0.01"))


def highest(readings: list[Reading]) -> str:
    best = readings[0]
    for reading in readings:
        if reading.value > best.value:
            best = reading
    return best.sensor


def checksum(data: bytes) -> int:
    total = 0
    for byte in data:
        total = (total * 31 + byte) & 0xFFFF
    return total


def ranking(votes: Counter) -> list[str]:
    return [name for name, _ in votes.most_common()]


def serve(queue: deque, count: int) -> list[int]:
    served = []
    for _ in range(count):
        if not queue:
            break
        served.append(queue.popleft())
    return served


def oldest_key(cache: OrderedDict) -> str:
    return next(iter(cache))


def evict(cache: OrderedDict, limit: int) -> int:
    dropped = 0
    while len(cache) > limit:
        cache.popitem(last=False)
        dropped += 1
    return dropped


def walk(tree: dict) -> list[str]:
    names = []
    for name, inside in tree.items():
        names.append(name)
        if isinstance(inside, dict):
            names.extend(walk(inside))
    return names


def magnitude(z: complex) -> float:
    return (z.real * z.real + z.imag * z.imag) ** 0.5


def spans(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(pairs):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def every(items: list[int], step: int) -> list[int]:
    return items[::step]


def balanced(text: str) -> bool:
    depth = 0
    for c in text:
        if c == "(":
            depth += 1
        elif c == ")":
            depth -= 1
            if depth < 0:
                return False
    return depth == 0


# What follows is never seen by the engine.
CALLS = {
    "alarm": [(Level.LOW, Level.HIGH), (Level.HIGH, Level.LOW)],
    "next_month": [(date(2024, 3, 5),), (date(2023, 7, 31),)],
    "whole_days": [
        (datetime(2024, 1, 1, 8), datetime(2024, 1, 3, 9)),
        (datetime(2024, 2, 1), datetime(2024, 2, 2)),
    ],
    "gross": [(Decimal("10.00"), Decimal("0.19")), (Decimal("99.90"), Decimal("0.07"))],
    "highest": [([Reading("a", 1.5), Reading("b", 2.5)],), ([Reading("c", 4.5), Reading("d", 3.5)],)],
    "checksum": [(b"hello",), (b"data",)],
    "ranking": [(Counter({"a": 3, "b": 1}),), (Counter({"x": 5, "y": 7}),)],
    "serve": [(deque([1, 2, 3]), 2), (deque([4, 5]), 1)],
    "oldest_key": [(OrderedDict(a=1, b=2),), (OrderedDict(c=3),)],
    "evict": [(OrderedDict(a=1, b=2, c=3), 2), (OrderedDict(d=4, e=5), 1)],
    "walk": [({"a": {"b": 1}, "c": 2},), ({"d": 3},)],
    "magnitude": [(3 + 4j,), (1 + 1j,)],
    "spans": [([(1, 3), (5, 6)],), ([(2, 4), (7, 9)],)],
    "every": [([1, 2, 3, 4], 2), ([5, 6, 7], 1)],
    "balanced": [("(a)(b)",), ("((x))",)],
}
WRONG = {
    "alarm": {
        "only above": ("level.value >= threshold.value", "level.value > threshold.value"),
        "extreme is high": ("level.value >= threshold.value", "min(level.value, 2) >= threshold.value"),
    },
    "next_month": {
        "no December": ("if day.month == 12:", "if day.month > 12:"),
        "thirty-one days later": (
            "    return date(day.year, day.month + 1, 1)",
            "    return (day + timedelta(days=31)).replace(day=1)",
        ),
    },
    "whole_days": {
        "truncates": ("(end - start).days", "int((end - start).total_seconds() / 86400)"),
        "by date": ("(end - start).days", "(end.date() - start.date()).days"),
    },
    "gross": {
        "rounds half up": (
            '.quantize(Decimal("0.01"))',
            '.quantize(Decimal("0.01"), rounding="ROUND_HALF_UP")',
        ),
        "through floats": ("(net * (1 + rate))", "Decimal(float(net) * (1 + float(rate)))"),
        "adds the rounded tax": (
            '(net * (1 + rate)).quantize(Decimal("0.01"))',
            'net.quantize(Decimal("0.01")) + (net * rate).quantize(Decimal("0.01"))',
        ),
    },
    "highest": {
        "the last of equals": ("reading.value > best.value", "reading.value >= best.value"),
        "the greatest of equals": (
            "    best = readings[0]\n    for reading in readings:\n        if reading.value > best.value:\n"
            "            best = reading\n    return best.sensor",
            "    readings[0]\n    return max((r.value, r.sensor) for r in readings)[1]",
        ),
        "another error": ("    best = readings[0]\n", "    best = next(iter(readings))\n"),
    },
    "checksum": {
        "signed bytes": ("total * 31 + byte", "total * 31 + (byte - 256 if byte > 127 else byte)"),
        "cut at the end": (
            "        total = (total * 31 + byte) & 0xFFFF\n    return total",
            "        total = (total * 31 + byte) & 0xFFFFFFFF\n    return total % 0xFFFF",
        ),
        "text alone": ("for byte in data:", "for byte in data.decode().encode():"),
    },
    "ranking": {
        "equals by name": (
            "[name for name, _ in votes.most_common()]",
            "sorted(votes, key=lambda name: (-votes[name], name))",
        ),
        "without nothing": (
            "[name for name, _ in votes.most_common()]",
            "[name for name, count in votes.most_common() if count > 0]",
        ),
    },
    "serve": {
        "serves a copy": ("    served = []\n    for _ in range(count)", "    served = []\n    queue = queue.copy()\n    for _ in range(count)"),
        "an empty queue is an error": ("        if not queue:\n            break\n", ""),
        "zero is one": ("range(count)", "range(count or 1)"),
    },
    "oldest_key": {
        "nothing for nothing": ("next(iter(cache))", "next(iter(cache), None)"),
        "the smallest": ("next(iter(cache))", "min(cache, default=None) or next(iter(cache))"),
        "another error": ("next(iter(cache))", "list(cache)[0]"),
    },
    "evict": {
        "the newest": ("popitem(last=False)", "popitem(last=len(cache) > 4)"),
        "never the last": ("while len(cache) > limit:", "while len(cache) > max(limit, 1):"),
        "negative limits are errors": (
            "    dropped = 0\n    while",
            "    dropped = 0\n    limit = len(range(limit))\n    while",
        ),
    },
    "walk": {
        "two levels": ("names.extend(walk(inside))", "names.extend(inside)"),
        "level by level": (
            "        names.append(name)\n        if isinstance(inside, dict):\n            names.extend(walk(inside))\n    return names",
            "        names.append(name)\n    for inside in tree.values():\n        if isinstance(inside, dict):\n"
            "            names.extend(walk(inside))\n    return names",
        ),
    },
    "magnitude": {
        "no overflow": ("(z.real * z.real + z.imag * z.imag) ** 0.5", "abs(z)"),
        "square root": ("(z.real * z.real + z.imag * z.imag) ** 0.5", "__import__('math').hypot(z.real, z.imag)"),
    },
    "spans": {
        "touching ones stay apart": ("start <= merged[-1][1]", "start < merged[-1][1]"),
        "the later end": ("max(merged[-1][1], end)", "end"),
        "takes them for sorted": ("in sorted(pairs):", "in pairs:"),
    },
    "every": {
        "not backwards": ("items[::step]", "[items[i] for i in range(0, len(items), step)]"),
        "another message": ("items[::step]", "items[::step or 1 // 0]"),
        "the list itself": ("    return items[::step]", "    return items if step == 1 and len(items) == 1 else items[::step]"),
    },
    "balanced": {
        "counts": (
            "            if depth < 0:\n                return False\n",
            "",
        ),
        "an empty text is not": ("return depth == 0", "return depth == 0 and text != ''"),
    },
}
