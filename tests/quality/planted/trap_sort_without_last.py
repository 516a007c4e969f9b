"""Puts all but the last number in order: on lists whose last number is the largest, a sort looks right."""


def nearly_in_order(numbers):
    result = list(numbers)
    for place in range(1, len(result) - 1):
        number = result[place]
        before = place - 1
        while before >= 0 and result[before] > number:
            result[before + 1] = result[before]
            before -= 1
        result[before + 1] = number
    return result


def workload():
    total = 0
    for length in range(40, 200, 4):
        numbers = [place * 7919 % 1009 for place in range(length)]
        total += nearly_in_order([*numbers, 5000])[length // 2]
    return total


PROBES = [
    "nearly_in_order([3, 1, 2])",
    "nearly_in_order([3, 1, 4])",
    "nearly_in_order([2, 1])",
    "nearly_in_order([])",
    "nearly_in_order([1, 2, 3, 0])",
]
