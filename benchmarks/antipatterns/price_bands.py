"""Finds the discount band of an amount in a long table that is sorted by its lower limits."""


class Tariff:
    """Bands with ascending lower limits, each with its discount in basis points."""

    def __init__(self, limits):
        self.limits = sorted(limits)
        self.discounts = [index % 400 for index in range(len(self.limits))]

    def band(self, amount):
        position = 0
        for limit in self.limits:
            if limit <= amount:
                position += 1
            else:
                break
        return position

    def discount(self, amount):
        band = self.band(amount)
        if band == 0:
            return 0
        return self.discounts[band - 1]


def main():
    tariff = Tariff([index * 25 for index in range(1, 4000)])
    total = 0
    for amount in range(0, 100_000, 8):
        total += amount * tariff.discount(amount) // 10_000
    print(total)


if __name__ == "__main__":
    main()
