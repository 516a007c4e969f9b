"""Counts and prices the ways through a city grid with closed crossings."""


class City:
    def __init__(self, width, height, closed):
        self.width = width
        self.height = height
        self.closed = closed

    def ways(self, x, y):
        """Number of ways from the corner (0, 0), going right and down only."""
        if x < 0 or y < 0 or (x, y) in self.closed:
            return 0
        if x == 0 and y == 0:
            return 1
        return self.ways(x - 1, y) + self.ways(x, y - 1)


def partitions(total, largest):
    """Ways to pay ``total`` with coins of 1 to ``largest``."""
    if total == 0:
        return 1
    if total < 0 or largest == 0:
        return 0
    return partitions(total - largest, largest) + partitions(total, largest - 1)


def main():
    city = City(12, 12, frozenset({(2, 3), (4, 4), (7, 1)}))
    print(city.ways(10, 11), partitions(58, 12))


if __name__ == "__main__":
    main()
