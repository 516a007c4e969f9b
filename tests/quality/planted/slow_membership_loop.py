"""New customers among the visitors of a day."""


def newcomers(visitors: list[str], known: list[str]) -> list[str]:
    result = []
    for visitor in visitors:
        if visitor not in known:
            result.append(visitor)
    return result


def workload() -> int:
    known = [f"customer-{i}" for i in range(0, 800, 2)]
    total = 0
    for day in range(200):
        visitors = [f"customer-{(i * 7 + day) % 900}" for i in range(600)]
        total += len(newcomers(visitors, known))
    return total


PROBES = [
    "newcomers(['a', 'b', 'a'], ['b'])",
    "newcomers([], [])",
    "newcomers([1, True, 1.0, 2], [1])",
]
