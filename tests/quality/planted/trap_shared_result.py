"""Every caller gets a list of its own and may change it."""


def factors(n: int) -> list[int]:
    found = []
    for i in range(1, n + 1):
        if n % i == 0:
            found.append(i)
    return found


def proper_factors(n: int) -> list[int]:
    result = factors(n)
    result.pop()
    return result


def workload() -> int:
    return sum(sum(proper_factors(n % 60 + 200)) for n in range(2200))


ROUNDS = 16
PROBES = ["proper_factors(12), proper_factors(12)", "factors(12)", "factors(6) is factors(6)", "factors(0)"]
