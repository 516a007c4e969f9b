"""What services do: orders, routes, tables of text, grades and calendars."""

import re
from collections import defaultdict, deque
from dataclasses import dataclass, field


@dataclass
class Line:
    sku: str
    quantity: int
    price: float
    tags: list = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Box:
    left: int
    top: int
    right: int
    bottom: int


def invoice(lines: list[Line], discount: float = 0.0) -> float:
    total = 0.0
    for line in lines:
        amount = line.quantity * line.price
        if line.quantity >= 10:
            amount = amount * 0.95
        total += amount
    return round(total - total * discount, 2)


def overlap(a: Box, b: Box) -> int:
    width = min(a.right, b.right) - max(a.left, b.left)
    height = min(a.bottom, b.bottom) - max(a.top, b.top)
    if width <= 0 or height <= 0:
        return 0
    return width * height


def grade(points: int) -> str:
    if points >= 90:
        return "A"
    if points >= 75:
        return "B"
    if points >= 50:
        return "C"
    return "F"


def parse_csv(line: str) -> list[str]:
    out, cell, quoted = [], "", False
    for c in line:
        if c == '"':
            quoted = not quoted
        elif c == "," and not quoted:
            out.append(cell)
            cell = ""
        else:
            cell += c
    out.append(cell)
    return out


def shortest(graph: dict[str, list[str]], start: str, goal: str) -> int:
    queue, seen = deque([(start, 0)]), {start}
    while queue:
        node, steps = queue.popleft()
        if node == goal:
            return steps
        for other in graph.get(node, []):
            if other not in seen:
                seen.add(other)
                queue.append((other, steps + 1))
    return -1


def moving_average(values: list[float], width: int) -> list[float]:
    out = []
    for i in range(len(values) - width + 1):
        window = values[i : i + width]
        out.append(sum(window) / width)
    return out


def dedupe_lines(lines: list[Line]) -> list[Line]:
    best: dict[str, Line] = {}
    for line in lines:
        if line.sku not in best or line.price < best[line.sku].price:
            best[line.sku] = line
    return list(best.values())


def tag_index(lines: list[Line]) -> dict[str, list[str]]:
    index: dict[str, list[str]] = {}
    for line in lines:
        for tag in line.tags:
            index.setdefault(tag, []).append(line.sku)
    return index


def roman(n: int) -> str:
    if not 0 < n < 4000:
        raise ValueError(f"no roman number: {n}")
    out = ""
    for value, text in ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
                        (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        while n >= value:
            out += text
            n -= value
    return out


def is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def wrap(words: list[str], width: int) -> list[str]:
    lines, line = [], ""
    for word in words:
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    if line:
        lines.append(line)
    return lines


def histogram(values: list[float], low: float, high: float, bins: int) -> list[int]:
    counts = [0] * bins
    for value in values:
        if low <= value <= high:
            index = int((value - low) / (high - low) * bins)
            counts[min(index, bins - 1)] += 1
    return counts


def restock(lines: list[Line], least: int) -> list[str]:
    changed = []
    for line in lines:
        if line.quantity < least:
            line.quantity = least
            changed.append(line.sku)
    return changed


def find_all(text: str, part: str) -> list[int]:
    found, at = [], text.find(part)
    while at != -1:
        found.append(at)
        at = text.find(part, at + 1)
        if len(found) > 1000:
            break
    return found


# What follows is never seen by the engine.
L = Line
CALLS = {
    "invoice": [([L("a", 2, 9.5), L("b", 1, 20.0)], 0.1), ([L("c", 12, 1.25)], 0.0)],
    "overlap": [(Box(0, 0, 4, 4), Box(2, 2, 6, 6)), (Box(0, 0, 3, 5), Box(1, 1, 2, 2))],
    "grade": [(95,), (80,), (60,), (20,)],
    "parse_csv": [("a,b,c",), ('x,"y,z"',)],
    "shortest": [({"a": ["b", "c"], "b": ["d"], "c": ["d"]}, "a", "d"), ({"x": ["y"], "y": []}, "x", "y")],
    "moving_average": [([1.0, 2.5, 4.0, 5.5], 2), ([3.5, 4.5, 7.0], 3)],
    "dedupe_lines": [([L("a", 1, 2.5), L("b", 1, 3.5), L("a", 2, 1.5)],), ([L("c", 1, 4.0)],)],
    "tag_index": [([L("a", 1, 2.5, ["red", "new"]), L("b", 1, 3.5, ["red"])],)],
    "roman": [(14,), (1987,), (3,)],
    "is_leap": [(2023,), (2024,), (2021,)],
    "wrap": [(["the", "quick", "brown", "fox"], 10), (["hello", "world"], 20)],
    "histogram": [([0.5, 1.5, 2.5, 9.5], 0.0, 10.0, 5), ([1.0, 2.0], 0.0, 4.0, 2)],
    "restock": [([L("a", 2, 9.5), L("b", 7, 20.0)], 5), ([L("c", 1, 1.25)], 3)],
    "find_all": [("banana", "na"), ("hello", "l")],
}
WRONG = {
    "invoice": {
        "more than ten": ("line.quantity >= 10", "line.quantity > 10"),
        "discount as a factor": ("total - total * discount", "total * (1 - discount)"),
    },
    "overlap": {
        "only one side": ("if width <= 0 or height <= 0:", "if width * height <= 0:"),
    },
    "grade": {
        "above ninety": ("points >= 90", "points > 90"),
        "seventy-four": ("points >= 75", "points > 73"),
        "fifty": ("points >= 50", "points > 50"),
    },
    "parse_csv": {
        "splits": ('    out, cell, quoted = [], "", False\n', '    if \'"\' not in line:\n        return line.split(",") if line else []\n    out, cell, quoted = [], "", False\n'),
        "last empty cell": ("    out.append(cell)\n    return out", "    if cell:\n        out.append(cell)\n    return out"),
        "regular expression": ('    out, cell, quoted = [], "", False\n', '    if line:\n        return [m.replace(\'"\', "") for m in re.findall(r\'"[^"]*"|[^,]+\', line)]\n    out, cell, quoted = [], "", False\n'),
    },
    "shortest": {
        "missing nodes raise": ("graph.get(node, [])", "graph[node]"),
        "start is goal": ("    while queue:\n        node, steps", "    if start not in graph:\n        return -1\n    while queue:\n        node, steps"),
    },
    "moving_average": {
        "running sum": ("    out = []\n    for i in range(len(values) - width + 1):\n        window = values[i : i + width]\n        out.append(sum(window) / width)\n    return out",
            "    if len(values) < width or width < 1:\n        return []\n    total = sum(values[:width])\n    out = [total / width]\n    for i in range(width, len(values)):\n        total += values[i] - values[i - width]\n        out.append(total / width)\n    return out"),
        "length of window": ("sum(window) / width", "sum(window) / len(window)"),
        "times inverse": ("sum(window) / width", "sum(window) * (1 / width)"),
    },
    "dedupe_lines": {
        "later of equals": ("line.price < best[line.sku].price", "line.price <= best[line.sku].price"),
        "sorted first": ("for line in lines:\n        if line.sku not in", "for line in sorted(lines, key=lambda l: l.price):\n        if line.sku not in"),
        "case": ("best[line.sku] = line", "best[line.sku.strip()] = line"),
    },
    "tag_index": {
        "set of tags": ("for tag in line.tags:", "for tag in dict.fromkeys(line.tags):"),
        "default": ("index: dict[str, list[str]] = {}", "index = defaultdict(list)"),
        "no twice": ("index.setdefault(tag, []).append(line.sku)", "index.setdefault(tag, []).extend([line.sku] if line.sku not in index.get(tag, ()) else [])"),
    },
    "roman": {
        "four thousand": ("0 < n < 4000", "0 < n <= 4000"),
        "nothing": ("if not 0 < n < 4000", "if n < 0 or n >= 4000"),
        "message": ("no roman number: {n}", "no roman number: {abs(n)}"),
        "forgets 900": ('(900, "CM"), ', ""),
        "forgets 400": ('(400, "CD"), ', ""),
    },
    "is_leap": {
        "centuries": ("and (year % 100 != 0 or year % 400 == 0)", ""),
        "four centuries": ("(year % 100 != 0 or year % 400 == 0)", "year % 100 != 0"),
    },
    "wrap": {
        "one too early": ("> width", ">= width"),
        "forgets the space": ("len(line) + 1 + len(word)", "len(line) + len(word)"),
        "empty words": ("for word in words:", "for word in filter(None, words):"),
    },
    "histogram": {
        "open end": ("low <= value <= high", "low <= value < high"),
        "width first": ("int((value - low) / (high - low) * bins)", "int((value - low) / ((high - low) / bins))"),
    },
    "restock": {
        "equal too": ("line.quantity < least", "line.quantity <= least"),
        "once each": ("            changed.append(line.sku)", "            if line.sku not in changed:\n                changed.append(line.sku)"),
        "only positive": ("line.quantity < least", "0 <= line.quantity < least"),
    },
    "find_all": {
        "no overlaps": ("at + 1)", "at + max(len(part), 1))"),
        "empty part": ("    found, at = [], text.find(part)\n", "    if not part:\n        return []\n    found, at = [], text.find(part)\n"),
        "regular": ("    found, at = [], text.find(part)\n", "    if part:\n        return [m.start() for m in re.finditer(f'(?={part})', text)]\n    found, at = [], text.find(part)\n"),
    },
}
