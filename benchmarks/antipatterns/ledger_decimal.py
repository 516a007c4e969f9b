"""Adds up bookings in the currency of the ledger, rounded to cents as the law demands."""

from decimal import ROUND_HALF_EVEN, Decimal


def rounded(amount):
    return amount.quantize(Decimal("0.01"), rounding=ROUND_HALF_EVEN)


def balance(bookings, rate):
    total = Decimal("0")
    for amount, fee in bookings:
        value = Decimal(str(amount)) * Decimal(rate)
        total += rounded(value) - Decimal("0.05") * fee
    return total


def main():
    bookings = [(index * 37 % 1000 / 8, index % 3) for index in range(130_000)]
    print(balance(bookings, "1.0843"), balance(bookings, "0.9211"))


if __name__ == "__main__":
    main()
