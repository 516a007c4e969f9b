"""All rows of the table are one and the same list, as the caller expects."""


def table(rows: int, row: list[int]) -> list[list[int]]:
    result = []
    for i in range(rows):
        row.append(i)
        result.append(row)
    return result


def workload() -> int:
    return sum(len(table(3000, [])) for _ in range(250))


ROUNDS = 11
PROBES = ["table(3, [])", "(lambda t: t[0] is t[1])(table(2, [7]))", "table(0, [1])"]
