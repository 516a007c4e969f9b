"""Attributes that are made up at every access."""


class Ticket:
    def __init__(self) -> None:
        self.number = 0

    def __getattr__(self, name: str) -> int:
        if name != "next":
            raise AttributeError(name)
        self.number += 1
        return self.number


class Plain:
    next = 4


def draw(source, count: int) -> list[int]:
    drawn = []
    for _ in range(count):
        drawn.append(source.next)
    return drawn


def workload() -> int:
    return sum(len(draw(Plain, 3000)) for _ in range(200))


ROUNDS = 13
PROBES = ["draw(Ticket(), 3)", "draw(Plain(), 2)", "draw(object(), 0)", "draw(object(), 1)"]
