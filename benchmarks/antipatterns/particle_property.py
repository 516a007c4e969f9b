"""A toy gas in a box: particles with positions behind properties, total momentum and hits of the walls."""


class Particle:
    def __init__(self, position, speed):
        self._position = position
        self._speed = speed

    @property
    def position(self):
        return self._position

    @position.setter
    def position(self, value):
        self._position = value

    @property
    def speed(self):
        return self._speed

    @speed.setter
    def speed(self, value):
        self._speed = value


def advance(particles, width):
    hits = 0
    for particle in particles:
        particle.position = particle.position + particle.speed
        if particle.position < 0 or particle.position > width:
            particle.speed = -particle.speed
            particle.position = particle.position + 2 * particle.speed
            hits += 1
    return hits


def main():
    particles = [Particle(index * 37 % 1000, index % 13 - 6) for index in range(1500)]
    hits = sum(advance(particles, 1000) for _ in range(1200))
    print(hits, sum(particle.position for particle in particles), sum(particle.speed for particle in particles))


if __name__ == "__main__":
    main()
