"""Appends to a NumPy array item by item: every item copies the whole array."""

import numpy as np


def above(values, least):
    found = np.array([])
    for value in values:
        if value > least:
            found = np.append(found, value)
    return found


def workload():
    values = [place * 7919 % 1009 / 8 for place in range(1200)]
    return round(float(above(values, 10.0).sum() + above(values, 60.0).sum()), 6)


PROBES = [
    "above([1.5, 0.5, 2.5], 1.0).tolist()",
    "above([], 1.0).tolist()",
    "above([3, 2.5], 1).tolist()",
    "above([3, 'a'], 1)",
    "above(np.array([3.0, 4.0]), 1).tolist()",
    "above([2**70, 1.5], 1).dtype.str",
]
