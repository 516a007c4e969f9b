"""Stores the readings of a day in a database and reads a summary back."""

import sqlite3


def store(connection, readings):
    connection.execute("create table reading (sensor text, minute integer, value real)")
    cursor = connection.cursor()
    for sensor, minute, value in readings:
        cursor.execute("insert into reading values (?, ?, ?)", (sensor, minute, value))
    connection.commit()


def main():
    readings = [(f"s{index % 50}", index // 50, index * 37 % 1000 / 8) for index in range(250_000)]
    connection = sqlite3.connect(":memory:")
    store(connection, readings)
    rows = connection.execute("select sensor, count(*), sum(value) from reading group by sensor order by sensor").fetchall()
    print(len(rows), rows[:3])


if __name__ == "__main__":
    main()
