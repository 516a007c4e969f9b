"""Names that sound alike."""


def folded(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isalpha())


def alike(names: list[str], wanted: str) -> list[str]:
    found = []
    for name in names:
        if folded(name) == folded(wanted) or folded(name).startswith(folded(wanted)):
            found.append(name)
    return found


def workload() -> int:
    names = [f"O'Neil-{i % 83} van {i % 7}" for i in range(500)]
    return sum(len(alike(names, wanted)) for wanted in ("oneil", "O'Ne", "van", "oneilvan", "x") * 75)


PROBES = ["alike(['Ann', 'anna', 'Bob'], 'ann')", "alike([], 'x')", "alike([' '], '')"]
