"""The message names what is missing."""


def lookup(keys: list[str], table: dict[str, int]) -> list[int]:
    values = []
    for key in keys:
        if key not in table:
            raise KeyError(f"no entry for {key}, have {len(table)}")
        values.append(table[key])
    return values


def workload() -> int:
    table = {f"k{i}": i for i in range(500)}
    return sum(sum(lookup([f"k{(i * k) % 500}" for i in range(800)], table)) for k in range(1, 120))


ROUNDS = 12
PROBES = ["lookup(['a'], {'a': 1})", "lookup(['a', 'b'], {'a': 1})", "lookup([[]], {})", "lookup([], None)"]
