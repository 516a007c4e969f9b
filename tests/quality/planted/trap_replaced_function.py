"""A helper that may be replaced while the program runs."""


def weight(x: int) -> int:
    return x * 2 + 1


def use(function) -> None:
    global weight
    weight = function


def total(values: list[int]) -> int:
    result = 0
    for value in values:
        result += weight(value)
    return result


def workload() -> int:
    return sum(total(list(range(k, k + 2500))) for k in range(120))


def with_replacement(values):
    original = weight
    use(lambda x: -x)
    try:
        return total(values)
    finally:
        use(original)


ROUNDS = 10
PROBES = ["with_replacement([1, 2])", "total([1, 2])", "with_replacement([])"]
