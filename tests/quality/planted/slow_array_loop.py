"""Fills an array item by item, where the array could be filled at once."""

import numpy


def relaxed(old, new, weight):
    for i in range(1, len(old) - 1):
        new[i] = old[i] + weight * (old[i - 1] - 2 * old[i] + old[i + 1])


def workload():
    old = numpy.linspace(0.0, 1.0, 600) ** 2
    for _ in range(60):
        new = old.copy()
        relaxed(old, new, 0.2)
        old = new
    return round(float(old.sum()), 6)


def told(old, new, weight):
    relaxed(old, new, weight)
    return old.tolist() if isinstance(old, numpy.ndarray) else old, list(new)


PROBES = [
    "told(numpy.arange(40.0), numpy.zeros(40), 0.5)",
    "told(numpy.arange(40), numpy.zeros(40), 0.5)",
    "told(numpy.arange(40.0), numpy.zeros(40), 2)",
    "told([1.0, 2.0, 4.0] * 20, [0.0] * 60, 0.5)",
    "(lambda a: told(a, a, 0.5))(numpy.arange(40.0))",
    "(lambda a: told(a[1:], a[:-1], 0.5))(numpy.arange(60.0))",
    "told(numpy.arange(2.0), numpy.zeros(2), 0.5)",
]
