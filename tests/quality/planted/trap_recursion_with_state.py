"""A walk that remembers in its argument where it has been."""


def walk(links: dict[int, list[int]], node: int, visited: list[int]) -> int:
    if node in visited:
        return 0
    visited.append(node)
    return 1 + sum(walk(links, other, visited) for other in links.get(node, []))


def workload() -> int:
    links = {i: [(i * 3 + 1) % 180, (i * 5 + 2) % 180] for i in range(180)}
    return sum(walk(links, start % 180, []) for start in range(250))


def trail(links, node):
    visited = []
    return walk(links, node, visited), walk(links, node, visited), visited


ROUNDS = 91
PROBES = ["trail({1: [2, 3], 2: [1], 3: [2]}, 1)", "trail({}, 7)", "walk({}, 1, [1])"]
