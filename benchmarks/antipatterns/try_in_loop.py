"""Reads amounts from a messy import file: numbers, blanks and remarks."""


def amounts(cells):
    total = 0
    bad = 0
    for cell in cells:
        try:
            total += int(cell)
        except ValueError:
            bad += 1
    return total, bad


def first_numbers(rows):
    found = []
    for row in rows:
        try:
            value = row["value"]
        except KeyError:
            value = None
        if value is not None:
            found.append(value)
    return found


def main():
    cells = [("12", "7", "n/a", "", "1000")[index % 5] for index in range(550_000)]
    rows = [{"value": index} if index % 4 == 0 else {"name": index} for index in range(550_000)]
    found = first_numbers(rows)
    print(amounts(cells), len(found), sum(found))


if __name__ == "__main__":
    main()
