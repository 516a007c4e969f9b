"""Folders of a tree, where one kind of folder lists itself in its own way: the walk has to ask it."""


class Folder:
    def __init__(self, name, folders=()):
        self.name = name
        self.folders = folders

    def names(self):
        yield self.name
        for folder in self.folders:
            yield from folder.names()


class Hidden(Folder):
    def names(self):
        yield "?"


class Linked(Folder):
    def names(self):
        for name in super().names():
            yield name.upper()


def listed(folders) -> list[str]:
    return list(Folder("top", folders).names())


def some(count, kinds=(Folder, Hidden, Linked)):
    folders = []
    for n in range(count):
        folders = [kinds[n % 3](f"n{n}", folders), Folder("leaf")]
    return folders


def workload() -> int:
    folders = some(60, (Folder, Folder, Linked))
    return sum(len(listed(folders)) for _ in range(400))


PROBES = [
    "listed([])",
    "listed(some(2))",
    "listed(some(7))",
    "listed([Hidden('a', [Folder('b')])])",
    "listed([Folder('a', [Linked('b', [Folder('c')])])])",
    "listed(None)",
    "listed([1])",
]
