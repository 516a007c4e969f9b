"""The list that the counter runs along grows meanwhile."""


def spread(queue: list, links: dict) -> list:
    at = 0
    while at < len(queue):
        for other in links.get(queue[at], ()):
            if other not in queue:
                queue.append(other)
        at += 1
    return queue


def workload() -> int:
    links = {i: [(i * 7 + 1) % 300, (i * 3 + 2) % 300] for i in range(300)}
    return sum(len(spread([k], links)) for k in range(60))


PROBES = ["spread([1], {1: [2, 3], 3: [4]})", "spread([], {})", "spread(['a'], {'a': ['a']})"]
