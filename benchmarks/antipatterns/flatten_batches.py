"""Collects the results of paged API calls into one list for the exporter."""

import hashlib


def pages(count, size):
    return [[{"id": page * size + index} for index in range(size)] for page in range(count)]


def collect(batches):
    rows = sum(batches, [])
    return [row["id"] for row in rows if row["id"] % 7]


def main():
    batches = pages(3000, 12)
    digest = hashlib.sha256()
    for _ in range(3):
        digest.update(repr(collect(batches)).encode())
    print(digest.hexdigest())


if __name__ == "__main__":
    main()
