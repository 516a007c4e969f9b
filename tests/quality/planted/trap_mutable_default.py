"""What was seen before is kept in the default argument, on purpose."""


def is_new(item: int, seen: list = []) -> bool:
    if item in seen:
        return False
    seen.append(item)
    if len(seen) > 300:
        del seen[:150]
    return True


def count_new(items: list[int]) -> int:
    return sum(is_new(item) for item in items)


def workload() -> int:
    return sum(count_new([(i * k) % 350 for i in range(700)]) for k in range(1, 60))


ROUNDS = 3
PROBES = [
    "[is_new(-1), is_new(-1), is_new(-2)]",
    "is_new(1, [1])",
    "is_new(-1, []), is_new(-1)",
    "count_new([-1, -3, -3])",
]
