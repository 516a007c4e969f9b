"""Value of portfolios: holdings times prices, and how similar two portfolios are."""


def value(holdings, prices):
    total = 0
    for position in range(len(holdings)):
        total += holdings[position] * prices[position]
    return total


def similarity(left, right):
    dot = 0
    left_square = 0
    right_square = 0
    for a, b in zip(left, right):
        dot += a * b
    for a in left:
        left_square += a * a
    for b in right:
        right_square += b * b
    return dot * dot * 1000 // (left_square * right_square)


def main():
    portfolios = [[(index * seed * 31 + seed) % 100 + 1 for index in range(800)] for seed in range(1, 60)]
    prices = [index * 7919 % 10_000 for index in range(800)]
    values = [value(holdings, prices) for holdings in portfolios]
    alike = [similarity(portfolios[0], other) for other in portfolios for _ in range(110)]
    print(sum(values), max(alike[25:]), min(alike))


if __name__ == "__main__":
    main()
