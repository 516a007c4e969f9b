"""Loops over NumPy arrays, and what looks like one: overflows, shared memory, subclasses, other kinds."""

import numpy


def scaled(a, b, out):
    for i in range(len(a)):
        out[i] = a[i] * b[i] + 0.1
    return out


def smoothed(a, out, weight):
    for i in range(1, len(a) - 1):
        out[i] = weight * (a[i - 1] + a[i + 1]) - a[i] / 3
    return out


def doubled(a):
    for i in range(len(a)):
        a[i] *= 2.0
    return a


def roots(a, out):
    for i in range(len(out)):
        out[i] = numpy.sqrt(a[i]) - numpy.abs(a[i])
    return out


def told(function, *arguments):
    """What came of it, with the bits of every number."""
    with numpy.errstate(all="ignore"):
        result = function(*arguments)
    if not isinstance(result, numpy.ndarray):
        return type(result).__name__, list(result)
    return type(result).__name__, str(result.dtype), result.tobytes().hex()


class Logged(numpy.ndarray):
    def __setitem__(self, place, value):
        super().__setitem__(place, value + 1)


def spread(low, high, count=40):
    return numpy.linspace(low, high, count)


def at_an_offset(function, shift):
    whole = spread(-2, 9, 44)
    return told(function, whole[shift:], whole[: len(whole) - shift])


def raising(a, out):
    try:
        with numpy.errstate(all="raise"):
            scaled(a, a, out)
    except FloatingPointError as error:
        return str(error).partition(" encountered")[0], out.tolist()
    return out.tolist()


def read_only():
    fixed = spread(0, 1)
    fixed.flags.writeable = False
    return doubled(fixed)


PROBES = [
    "told(scaled, spread(-5, 5), spread(1, 9), numpy.zeros(40))",
    "told(scaled, spread(-5, 5) * 1e308, spread(1, 9), numpy.zeros(40))",
    "told(scaled, spread(-5, 5) * 1e-308, spread(1, 9) * 1e-9, numpy.zeros(40))",
    "told(scaled, spread(-5, 5), numpy.full(40, numpy.nan), numpy.zeros(40))",
    "told(scaled, spread(-5, 5), numpy.full(40, -numpy.inf), numpy.zeros(40))",
    "told(scaled, spread(-5, 5), spread(1, 9), numpy.zeros(40, dtype='float32'))",
    "told(scaled, spread(-5, 5), spread(1, 9), numpy.zeros(40, dtype='>f8'))",
    "told(scaled, spread(-5, 5), spread(1, 9), numpy.zeros(40, dtype='complex'))",
    "told(scaled, spread(-5, 5), spread(1, 9).view(Logged), numpy.zeros(40))",
    "told(scaled, spread(-5, 5), spread(1, 9), numpy.zeros(40).view(Logged))",
    "told(scaled, numpy.arange(40), numpy.arange(40), numpy.zeros(40))",
    "told(scaled, numpy.arange(40) * 2**60, numpy.arange(40), numpy.zeros(40))",
    "told(scaled, list(range(40)), list(range(40)), [0] * 40)",
    "told(scaled, spread(-5, 5), spread(1, 9, 12), numpy.zeros(40))",
    "told(scaled, spread(-5, 5), spread(1, 9), numpy.zeros(12))",
    "told(scaled, numpy.ma.masked_less(spread(-5, 5), 0), spread(1, 9), numpy.zeros(40))",
    "told(smoothed, spread(-5, 5), numpy.zeros(40), 0.5)",
    "told(smoothed, spread(-5, 5), numpy.zeros(40), 2)",
    "told(smoothed, spread(-5, 5), numpy.zeros(40), 2**70)",
    "told(smoothed, spread(-5, 5), numpy.zeros(40), numpy.float32(0.1))",
    "told(smoothed, spread(-5, 5), numpy.zeros(40), None)",
    "told(smoothed, spread(-5, 5, 80)[::-2], numpy.zeros(160)[::4], 0.5)",
    "(lambda a: told(smoothed, a, a, 0.5))(spread(-5, 5))",
    "at_an_offset(roots, 1)",
    "at_an_offset(roots, 3)",
    "told(roots, spread(0, 5), numpy.zeros(40))",
    "told(roots, spread(-5, 5), numpy.zeros(40))",
    "told(doubled, spread(-5, 5))",
    "told(doubled, spread(-5, 5, 80).reshape(40, 2))",
    "told(doubled, spread(-5, 5) * 1e308)",
    "read_only()",
    "raising(spread(1, 5) * 1e160, numpy.zeros(40))",
    "raising(spread(1, 5), numpy.zeros(40))",
]
