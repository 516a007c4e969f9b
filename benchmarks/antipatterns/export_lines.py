"""Writes a price list in the fixed-width format of an old till system."""

import hashlib
import tempfile
from pathlib import Path


def lines(size):
    for index in range(size):
        yield f"{index:08d}", f"article {index % 500}", index * 37 % 10_000


def write_list(path, size):
    with open(path, "w", encoding="ascii", newline="") as file:
        for number, name, cents in lines(size):
            file.write(number)
            file.write(name.ljust(30))
            file.write(str(cents).rjust(9, "0"))
            file.write("\r\n")
            file.flush()


def main():
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.txt"
        write_list(path, 120_000)
        print(hashlib.sha256(path.read_bytes()).hexdigest())


if __name__ == "__main__":
    main()
