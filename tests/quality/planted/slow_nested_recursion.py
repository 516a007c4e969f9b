"""The most valuable load of a lorry; an inner function tries every parcel."""


def best_load(weights: list[int], values: list[int], room: int) -> int:
    def best(parcel: int, left: int) -> int:
        if parcel == len(weights):
            return 0
        without = best(parcel + 1, left)
        if weights[parcel] > left:
            return without
        return max(without, values[parcel] + best(parcel + 1, left - weights[parcel]))

    return best(0, room)


def workload() -> int:
    return sum(
        best_load([3 + (i * 7) % 5 for i in range(17)], [10 + (i * 13) % 17 for i in range(17)], 40 + k) for k in range(3)
    )


PROBES = [
    "best_load([1, 2, 3], [6, 10, 12], 5)",
    "best_load([], [], 3)",
    "best_load([1, True], [1.5, float('nan')], 2)",
    "best_load([1], [], 5)",
    "best_load([1, 'a'], [1, 2], 5)",
    "best_load([1, 2], [3, 4], 2.5)",
]
