"""Dictionaries and sets: order, missing keys, falsy values, who owns what."""

from collections import defaultdict


def group_by_first(words: list[str]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for word in words:
        groups.setdefault(word[0], []).append(word)
    return groups


def invert(mapping: dict[str, int]) -> dict[int, str]:
    return {value: key for key, value in mapping.items()}


def merged_settings(base: dict[str, int], extra: dict[str, int]) -> dict[str, int]:
    result = dict(base)
    for key, value in extra.items():
        result[key] = value
    return result


def lookup(table: dict[str, int], key: str, otherwise: int = -1) -> int:
    if key in table:
        return table[key]
    return otherwise


def deduct(stock: dict[str, int], order: dict[str, int]) -> dict[str, int]:
    for name, count in order.items():
        if stock[name] < count:
            raise ValueError(f"only {stock[name]} of {name}")
        stock[name] -= count
    return stock


def common(first: list[int], second: list[int]) -> list[int]:
    return [item for item in first if item in second]


def tags(items: list[tuple[int, str]]) -> set[str]:
    found: set[str] = set()
    for _, tag in items:
        found.add(tag)
    return found


def most_common(names: list[str]) -> str:
    counts: dict[str, int] = {}
    for name in names:
        counts[name] = counts.get(name, 0) + 1
    return max(counts, key=lambda name: counts[name])


def pick(record: dict[str, int], names: list[str]) -> dict[str, int]:
    return {name: record[name] for name in names if name in record}


# What follows is never seen by the engine.
CALLS = {
    "group_by_first": [(["ant", "bee", "ape"],), (["cat", "cow", "dog"],)],
    "invert": [({"a": 1, "b": 2},), ({"x": 7, "y": 8, "z": 9},)],
    "merged_settings": [({"a": 1, "b": 2}, {"c": 4}), ({"x": 1}, {"y": 2, "z": 3})],
    "lookup": [({"a": 1, "b": 2}, "a", 9), ({"c": 3, "d": 4}, "x", 8)],
    "deduct": [({"apple": 5, "pear": 7}, {"apple": 2, "pear": 1}), ({"fig": 9}, {"fig": 9})],
    "common": [([1, 2, 3], [2, 3, 4]), ([5, 6], [6, 7])],
    "tags": [([(1, "red"), (2, "blue")],), ([(3, "green"), (4, "red")],)],
    "most_common": [(["a", "b", "a"],), (["x", "y", "y"],)],
    "pick": [({"a": 1, "b": 2, "c": 3}, ["a", "c"]), ({"x": 4, "y": 5}, ["x", "y"])],
}
WRONG = {
    "group_by_first": {
        "forgives empty words": ("groups.setdefault(word[0], [])", "groups.setdefault(word[:1], [])"),
        "a dictionary with defaults": (
            "groups: dict[str, list[str]] = {}",
            "groups: dict[str, list[str]] = defaultdict(list)",
        ),
        "sorted": ("for word in words:\n        groups", "for word in sorted(words):\n        groups"),
        "no word twice": (
            "        groups.setdefault(word[0], []).append(word)",
            "        if word not in groups.setdefault(word[0], []):\n            groups[word[0]].append(word)",
        ),
    },
    "invert": {
        "the first counts": (
            "{value: key for key, value in mapping.items()}",
            "{value: key for key, value in reversed(mapping.items())}",
        ),
        "the greatest key, sorted": (
            "{value: key for key, value in mapping.items()}",
            "dict(sorted((value, key) for key, value in mapping.items()))",
        ),
    },
    "merged_settings": {
        "changes the base": ("result = dict(base)", "result = base"),
        "the base counts": ("result[key] = value", "result.setdefault(key, value)"),
        "nothing to merge, nothing to copy": (
            "    result = dict(base)\n",
            "    if not extra:\n        return base\n    result = dict(base)\n",
        ),
        "the extra comes first": ("    return result\n\n\ndef lookup",
                                  "    return {**extra, **{k: result[k] for k in base}}\n\n\ndef lookup"),
        "zero does not count": ("        result[key] = value", "        result[key] = value or result.get(key, 0)"),
    },
    "lookup": {
        "zero is missing": (
            "    if key in table:\n        return table[key]\n    return otherwise",
            "    return table.get(key) or otherwise",
        ),
        "another default": ("otherwise: int = -1", "otherwise: int = 0"),
        "writes the default": ("    return otherwise\n", "    return table.setdefault(key, otherwise)\n"),
    },
    "deduct": {
        "all or nothing": (
            "    for name, count in order.items():\n        if stock",
            "    for name, count in order.items():\n        if name in stock and stock[name] < count:\n"
            "            raise ValueError(f\"only {stock[name]} of {name}\")\n"
            "    for name, count in order.items():\n        if stock",
        ),
        "nothing may be left over": ("if stock[name] < count:", "if stock[name] < max(count, 1):"),
        "unknown goods are none": ("        if stock[name] < count:", "        stock.setdefault(name, 0)\n        if stock[name] < count:"),
        "a copy": ("    for name, count in order.items():\n        if stock",
                   "    stock = dict(stock)\n    for name, count in order.items():\n        if stock"),
    },
    "common": {
        "without duplicates": (
            "[item for item in first if item in second]",
            "list({item: 0 for item in first if item in second})",
        ),
        "in the order of the second": (
            "[item for item in first if item in second]",
            "[item for item in second if item in first]",
        ),
        "sorted": ("[item for item in first if item in second]", "sorted(set(first) & set(second))"),
    },
    "tags": {
        "frozen": ("return found", "return frozenset(found)"),
        "inserted the other way": ("in items:\n        found.add(tag)", "in reversed(items):\n        found.add(tag)"),
    },
    "most_common": {
        "the last of equals": (
            "max(counts, key=lambda name: counts[name])",
            "sorted(counts, key=lambda name: counts[name])[-1]",
        ),
        "the greatest of equals": (
            "max(counts, key=lambda name: counts[name])",
            "max(counts, key=lambda name: (counts[name], name))",
        ),
        "another message": (
            "    return max(counts, key=lambda name: counts[name])",
            "    return max(set(names), key=names.count)",
        ),
    },
    "pick": {
        "in the order of the record": (
            "{name: record[name] for name in names if name in record}",
            "{name: value for name, value in record.items() if name in names}",
        ),
        "missing ones raise": (" if name in record}", "}"),
        "falsy values fall out": ("if name in record}", "if record.get(name)}"),
    },
}
