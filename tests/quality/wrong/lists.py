"""Lists that are right when sorted, without duplicates and never empty."""

import heapq
import itertools


def unique(items: list[int]) -> list[int]:
    out: list[int] = []
    for item in items:
        if item not in out:
            out.append(item)
    return out


def chunks(items: list[int], size: int) -> list[list[int]]:
    return [items[start : start + size] for start in range(0, len(items), size)]


def rolling_max(values: list[int], width: int) -> list[int]:
    return [max(values[start : start + width]) for start in range(len(values) - width + 1)]


def merge(first: list[tuple[int, str]], second: list[tuple[int, str]]) -> list[tuple[int, str]]:
    merged = []
    i = j = 0
    while i < len(first) and j < len(second):
        if first[i][0] <= second[j][0]:
            merged.append(first[i])
            i += 1
        else:
            merged.append(second[j])
            j += 1
    merged.extend(first[i:])
    merged.extend(second[j:])
    return merged


def top(scores: list[tuple[str, float]], n: int) -> list[tuple[str, float]]:
    return sorted(scores, key=lambda pair: -pair[1])[:n]


def rotate(items: list[int], by: int) -> list[int]:
    by %= len(items)
    return items[by:] + items[:by]


def position(items: list[int], wanted: int) -> int:
    for index, item in enumerate(items):
        if item == wanted:
            return index
    return -1


def remove_all(items: list[int], unwanted: int) -> list[int]:
    while unwanted in items:
        items.remove(unwanted)
    return items


def running_total(amounts: list[float]) -> list[float]:
    total = 0
    out = []
    for amount in amounts:
        total += amount
        out.append(total)
    return out


def mean(values: list[float]) -> float:
    total = 0.0
    for value in values:
        total += value
    return total / len(values)


def steps(values: list[int]) -> list[int]:
    return [after - before for before, after in zip(values, values[1:])]


def second_largest(values: list[int]) -> int:
    return sorted(set(values))[-2]


def transpose(rows: list[list[int]]) -> list[list[int]]:
    return [list(column) for column in zip(*rows)]


def median(values: list[int]) -> float:
    ordered = sorted(values)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2


def flatten(nested: list[list[int]]) -> list[int]:
    return [item for inner in nested for item in inner]


# What follows is never seen by the engine.
CALLS = {
    "unique": [([1, 2, 3, 3],), ([5, 6, 6, 8],)],
    "chunks": [([1, 2, 3, 4], 2), ([1, 2, 3, 4, 5, 6], 3)],
    "rolling_max": [([1, 3, 2, 5], 2), ([4, 6, 5, 7, 8], 3)],
    "merge": [([(1, "a"), (3, "b")], [(2, "c"), (4, "d")]), ([(5, "x")], [(6, "y"), (7, "z")])],
    "top": [([("ann", 3.5), ("bob", 1.5), ("cid", 2.5)], 2), ([("eve", 9.5), ("fay", 4.5)], 1)],
    "rotate": [([1, 2, 3, 4, 5], 2), ([7, 8, 9], 1)],
    "position": [([2, 3, 5, 7], 5), ([1, 4, 9], 4), ([1, 2], 6)],
    "remove_all": [([1, 2, 3, 2], 2), ([4, 5, 6], 6)],
    "running_total": [([1.5, 2.5, 3.0],), ([10.0, 0.25],)],
    "mean": [([1.5, 2.5, 3.5],), ([2.0, 4.0],)],
    "steps": [([1, 4, 9],), ([2, 3],)],
    "second_largest": [([3, 1, 2],), ([10, 30, 20, 5],)],
    "transpose": [([[1, 2], [3, 4], [5, 6]],), ([[7, 8]],)],
    "median": [([3, 1, 2],), ([4, 2, 8, 6],)],
    "flatten": [([[1, 2], [3]],), ([[4], [5, 6]],)],
}
WRONG = {
    "unique": {
        "neighbours alone": ("if item not in out:", "if not out or item != out[-1]:"),
        "sorted": (
            "    out: list[int] = []\n    for item in items:\n        if item not in out:\n",
            "    out: list[int] = []\n    for item in sorted(items):\n        if item not in out:\n",
        ),
        "the last of equals": (
            "    return out\n\n\ndef chunks",
            "    return list(dict.fromkeys(reversed(items)))[::-1]\n\n\ndef chunks",
        ),
    },
    "chunks": {
        "drops the rest": ("range(0, len(items), size)", "range(0, len(items) - size + 1, size)"),
        "one empty chunk of nothing": (
            "for start in range(0, len(items), size)]",
            "for start in range(0, len(items), size)] or [items[:0]]",
        ),
        "no chunk is smaller than one": (
            "range(0, len(items), size)",
            "range(0, len(items), max(size, 1))",
        ),
    },
    "rolling_max": {
        "misses the last window": ("len(values) - width + 1", "len(values) - width"),
        "one window of too few": ("len(values) - width + 1", "max(len(values) - width + 1, 1)"),
    },
    "merge": {
        "equals from the second first": ("first[i][0] <= second[j][0]", "first[i][0] < second[j][0]"),
        "compares all of the pair": ("first[i][0] <= second[j][0]", "first[i] <= second[j]"),
        "sorts": (
            "    merged = []\n",
            "    return sorted(first + second, key=lambda pair: pair[0])\n    merged = []\n",
        ),
    },
    "top": {
        "equals in reverse": (
            "sorted(scores, key=lambda pair: -pair[1])[:n]",
            "sorted(scores, key=lambda pair: pair[1])[::-1][:n]",
        ),
        "equals by name": ("key=lambda pair: -pair[1]", "key=lambda pair: (-pair[1], pair[0])"),
        "none for a negative number": (
            "sorted(scores, key=lambda pair: -pair[1])[:n]",
            "heapq.nsmallest(n, scores, key=lambda pair: -pair[1])",
        ),
    },
    "rotate": {
        "nothing to rotate": ("    by %= len(items)\n", "    by %= len(items) or 1\n"),
        "once around at most": ("    by %= len(items)\n", "    len(items) or 1 // 0\n"),
        "the same list": (
            "    by %= len(items)\n",
            "    by %= len(items)\n    if by == 0:\n        return items\n",
        ),
        "in place": (
            "    return items[by:] + items[:by]",
            "    items[:] = items[by:] + items[:by]\n    return items",
        ),
    },
    "position": {
        "takes it for sorted": (
            "    for index, item in enumerate(items):\n        if item == wanted:\n            return index\n",
            "    import bisect\n    index = bisect.bisect_left(items, wanted)\n"
            "    if index < len(items) and items[index] == wanted:\n        return index\n",
        ),
        "the last of equals": (
            "    for index, item in enumerate(items):\n        if item == wanted:\n            return index\n",
            "    return {item: index for index, item in enumerate(items)}.get(wanted, -1)\n",
        ),
        "never the last": ("enumerate(items)", "enumerate(items[:-1] or items)"),
    },
    "remove_all": {
        "a new list": (
            "    while unwanted in items:\n        items.remove(unwanted)\n    return items",
            "    return [item for item in items if item != unwanted]",
        ),
        "a copy after all": ("        items.remove(unwanted)\n    return items",
                             "        items.remove(unwanted)\n    return list(items)"),
        "skips neighbours": (
            "    while unwanted in items:\n        items.remove(unwanted)\n",
            "    for item in items:\n        if item == unwanted:\n            items.remove(item)\n",
        ),
    },
    "running_total": {
        "loses the start": (
            "    total = 0\n    out = []\n    for amount in amounts:\n        total += amount\n"
            "        out.append(total)\n    return out",
            "    return list(itertools.accumulate(amounts))",
        ),
        "sums anew and exactly": (
            "        total += amount\n        out.append(total)\n",
            "        import math\n        out.append(math.fsum([*amounts[:len(out)], amount]))\n",
        ),
    },
    "mean": {
        "zero for nothing": ("total / len(values)", "total / (len(values) or 1)"),
        "adds exactly": ("total / len(values)", "__import__('math').fsum(values) / len(values)"),
        "adds from the end": ("for value in values:\n        total += value\n    return total / ",
                              "for value in reversed(values):\n        total += value\n    return total / "),
        "divides first": ("total += value\n    return total / len(values)",
                          "total += value / len(values)\n    return total / (len(values) and 1)"),
    },
    "steps": {
        "wraps around": (
            "[after - before for before, after in zip(values, values[1:])]",
            "[values[i] - values[i - 1] for i in range(min(1, len(values) - 1), len(values))]",
        ),
        "distances": ("[after - before for", "[abs(after - before) for"),
    },
    "second_largest": {
        "counts duplicates": ("sorted(set(values))[-2]", "sorted(values)[-2]"),
        "another error": ("sorted(set(values))[-2]", "heapq.nlargest(2, set(values)).pop(1)"),
        "the only one": ("sorted(set(values))[-2]", "heapq.nlargest(2, set(values))[-1]"),
    },
    "transpose": {
        "fills ragged rows": ("zip(*rows)", "itertools.zip_longest(*rows)"),
        "refuses ragged rows": ("zip(*rows)", "zip(*rows, strict=True)"),
        "looks at the first row": (
            "[list(column) for column in zip(*rows)]",
            "[[row[i] for row in rows if i < len(row)] for i in range(len(rows[0]))]",
        ),
    },
    "median": {
        "sorts the argument": ("ordered = sorted(values)", "values.sort()\n    ordered = values"),
        "divides whole numbers": (
            "(ordered[middle - 1] + ordered[middle]) / 2",
            "ordered[middle - 1] / 2 + ordered[middle] / 2",
        ),
        "a float for odd ones too": ("return ordered[middle]\n", "return float(ordered[middle])\n"),
        "nothing has a median": ("    middle = len(ordered) // 2\n",
                                 "    if not ordered:\n        return 0\n    middle = len(ordered) // 2\n"),
    },
    "flatten": {
        "the inner list when there is one": (
            "    return [item for inner",
            "    if len(nested) == 1:\n        return nested[0]\n    return [item for inner",
        ),
        "flattens into the first": (
            "    return [item for inner in nested for item in inner]",
            "    out = nested[0] if nested else []\n    for inner in nested[1:]:\n        out += inner\n    return out",
        ),
    },
}
