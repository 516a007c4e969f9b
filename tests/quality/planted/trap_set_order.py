"""Items in the order of a set, which is not the order of arrival."""


def keys_of(items: list[int]) -> list[int]:
    keys = []
    for item in set(items):
        keys.append(item * 2)
    return keys


def workload() -> int:
    return sum(len(keys_of([(i * k * 37) % 1501 for i in range(1800)])) for k in range(1, 160))


ROUNDS = 7
PROBES = ["keys_of([33, 1, 17, 8, 64])", "keys_of([])", "keys_of([1000, 9, 1, 1000])", "keys_of([[1]])"]
