"""A list of names with its own idea of membership."""


class Names(list):
    def __contains__(self, name: object) -> bool:
        return any(str(name).lower() == known.lower() for known in self)


def strangers(names: list[str], guests: list[str]) -> list[str]:
    return [name for name in names if name not in guests]


def workload() -> int:
    guests = [f"guest {i}" for i in range(300)]
    return sum(len(strangers([f"guest {(i * k) % 500}" for i in range(300)], guests)) for k in range(1, 60))


ROUNDS = 5
PROBES = [
    "strangers(['ANN', 'Bob'], Names(['ann']))",
    "strangers(['ANN'], ['ann'])",
    "strangers([], Names())",
]
