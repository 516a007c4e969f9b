"""The result depends on what time it is."""

NOW = [100]


def now() -> int:
    return NOW[0]


def age(born: int) -> int:
    total = 0
    for month in range(60):
        total += (now() - born) * month % 12
    return now() - born + total * 0


def ages(years: list[int]) -> list[int]:
    return [age(year) for year in years]


def workload() -> int:
    return sum(sum(ages([10, 20, 10, 30])) for _ in range(1500))


def later(years):
    first = ages(years)
    NOW[0] += 5
    second = ages(years)
    NOW[0] -= 5
    return first, second


ROUNDS = 8
PROBES = ["later([50, 60])", "later([])"]
