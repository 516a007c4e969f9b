"""Merges subscriber exports of several regions into one mailing list, keeping who signed up first."""

import hashlib


def exports(regions, size):
    for region in range(regions):
        yield [f"user{(index * 7919 + region * 31) % (size * 3)}@example.org" for index in range(size)]


def normalise(address):
    local, _, domain = address.strip().partition("@")
    return f"{local}@{domain.lower()}"


def merge(batches):
    """Addresses in order of first appearance, without doubles."""
    merged = []
    skipped = 0
    for batch in batches:
        for address in batch:
            address = normalise(address)
            if address in merged:
                skipped += 1
                continue
            merged.append(address)
    return merged, skipped


def main():
    merged, skipped = merge(exports(4, 3000))
    text = "\n".join(merged)
    print(len(merged), skipped, hashlib.sha256(text.encode()).hexdigest())


if __name__ == "__main__":
    main()
