"""How many pairs of fingerprints differ in few bits, counted in the digits of the number."""


def difference(left: int, right: int) -> int:
    return bin(left ^ right).count("1")


def close(marks: list[int], limit: int) -> int:
    pairs = 0
    for i in range(len(marks)):
        for j in range(i):
            if difference(marks[i], marks[j]) <= limit:
                pairs += 1
    return pairs


def workload() -> int:
    return close([(i * 0x9E3779B97F4A7C15) % 2**64 for i in range(1100)], 20)


PROBES = [
    "difference(12, 10)",
    "difference(-12, 10)",
    "difference(0, 0)",
    "difference(True, False)",
    "difference(2**90, 1)",
    "difference({1}, {2})",
    "close([1, 2, 3, 255], 2)",
    "close([1.5, 2], 2)",
]
