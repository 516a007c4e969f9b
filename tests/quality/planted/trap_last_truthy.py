"""What comes back is the value found, not a yes or no."""


def first_set(options: list):
    found = None
    for option in options:
        found = found or option
    return found


def workload() -> int:
    return sum(first_set([0] * 2500 + [k]) for k in range(350))


ROUNDS = 18
PROBES = ["first_set([0, '', 'x', 'y'])", "first_set([0, ''])", "first_set([])", "first_set([[], {}])"]
