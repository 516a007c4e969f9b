"""Selection by exchanges: equal amounts of different types change places, which sorting would not do."""


def ordered(amounts: list[float]) -> list[float]:
    result = list(amounts)
    for i in range(len(result)):
        least = i
        for j in range(i + 1, len(result)):
            if result[j] < result[least]:
                least = j
        result[i], result[least] = result[least], result[i]
    return result


def workload() -> int:
    total = 0
    for day in range(40):
        total += len(ordered([((i * 31 + day) % 97) / 2 for i in range(200)]))
    return total


PROBES = ["ordered([2, 2.0, 1])", "ordered([0.0, -0.0, -1.0])", "ordered([])", "ordered([1, 'a'])"]
