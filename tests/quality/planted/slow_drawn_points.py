"""Random points from a generator of its own, an object that is called for each number."""


class Chance:
    MODULUS = 2147483647

    def __init__(self, seed: int) -> None:
        self.state = seed
        self.drawn = 0

    def draw(self) -> float:
        self.state = self.state * 16807 % self.MODULUS
        self.drawn += 1
        return self.state / self.MODULUS


def inside(count: int, seed: int) -> float:
    chance = Chance(seed)
    hits = 0
    for _ in range(count):
        across = chance.draw()
        along = chance.draw()
        if across * across + along * along <= 1.0:
            hits += 1
    return 4.0 * hits / count


def workload() -> float:
    return sum(inside(4000 + seed, seed) for seed in range(1, 150))


PROBES = ["inside(50, 7)", "inside(1, 0)", "inside(0, 7)", "inside(50, -3)", "inside(40, 2**70)", "inside(9, 'a')"]
