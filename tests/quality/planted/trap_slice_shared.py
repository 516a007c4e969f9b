"""The list that is consumed is the caller's, and grows while its first item is looked at."""


def drained(items: list, watch) -> list:
    seen = []
    while items and len(seen) < 400:
        seen.append(items[0])
        watch(items[0])
        items = items[1:]
    return seen


def workload() -> int:
    total = 0
    for run in range(60):
        items = [i % 7 for i in range(200)]
        total += sum(drained(items, lambda item: items.append(item + run) if len(items) < 260 else None)) + len(items)
    return total


PROBES = [
    "(lambda items: (drained(items, lambda item: None), items))([1, 2, 3])",
    "(lambda items: (drained(items, items.append), items))([1, 2])",
    "(lambda items: (drained(items, lambda item: items.clear()), items))([1, 2])",
    "(lambda items: (drained(items, lambda item: items.insert(1, 9)), items))([1, 2])",
    "drained((1, 2), lambda item: None)",
]
