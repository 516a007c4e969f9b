"""The ten best customers of every month, from the list of their sales."""


def month(number, size):
    return [((number * 104_729 + index * 7919) % 1_000_003, index) for index in range(size)]


def best(sales, limit):
    """(amount, customer) of the largest sales, largest first."""
    return sorted(sales, reverse=True)[:limit]


def smallest(amounts, limit):
    return sorted(amounts)[:limit]


def main():
    totals = []
    for number in range(70):
        sales = month(number, 20_000)
        top = best(sales, 10)
        low = smallest([amount for amount, _ in sales], 5)
        totals.append((sum(amount for amount, _ in top), top[0][1], sum(low)))
    print(totals[:3], sum(total for total, _, _ in totals))


if __name__ == "__main__":
    main()
