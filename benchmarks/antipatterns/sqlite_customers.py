"""Shipping labels: orders of a day with the address of each customer, from a small database."""

import hashlib
import sqlite3


def database(customers):
    connection = sqlite3.connect(":memory:")
    connection.execute("create table customer (id integer primary key, name text, city text)")
    connection.executemany(
        "insert into customer values (?, ?, ?)",
        [(index, f"name {index}", f"city {index % 90}") for index in range(customers)],
    )
    return connection


def labels(connection, orders):
    result = []
    for number, customer in orders:
        row = connection.execute("select name, city from customer where id = ?", (customer,)).fetchone()
        if row is None:
            result.append(f"{number}: unknown")
        else:
            result.append(f"{number}: {row[0]}, {row[1]}")
    return result


def main():
    connection = database(2000)
    orders = [(index, index * 7919 % 2100) for index in range(160_000)]
    result = labels(connection, orders)
    print(len(result), hashlib.sha256("\n".join(result).encode()).hexdigest())


if __name__ == "__main__":
    main()
