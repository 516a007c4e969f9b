"""The list that is searched grows while it is searched."""


def first_of_each(items: list[int], known: list[int]) -> list[int]:
    result = []
    for item in items:
        if item not in known:
            result.append(item)
            known.append(item)
    return result


def workload() -> int:
    return sum(len(first_of_each([(i * k) % 211 for i in range(1200)], [5, 7])) for k in range(1, 40))


def both(items, known):
    return first_of_each(items, known), known


ROUNDS = 4
PROBES = ["both([1, 1, 2, 1], [])", "both([], [1])", "both([3, 3], [3])"]
