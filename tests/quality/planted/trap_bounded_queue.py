"""A queue that forgets: what comes in may push out what was there."""

from collections import deque


def passed_through(items: list[int], window) -> list[int]:
    result = []
    for item in items:
        window.append(item)
        if item % 3 == 0:
            result.append(len(window))
            window.popleft()
    return result


def workload() -> int:
    return sum(sum(passed_through(list(range(k, k + 2500)), deque([0] * 50, 60))) for k in range(110))


ROUNDS = 13
PROBES = [
    "passed_through([3, 1, 6, 9], deque(maxlen=2))",
    "passed_through([3], deque())",
    "passed_through([1, 2], deque(maxlen=0))",
    "passed_through([3], deque(maxlen=0))",
]
