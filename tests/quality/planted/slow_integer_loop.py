"""Steps of the Collatz sequence."""


def longest(limit: int) -> tuple[int, int]:
    best = 0
    winner = 0
    for start in range(1, limit):
        n = start
        steps = 0
        while n != 1:
            if n % 2 == 0:
                n = n // 2
            else:
                n = 3 * n + 1
            steps += 1
        if steps > best:
            best = steps
            winner = start
    return winner, best


def workload() -> int:
    return sum(longest(600 + 10 * i)[1] for i in range(130))


PROBES = ["longest(1)", "longest(10)", "longest(0)", "longest(28)"]
