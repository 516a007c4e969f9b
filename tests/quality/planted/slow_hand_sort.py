"""Puts numbers in order by hand; the library's sort does it in a fraction of the time."""

import random


def in_order(numbers):
    result = list(numbers)
    for place in range(1, len(result)):
        number = result[place]
        before = place - 1
        while before >= 0 and result[before] > number:
            result[before + 1] = result[before]
            before -= 1
        result[before + 1] = number
    return result


def workload():
    dice = random.Random(3)
    total = 0
    for length in range(40, 240, 4):
        numbers = [dice.randrange(1000) for _ in range(length)]
        total += in_order(numbers)[length // 2]
    return total


PROBES = [
    "in_order([3, 1, 2])",
    "in_order([])",
    "in_order([1])",
    "in_order([2, 2, 1, 10**30, -5])",
    "in_order([1, True, 1.0])",
    "in_order(['b', 'a'])",
    "in_order([1, 'a'])",
    "in_order((2, 1))",
    "in_order([float('nan'), 1.0, 0.0, -0.0])",
    "(lambda xs: in_order(xs) is xs)([1])",
]
