"""Bodies as tuples of lists: every pair pulls, then every body moves."""

from itertools import combinations

Body = tuple[list[float], list[float], float]


def made(count: int) -> list[Body]:
    return [([1.5 * k, 0.25 * k * k], [0.0, 0.125 * k], 1.0 + k % 3) for k in range(count)]


def moved(bodies: list[Body], pairs: list[tuple[Body, Body]], rounds: int, pause: float) -> float:
    for _ in range(rounds):
        for (place, speed, mass), (other_place, other_speed, other_mass) in pairs:
            across = place[0] - other_place[0]
            along = place[1] - other_place[1]
            pull = pause / (across * across + along * along + 0.5)
            speed[0] -= across * other_mass * pull
            speed[1] -= along * other_mass * pull
            other_speed[0] += across * mass * pull
            other_speed[1] += along * mass * pull
        for place, (sideways, upwards), _mass in bodies:
            place[0] += pause * sideways
            place[1] += pause * upwards
    return bodies[0][0][0]


def workload() -> float:
    total = 0.0
    for count in range(4, 12):
        bodies = made(count)
        total += moved(bodies, list(combinations(bodies, 2)), 900, 0.01)
    return total


PROBES = [
    "[moved(b := made(4), list(combinations(b, 2)), 3, 0.5), b]",
    "[moved(b := made(3), [], 3, 0.5), b]",
    "moved([], [], 1, 0.5)",
    "[moved(b := made(3), [(b[0], b[0])] * 40, 3, 0.5), b]",
    "moved(made(2), [(1, 2)], 1, 0.5)",
]
