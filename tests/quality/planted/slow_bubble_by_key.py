"""Orders by the day they are due, sorted by exchanging neighbours."""


def by_day(orders: list[dict[str, int]]) -> list[dict[str, int]]:
    result = list(orders)
    for i in range(len(result)):
        swapped = False
        for j in range(len(result) - i - 1):
            if result[j]["day"] > result[j + 1]["day"]:
                result[j], result[j + 1] = result[j + 1], result[j]
                swapped = True
        if not swapped:
            break
    return result


def workload() -> int:
    total = 0
    for month in range(25):
        total += by_day([{"day": (i * 37 + month) % 101, "n": i} for i in range(200)])[0]["n"]
    return total


PROBES = [
    "by_day([{'day': 2, 'n': 1}, {'day': 1}, {'day': 2, 'n': 2}])",
    "by_day([])",
    "by_day([{'day': 2}, {}])",
    "by_day([{'day': 2}, {'day': 'x'}])",
    "by_day([{'day': True}, {'day': 1.0}, {'day': 0}])",
]
