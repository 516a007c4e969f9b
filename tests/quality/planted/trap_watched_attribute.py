"""An attribute that counts how often it is assigned: assigning it once after the loop is something else."""


class Watched:
    def __init__(self) -> None:
        self.changes = 0
        self.total = 0

    def __setattr__(self, name: str, value: int) -> None:
        object.__setattr__(self, name, value)
        if name == "total":
            object.__setattr__(self, "changes", self.changes + 1)

    def add(self, values: list[int]) -> int:
        for value in values:
            for power in range(20):
                self.total += value * power
        return self.total


def added(values: list[int]) -> tuple[int, int]:
    watched = Watched()
    return watched.add(values), watched.changes


def workload() -> int:
    return sum(added([i % 11 for i in range(200)])[0] for _ in range(60))


PROBES = ["added([])", "added([1] * 40)", "added([3, -2, 5] * 30)"]
