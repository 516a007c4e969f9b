"""Tasks of equal rank leave in the order in which they came, whatever they are called."""


def order(tasks: list[tuple[int, str]], late: tuple[int, str]) -> list[str]:
    waiting = list(tasks)
    done = []
    while waiting:
        waiting.sort(key=lambda task: task[0])
        _rank, name = waiting.pop(0)
        done.append(name)
        if name == "call":
            waiting.append(late)
    return done


def workload() -> int:
    return sum(len(order([((i * 7) % 11, f"t{i}") for i in range(150)], (5, "late"))) for _ in range(40))


PROBES = [
    "order([(2, 'z'), (1, 'b'), (1, 'a'), (0, 'call')], (1, 'A'))",
    "order([], (0, ''))",
    "order([(1, 'call'), ('a', 'b')], (0, 'x'))",
    "order([(1, 'call'), (2, 'b')], [1, 'list'])",
]
