"""Invoices with the names of their customers."""


def with_names(invoices: list[dict], customers: list[dict]) -> list[tuple]:
    rows = []
    for invoice in invoices:
        for customer in customers:
            if customer["id"] == invoice["customer"]:
                rows.append((invoice["number"], customer["name"], invoice["amount"]))
    return rows


def workload() -> int:
    customers = [{"id": i, "name": f"name {i}"} for i in range(250)]
    total = 0
    for month in range(350):
        invoices = [{"number": i, "customer": (i * 13 + month) % 260, "amount": i % 90} for i in range(150)]
        total += len(with_names(invoices, customers))
    return total


PROBES = [
    "with_names([{'number': 1, 'customer': 2, 'amount': 3}], [{'id': 2, 'name': 'x'}, {'id': 2, 'name': 'y'}])",
    "with_names([], [])",
    "with_names([{'number': 1, 'customer': 9, 'amount': 3}], [{'id': 2, 'name': 'x'}])",
]
