"""Every row looks at the page as far as it is written."""


class Page:
    def __init__(self) -> None:
        self.text = ""

    def write(self, rows: list) -> str:
        for row in rows:
            self.text += row.told(self)
        return self.text


class Row:
    def __init__(self, name: str) -> None:
        self.name = name

    def told(self, page: Page) -> str:
        if not self.name:
            raise ValueError(len(page.text))
        return f"{len(page.text)} {self.name}\n"


def attempt(names: list) -> tuple:
    page = Page()
    try:
        page.write([Row(name) for name in names])
    except ValueError as error:
        return str(error), page.text
    return "", page.text


def workload() -> int:
    return sum(len(Page().write([Row(f"row {i}") for i in range(2000)])) for _ in range(20))


PROBES = ["attempt(['a', 'b', 'c'])", "attempt(['a', '', 'c'])", "attempt([])"]
