"""Steps from one station to all others."""


def distances(lines: dict[int, list[int]], start: int) -> dict[int, int]:
    found = {start: 0}
    queue = [start]
    while queue:
        station = queue.pop(0)
        for other in lines.get(station, []):
            if other not in found:
                found[other] = found[station] + 1
                queue.append(other)
    return found


def workload() -> int:
    hub = {0: list(range(1, 30001))}
    hub.update({i: [i + 30000] for i in range(1, 30001)})
    return sum(len(distances(hub, start)) for start in (0, 0, 0))


PROBES = ["distances({1: [2, 3], 2: [4]}, 1)", "distances({}, 5)", "distances({1: [1]}, 1)"]
