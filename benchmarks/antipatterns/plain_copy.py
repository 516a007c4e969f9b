"""Builds one request document per customer from a common template."""

import copy

TEMPLATE = {
    "version": 3,
    "customer": {"id": 0, "name": "", "tags": []},
    "items": [{"sku": "A", "count": 1}, {"sku": "B", "count": 2}, {"sku": "C", "count": 3}],
    "options": {"gift": False, "express": True, "notes": ["handle with care", "call before"]},
}


def request(ident, name):
    document = copy.deepcopy(TEMPLATE)
    document["customer"]["id"] = ident
    document["customer"]["name"] = name
    document["customer"]["tags"].append(f"t{ident % 5}")
    document["items"][ident % 3]["count"] += ident % 7
    return document


def main():
    amount = 0
    for ident in range(30_000):
        document = request(ident, f"name {ident}")
        amount += sum(item["count"] for item in document["items"]) + len(document["customer"]["tags"])
    print(amount, TEMPLATE["items"], TEMPLATE["customer"])


if __name__ == "__main__":
    main()
