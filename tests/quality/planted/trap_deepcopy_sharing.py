"""A deep copy keeps what is shared shared, and asks values how they want to be copied."""

import copy


class Handle:
    made = 0

    def __deepcopy__(self, memo: dict) -> "Handle":
        Handle.made += 1
        return self


def snapshots(state: list, times: int) -> list:
    kept = []
    for i in range(times):
        snapshot = copy.deepcopy(state)
        snapshot[0].append(i)
        kept.append(snapshot)
    return kept


def workload() -> int:
    row = list(range(30))
    return sum(len(each[1]) for each in snapshots([row, row, [row] * 20], 400))


PROBES = [
    "(lambda row: snapshots([row, row], 2))([1])",
    "snapshots([[1], [2]], 1)",
    "(snapshots([[1], [Handle(), Handle()]], 3), Handle.made)[1]",
    "(lambda ring: (ring.append([ring]), snapshots(ring, 1)[0][1][0][0])[1])([[0]])",
]
