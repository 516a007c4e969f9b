"""The loop's variables are used after the loop."""


def squares_and_last(values: list[int]) -> tuple:
    value = None
    squares = []
    for value in values:
        squares.append(value * value)
    return squares, value


def workload() -> int:
    return sum(squares_and_last(list(range(k, k + 2500)))[1] for k in range(250))


ROUNDS = 9
PROBES = ["squares_and_last([1, 2])", "squares_and_last([])", "squares_and_last(iter([3]))"]
