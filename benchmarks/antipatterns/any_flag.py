"""Access checks of documents: who may read, and which documents are stale."""


class Document:
    def __init__(self, readers, versions):
        self.readers = readers
        self.versions = versions


def may_read(document, groups):
    allowed = False
    for group in groups:
        for reader in document.readers:
            if reader == group:
                allowed = True
    return allowed


def is_stale(document, limit):
    stale = True
    for version in document.versions:
        if version > limit:
            stale = False
    return stale


def main():
    documents = [Document([f"g{(index + step) % 60}" for step in range(20)], [index % 50 + step for step in range(40)]) for index in range(900)]
    groups = [f"g{index}" for index in range(8)]
    readable = sum(may_read(document, groups) for _ in range(90) for document in documents)
    stale = sum(is_stale(document, limit) for limit in range(0, 90, 4) for document in documents)
    print(readable, stale)


if __name__ == "__main__":
    main()
