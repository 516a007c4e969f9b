"""Which of the ordered articles may be shipped by air."""


def shippable(articles: list[int], banned: list[int]) -> list[int]:
    return [article for article in articles if article not in banned]


def workload() -> int:
    banned = list(range(0, 3000, 7))
    total = 0
    for day in range(130):
        total += sum(shippable([(i * 31 + day) % 3500 for i in range(900)], banned))
    return total


PROBES = ["shippable([1, 2, 3], [2])", "shippable([], [1])", "shippable([3, 3, 1], [])"]
