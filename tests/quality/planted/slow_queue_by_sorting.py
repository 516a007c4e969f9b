"""Shortest ways through a network; the nearest open place is found by sorting."""


def distances(roads: dict[int, list[tuple[int, int]]], start: int) -> dict[int, int]:
    found: dict[int, int] = {}
    waiting = [(0, start)]
    while waiting:
        waiting.sort()
        far, place = waiting.pop(0)
        if place in found:
            continue
        found[place] = far
        for other, length in roads.get(place, []):
            if other not in found:
                waiting.append((far + length, other))
    return found


def workload() -> int:
    roads = {
        place: [((place * 31 + k * 17) % 1500, 1 + (place * k) % 97) for k in range(1, 9)] for place in range(1500)
    }
    return sum(sum(distances(roads, start).values()) for start in (0, 7, 30))


PROBES = [
    "distances({0: [(1, 4), (2, 1)], 2: [(1, 2)]}, 0)",
    "distances({}, 'a')",
    "distances({0: [(1, 1.5), (2, 1)], 2: [(1, 0.5), (3, True)]}, 0)",
    "distances({0: [('a', 1), (2, 1)]}, 0)",
    "distances({0: [(1, 'x')]}, 0)",
    "distances({0: [(1, float('nan')), (2, 1)], 2: [(3, 1)]}, 0)",
]
