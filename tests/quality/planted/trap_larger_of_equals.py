"""Of two equal values the first one is kept, and NaN stays where it came first."""


def best(values, start):
    result = start
    for value in values:
        result = max(result, value)
    return repr(result)


def workload():
    values = [n % 211 / 2 for n in range(3000)]
    return [best(values, start) for start in range(60)].count("105.0")


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
