"""The highest load in every window of a day, and the load so far."""


def peaks(loads: list[int], width: int) -> list[int]:
    return [max(loads[i : i + width]) for i in range(len(loads) - width + 1)]


def so_far(loads: list[int]) -> list[int]:
    result = []
    for i in range(len(loads)):
        result.append(sum(loads[: i + 1]))
    return result


def workload() -> int:
    total = 0
    for day in range(20):
        loads = [(i * 7919 + day * 31) % 1009 for i in range(900)]
        total += sum(peaks(loads, 250)) + so_far(loads)[-1]
    return total


PROBES = [
    "peaks([3, 1, 4, 1, 5, 9, 2, 6], 3)",
    "peaks([1.5, float('nan'), 2.5], 2)",
    "peaks([True, 1, 1.0], 2)",
    "peaks([], 1)",
    "peaks([1, 2], 0)",
    "so_far([3, 1, 4])",
    "so_far([0.1, 0.2, 0.3, 0.4])",
    "so_far([1, 'a'])",
]
