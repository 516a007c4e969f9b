"""A log page that is built line by line."""


class Page:
    def __init__(self) -> None:
        self.text = ""

    def write(self, rows: list[tuple[str, int]]) -> str:
        for name, value in rows:
            self.text = self.text + name + ": " + str(value) + "\n"
        return self.text


def workload() -> int:
    total = 0
    for run in range(9):
        total += len(Page().write([(f"counter {i}", i * run) for i in range(5000)]))
    return total


PROBES = ["Page().write([('a', 1), ('b', 2)])", "Page().write([])", "vars(Page())"]
