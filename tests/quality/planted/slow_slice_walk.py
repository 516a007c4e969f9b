"""Two sorted lists are merged by cutting off what was used."""


def merged(left: list, right: list) -> list:
    result = []
    while left and right:
        if left[0] <= right[0]:
            result.append(left[0])
            left = left[1:]
        else:
            result.append(right[0])
            right = right[1:]
    return result + left + right


def workload() -> int:
    total = 0
    for run in range(4):
        total += merged([i * 2 for i in range(6000)], [i * 3 + run for i in range(4000)])[5000]
    return total


PROBES = [
    "merged([1, 3], [2, 2, 5, 6])",
    "merged([], [1])",
    "(lambda a, b: (merged(a, b), a, b))([1, 4], [2])",
    "merged((1, 4), (2,))",
    "merged('ace', 'bd')",
    "merged(['a', 1], [1])",
    "merged([1, None], [2, 3])",
    "merged([1.0, float('nan'), 0.5], [float('nan'), 1])",
]
