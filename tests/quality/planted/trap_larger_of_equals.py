"""Of two equal values the first one is kept, and NaN stays where it came first."""


def best(values, start):
    result = start
    for value in values:
        result = max(result, value)
    return repr(result)


PROBES = [
    "best([1.0, 1], True)",
    "best([True], 1.0)",
    "best([-0.0], 0.0)",
    "best([float('nan'), 5], 3)",
    "best([5], float('nan'))",
    "best(['b'], 'a')",
    "best(['b'], 1)",
    "best([], 1)",
]
