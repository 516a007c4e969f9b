"""Shortest ways of picking robots through a warehouse with blocked aisles."""


def blocked(size):
    return {(x, y) for x in range(size) for y in range(size) if (x * 7 + y * 13) % 11 == 0 and (x, y) != (0, 0)}


def steps(start, walls, size):
    """Number of steps from ``start`` to every cell that can be reached."""
    reached = {start: 0}
    queue = [start]
    while queue:
        x, y = queue.pop(0)
        for nx, ny in ((x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1)):
            if 0 <= nx < size and 0 <= ny < size and (nx, ny) not in walls and (nx, ny) not in reached:
                reached[nx, ny] = reached[x, y] + 1
                queue.append((nx, ny))
    return reached


def components(nodes, links):
    """Groups of connected stations."""
    seen = []
    groups = []
    for node in nodes:
        if node in seen:
            continue
        group, waiting = [], [node]
        while waiting:
            current = waiting.pop(0)
            if current in seen:
                continue
            seen.append(current)
            group.append(current)
            waiting.extend(links.get(current, ()))
        groups.append(sorted(group))
    return groups


def main():
    size = 400
    reached = steps((0, 0), blocked(size), size)
    links = {index: [index + 2] for index in range(0, 4000)}
    groups = components(list(range(4000)), links)
    print(len(reached), max(reached.values()), len(groups), groups[0][:3])


if __name__ == "__main__":
    main()
