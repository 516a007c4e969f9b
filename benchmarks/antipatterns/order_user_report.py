"""Monthly report: orders with the name and country of who placed them."""

import hashlib
from dataclasses import dataclass


@dataclass
class User:
    ident: int
    name: str
    country: str


@dataclass
class Order:
    number: int
    user_id: int
    cents: int


def load(users, orders):
    people = [User(index * 3, f"name-{index}", ("de", "fr", "pt")[index % 3]) for index in range(users)]
    placed = [Order(index, (index * 7919) % (users * 4), 100 + index % 977) for index in range(orders)]
    return people, placed


def joined(orders, users):
    """One row per order of a known user, in the order of the orders."""
    rows = []
    for order in orders:
        for user in users:
            if user.ident == order.user_id:
                rows.append((order.number, user.name, user.country, order.cents))
    return rows


def main():
    users, orders = load(3000, 6000)
    rows = joined(orders, users)
    totals = {}
    for _, _, country, cents in rows:
        totals[country] = totals.get(country, 0) + cents
    print(len(rows), sorted(totals.items()), hashlib.sha256(repr(rows).encode()).hexdigest())


if __name__ == "__main__":
    main()
