"""A tally in an object: its numeric loop stands between lines that are no arithmetic."""


class Tally:
    def __init__(self, size: int) -> None:
        self.counts = [0] * size
        self.seen = 0
        self.log: list[str] = []

    def add(self, values: list[int], name: str) -> None:
        self.log.append(name)
        for value in values:
            at = value
            for _ in range(12):
                at = (at * 31 + 7) % len(self.counts)
                self.counts[at] += 1
            self.seen += 1


def tallied(values: list[int], size: int, name: str = "x") -> tuple[list[int], int, list[str]]:
    tally = Tally(size)
    tally.add(values, name)
    return tally.counts, tally.seen, tally.log


def workload() -> int:
    values = [(i * 7919) % 1009 for i in range(3000)]
    return sum(tallied(values, size)[0][3] for size in range(50, 75))


PROBES = [
    "tallied([3, 4, 5] * 20, 7)",
    "tallied([], 7)",
    "tallied([1] * 40, 0)",
    "tallied([2**70, -5] * 20, 3)",
    "tallied([1.5, 2] * 20, 3)",
    "tallied([True, 2] * 20, 3, 'bools')",
]
