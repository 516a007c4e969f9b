"""Differences and corrections between two redundant sensors."""


def corrected(first, second, offset):
    result = []
    for i in range(len(first)):
        if first[i] > second[i]:
            result.append(first[i] - second[i] + offset)
        else:
            result.append(second[i] - first[i] - offset)
    return result


def jumps(values, limit):
    places = []
    for i in range(len(values) - 1):
        if abs(values[i + 1] - values[i]) > limit:
            places.append(i)
    return places


def numbered(names):
    lines = []
    for i in range(len(names)):
        lines.append(f"{i}: {names[i]}")
    return lines


def main():
    first = [index * 37 % 1009 for index in range(20_000)]
    second = [index * 41 % 1013 for index in range(20_000)]
    total = 0
    for offset in range(170):
        values = corrected(first, second, offset)
        total += sum(values) + len(jumps(values, 500))
        total += len("".join(numbered(["a", "b"] * 1000)))
    print(total)


if __name__ == "__main__":
    main()
