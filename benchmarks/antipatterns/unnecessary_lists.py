"""Small statistics over survey answers."""


def answers(size):
    return [(index * 7919 % 5 + 1, f"group-{index % 12}") for index in range(size)]


def groups(rows):
    return sorted(list(set([group for _, group in rows])))


def mean(rows, group):
    values = list([score for score, name in rows if name == group])
    return sum([value for value in values]) / len(list(values))


def scores(rows):
    return dict([(group, mean(rows, group)) for group in groups(rows)])


def extremes(rows):
    return max([score for score, _ in rows]), min(list(map(lambda row: row[0], rows)))


def reversed_scores(rows):
    return list(reversed(sorted([score for score, _ in rows])))[:10]


def main():
    rows = answers(500_000)
    print(scores(rows), extremes(rows), reversed_scores(rows))


if __name__ == "__main__":
    main()
