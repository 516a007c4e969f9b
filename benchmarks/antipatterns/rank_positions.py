"""Compares this week's ranking of articles with last week's: who climbed how many places."""


def ranking(size, step):
    return [f"article-{index * step % size}" for index in range(size)]


def movements(before, now):
    """(article, places climbed) for all articles that were ranked before."""
    moved = []
    for place, article in enumerate(now):
        if article in before:
            moved.append((article, before.index(article) - place))
    return moved


def main():
    before = ranking(7993, 7)
    now = ranking(7993, 11)
    moved = movements(before, now)
    moved.sort(key=lambda pair: (-pair[1], pair[0]))
    print(moved[:5], sum(abs(places) for _, places in moved))


if __name__ == "__main__":
    main()
