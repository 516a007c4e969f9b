"""Ages of open invoices: the export has the same few hundred dates again and again."""

from datetime import date, datetime

TODAY = date(2024, 6, 30)


def parse_date(text):
    """A date as the accounting system writes it: ``3 Mar 2024``."""
    return datetime.strptime(text, "%d %b %Y").date()


def ages(invoices):
    buckets = {30: 0, 60: 0, 90: 0, 999: 0}
    for text, cents in invoices:
        age = (TODAY - parse_date(text)).days
        for limit in buckets:
            if age <= limit:
                buckets[limit] += cents
                break
    return buckets


def main():
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun")
    invoices = [(f"{index % 28 + 1} {months[index * 7 % 6]} 2024", index % 977) for index in range(100_000)]
    print(ages(invoices))


if __name__ == "__main__":
    main()
