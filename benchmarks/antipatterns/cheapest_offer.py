"""Picks the cheapest and the dearest offer for each article of a comparison site."""


def offers(article, size):
    return [((article * 7919 + index * 104_729) % 99_991, f"shop-{index}") for index in range(size)]


def cheapest(found):
    return sorted(found)[0]


def spread(found):
    ranked = sorted(found)
    return ranked[-1][0] - ranked[0][0]


def best_by_shop(found):
    return sorted(found, key=lambda offer: offer[1])[-1]


def main():
    total = 0
    names = set()
    for article in range(200):
        found = offers(article, 4000)
        total += cheapest(found)[0] + spread(found)
        names.add(best_by_shop(found)[1])
    print(total, sorted(names))


if __name__ == "__main__":
    main()
