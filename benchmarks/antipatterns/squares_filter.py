"""Cleans the readings of a meter: drops failures, converts units, keeps what lies in the window."""


def converted(readings, factor):
    result = []
    for value in readings:
        if value is not None:
            result.append(value * factor)
    return result


def inside(values, low, high):
    kept = []
    for value in values:
        if low < value < high:
            kept.append(value)
    return kept


def pairs(values, width):
    rows = []
    for start in range(0, len(values), width):
        row = []
        for value in values[start : start + width]:
            row.append(value // 2)
        rows.append(row)
    return rows


def main():
    readings = [None if index % 17 == 0 else index * 37 % 1009 for index in range(40_000)]
    total = 0
    for factor in range(1, 140):
        values = inside(converted(readings, factor), 50, 9000)
        total += len(values) + sum(row[-1] for row in pairs(values, 24))
    print(total)


if __name__ == "__main__":
    main()
