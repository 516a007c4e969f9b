"""Sorts releases by version, newest last, as the download page lists them."""

from functools import cmp_to_key


def releases(size):
    return [{"major": index * 7 % 5, "minor": index * 31 % 40, "patch": index * 17 % 99, "name": f"r{index}"} for index in range(size)]


def compare(left, right):
    if left["major"] != right["major"]:
        return left["major"] - right["major"]
    if left["minor"] != right["minor"]:
        return left["minor"] - right["minor"]
    return left["patch"] - right["patch"]


def ordered(items):
    return sorted(items, key=cmp_to_key(compare))


def main():
    items = releases(120_000)
    result = ordered(items)
    print([item["name"] for item in result[:5]], [item["name"] for item in result[-5:]])


if __name__ == "__main__":
    main()
