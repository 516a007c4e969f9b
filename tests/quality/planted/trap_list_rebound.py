"""The list that is searched is another one from the middle on."""


def screened(items: list[int], early: list[int], late: list[int]) -> list[int]:
    result = []
    banned = early
    for position, item in enumerate(items):
        if position == len(items) // 2:
            banned = late
        if item not in banned:
            result.append(item)
    return result


def workload() -> int:
    early, late = list(range(0, 400, 2)), list(range(1, 400, 2))
    return sum(len(screened([(i * k) % 400 for i in range(900)], early, late)) for k in range(1, 80))


ROUNDS = 2
PROBES = ["screened([1, 2, 1, 2], [1], [2])", "screened([1, 1], [1], [])", "screened([], [1], [2])"]
