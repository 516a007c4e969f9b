"""Weighs numbers in one of three ways and asks which for every number."""


def weigh(numbers: list[int], way: str) -> int:
    total = 0
    for number in numbers:
        if way == "square":
            total += number * number
        elif way == "double":
            total += number + number
        else:
            total += number
    return total


def workload() -> int:
    numbers = [(i * 37) % 101 for i in range(3000)]
    return sum(weigh(numbers, ("plain", "double", "square")[k % 3]) for k in range(400))


PROBES = [
    "weigh([1, 2, 3], 'square')",
    "weigh([1, 2, 3], 'double')",
    "weigh([1, 2, 3], 'other')",
    "weigh([], 'square')",
    "weigh(['a'], 'square')",
    "weigh([1.5], None)",
    "weigh([1], [])",
    "weigh(None, 'square')",
]
