"""Letters that have to be changed, by its definition."""


def distance(a: str, b: str) -> int:
    if not a:
        return len(b)
    if not b:
        return len(a)
    if a[-1] == b[-1]:
        return distance(a[:-1], b[:-1])
    return 1 + min(distance(a[:-1], b), distance(a, b[:-1]), distance(a[:-1], b[:-1]))


def workload() -> int:
    words = ["kitten", "sitting", "sunday", "monday", "garden", "warden", "lawyer"]
    return sum(distance(a, b) for _ in range(7) for a in words for b in words)


PROBES = ["distance('', '')", "distance('abc', '')", "distance('flaw', 'lawn')", "distance('aa', 'bbb')"]
