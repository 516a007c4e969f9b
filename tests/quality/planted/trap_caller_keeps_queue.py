"""The queue belongs to the caller, who looks at what is left."""


def serve(queue: list[int], seconds: int) -> list[int]:
    served = []
    while queue and seconds > 0:
        customer = queue.pop(0)
        seconds -= customer % 5 + 1
        served.append(customer)
    return served


def workload() -> int:
    total = 0
    for k in range(90):
        queue = list(range(k, k + 2500))
        total += len(serve(queue, 7000)) + len(queue)
    return total


def left(items, seconds):
    queue = items
    return serve(queue, seconds), queue, type(queue).__name__


ROUNDS = 4
PROBES = ["left([1, 2, 3, 4], 5)", "left([], 3)", "left([9], 0)", "left(bytearray(b'abc'), 4)"]
