"""A recursive function that reports what it does."""


def solve(discs: int, source: str, target: str, spare: str) -> int:
    if discs == 0:
        return 0
    moves = solve(discs - 1, source, spare, target)
    if discs > 9:
        print(source, "->", target)
    return moves + 1 + solve(discs - 1, spare, target, source)


def workload() -> int:
    return sum(solve(10 + k % 2, "a", "b", "c") for k in range(220))


ROUNDS = 6
PROBES = [
    "solve(10, 'a', 'b', 'c'), solve(10, 'a', 'b', 'c')",
    "solve(3, 'a', 'b', 'c')",
    "solve(0, 'a', 'b', 'c')",
    "solve(11, 'x', 'y', 'z')",
]
