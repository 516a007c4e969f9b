"""The fallback is made only when it is needed."""

MADE: list = []


def fallback(key: str) -> int:
    MADE.append(key)
    return len(key)


def resolve(keys: list[str], table: dict[str, int]) -> list[int]:
    result = []
    for key in keys:
        if key in table:
            result.append(table[key])
        else:
            result.append(fallback(key))
    return result


def workload() -> int:
    table = {f"k{i}": i for i in range(700)}
    total = sum(sum(resolve([f"k{(i * k) % 701}" for i in range(900)], table)) for k in range(1, 130))
    MADE.clear()
    return total


def made(keys, table):
    MADE.clear()
    return resolve(keys, table), list(MADE)


class Counted(dict):
    def __missing__(self, key):
        self[key] = -1
        return -1


ROUNDS = 9
PROBES = ["made(['a', 'bb'], {'a': 5})", "made([], {})", "made(['x'], Counted())", "made(['a'], {'a': None})"]
