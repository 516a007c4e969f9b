"""The second argument may be an iterator that membership consumes."""


def in_sequence(wanted: list[int], stream) -> list[int]:
    found = []
    for item in wanted:
        if item in stream:
            found.append(item)
    return found


def workload() -> int:
    stream = list(range(0, 600, 2))
    return sum(len(in_sequence([(i * k) % 600 for i in range(400)], stream)) for k in range(1, 60))


ROUNDS = 5
PROBES = [
    "in_sequence([2, 1, 3], iter([1, 2, 3]))",
    "in_sequence([1, 1], iter([1, 1, 2]))",
    "in_sequence([1], iter([]))",
    "in_sequence([3, 1], range(4))",
]
