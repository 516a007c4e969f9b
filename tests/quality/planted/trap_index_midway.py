"""What was appended before the index failed stays appended."""


def pick(table: list[int], places: list[int], out: list[int]) -> None:
    for place in places:
        out.append(table[place] * 2)


def workload() -> int:
    table = list(range(1000))
    total = 0
    for k in range(250):
        out: list[int] = []
        pick(table, [(i * 7 + k) % 1000 for i in range(1500)], out)
        total += out[-1]
    return total


def after(table, places):
    out = [0]
    try:
        pick(table, places, out)
    except Exception as error:
        return type(error).__name__, str(error), out
    return out


ROUNDS = 7
PROBES = ["after([1, 2], [0, -1, 5, 1])", "after([], [])", "after({1: 5}, [1, 2])"]
