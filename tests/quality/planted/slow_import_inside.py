"""Short labels for numbers; what is needed is imported where it is needed."""


def label(number: int) -> str:
    import string
    from math import floor, log2

    letters = string.ascii_uppercase
    return letters[floor(log2(number + 1)) % 26]


def workload() -> int:
    return sum(label(number) == "K" for number in range(60_000))


PROBES = ["label(3)", "label(0)", "label(-1)", "label(2**80)", "label(True)", "label('a')", "label(None)"]
