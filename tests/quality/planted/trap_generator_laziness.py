"""Whoever reads only the first results never meets the bad record."""


def amounts(records: list[dict]):
    for record in records:
        yield record["amount"] * 2


def first_large(records: list[dict], limit: int):
    for amount in amounts(records):
        if amount > limit:
            return amount
    return None


def workload() -> int:
    records = [{"amount": i % 700} for i in range(2500)]
    return sum(first_large(records, 1300 + k % 90) for k in range(900))


ROUNDS = 8
PROBES = [
    "first_large([{'amount': 9}, {}], 5)",
    "first_large([{'amount': 1}, {}], 5)",
    "first_large([], 1)",
    "next(amounts([{'amount': 1}, {}]))",
]
