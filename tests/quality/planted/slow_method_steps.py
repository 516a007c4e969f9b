"""A small simulation whose loop calls two methods of its own object."""


class Spring:
    def __init__(self, mass: float) -> None:
        self.place = 1.0
        self.speed = 0.0
        self.mass = mass
        self.turns = 0

    def step(self, pause: float) -> None:
        before = self.speed
        self.speed -= self.place * pause / self.mass
        self.place += self.speed * pause
        if before * self.speed < 0:
            self.turns += 1

    def energy(self) -> float:
        return self.mass * self.speed * self.speed + self.place * self.place

    def swing(self, count: int, pause: float) -> float:
        largest = 0.0
        for _ in range(count):
            self.step(pause)
            now = self.energy()
            if now > largest:
                largest = now
        return largest + self.turns


class Rigid(Spring):
    """Another class with the same methods."""


def workload() -> float:
    return sum(Spring(1.0 + k).swing(4000, 0.01) for k in range(120))


PROBES = [
    "Spring(2.0).swing(10, 0.5)",
    "Spring(2.0).swing(0, 0.5)",
    "Spring('a').swing(1, 0.5)",
    "Rigid(1).swing(5, 2)",
    "Spring(0).swing(1, 1)",
    "Spring.swing(Rigid(2), 3, 1)",
]
