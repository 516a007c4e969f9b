"""Spans that touch overlap, and one that has no end reaches through all."""


def touching(spans: list[tuple]) -> list[int]:
    found = []
    for at, (start, end) in enumerate(spans):
        for other_at, (other_start, other_end) in enumerate(spans):
            if at != other_at and other_start <= end and start <= other_end:
                found.append(at)
                break
    return found


def covered(points: list, spans: list[tuple]) -> list[tuple]:
    found = []
    for point in points:
        for start, end in spans:
            if start <= point <= end:
                found.append((point, start, end))
                break
    return found


def workload() -> int:
    spans = [(k * 37 % 900, k * 37 % 900 + k % 5) for k in range(150)]
    return sum(len(touching(spans)) + len(covered(list(range(300)), spans)) for _ in range(6))


ROUNDS = 8
PROBES = [
    "touching([(1, 2), (2, 3), (5, 5), (5, 6)])",
    "covered([1, 2, 2.5, 3], [(2, 9), (1, 2), (0, float('inf'))])",
    "covered([1, 2], [(0, float('nan')), (2, 1), (2, 2)])",
    "covered([1, 'a'], [(0, 1), (0, 5)])",
    "covered([], [(None, None)])",
    "covered([1], [(0, 2), (None, None)])",
    "covered([2], [(3, 4), (None, None)])",
    "covered([True, -0.0], [(0, 0), (0.0, 1)])",
]
