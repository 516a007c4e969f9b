"""The branches overlap: the usual one comes last because the others have to be asked for before."""


def sort_of(value) -> str:
    if value is True or value is False:
        return "flag"
    if isinstance(value, str) and not value:
        return "nothing"
    if value == 0:
        return "zero"
    if isinstance(value, (int, float)):
        return "number"
    return "other"


def sorts(values: list) -> list[str]:
    return [sort_of(value) for value in values]


def workload() -> int:
    return sum(len(sorts(list(range(40)) + [1.5, "", "a", None, True])) for _ in range(400))


ROUNDS = 8
PROBES = [
    "sorts([0, 1, True, False, 0.0, -0.0, '', 'a', None, 2.5, [], 1j])",
    "sorts([type('Own', (int,), {'__eq__': lambda self, other: print(other) or True})(3)])",
]
