"""Amounts that count as equal within a cent; equality and hash do not agree."""


class Amount:
    def __init__(self, value: float) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Amount) and abs(self.value - other.value) < 0.01

    def __hash__(self) -> int:
        return hash(self.value)


def unpaid(invoices: list, payments: list) -> list:
    result = []
    for invoice in invoices:
        if invoice not in payments:
            result.append(invoice)
    return result


def workload() -> int:
    payments = [i * 3 for i in range(300)]
    return sum(len(unpaid(list(range(k, k + 500)), payments)) for k in range(100))


ROUNDS = 2
PROBES = [
    "len(unpaid([Amount(1.0), Amount(2.0)], [Amount(1.001)]))",
    "len(unpaid([Amount(1.0)], [1.0]))",
    "unpaid([1, 2], [True])",
]
