"""Smooths the consumption of households with moving sums and running peaks."""


def moving_sums(values, width):
    result = []
    for end in range(width, len(values) + 1):
        result.append(sum(values[end - width : end]))
    return result


def running_totals(values):
    return [sum(values[: place + 1]) for place in range(len(values))]


def peaks(values, width):
    return [max(values[max(0, place - width) : place + 1]) for place in range(len(values))]


def main():
    values = [index * 7919 % 1009 for index in range(13_000)]
    sums = moving_sums(values, 500)
    totals = running_totals(values)
    tops = peaks(values, 200)
    print(sum(sums), totals[-1], sum(totals), sum(tops))


if __name__ == "__main__":
    main()
