"""Suggests which known product a mistyped name in a ticket may mean."""

PRODUCTS = ["charger", "adapter", "monitor", "keyboard", "printer"]


def distance(left, right):
    """Levenshtein distance of two short words."""
    if not left:
        return len(right)
    if not right:
        return len(left)
    if left[-1] == right[-1]:
        return distance(left[:-1], right[:-1])
    return 1 + min(
        distance(left[:-1], right),
        distance(left, right[:-1]),
        distance(left[:-1], right[:-1]),
    )


def suggest(word):
    ranked = sorted((distance(word, product), product) for product in PRODUCTS)
    return ranked[0]


def main():
    for word in ("chrgrex", "adpterx", "moniotrs", "prnterx", "kyboard"):
        print(word, *suggest(word))


if __name__ == "__main__":
    main()
