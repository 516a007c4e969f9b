"""The median of all measurements so far, of a list that is sorted after every one."""


def medians(values: list[int]) -> list[int]:
    sorted_so_far: list[int] = []
    result = []
    for value in values:
        sorted_so_far.append(value)
        sorted_so_far.sort()
        result.append(sorted_so_far[len(sorted_so_far) // 2])
    return result


def workload() -> int:
    return sum(sum(medians([(i * 7919 + day) % 10007 for i in range(1500)])) for day in range(5))


PROBES = [
    "medians([3, 1, 2])",
    "medians([])",
    "medians([1, True, 1.0, 0.5])",
    "medians([1.0, float('nan'), 0.5, 2.0])",
    "medians([1, 'a'])",
]
