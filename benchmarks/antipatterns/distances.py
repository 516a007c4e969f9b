"""Matches delivery addresses with the nearest depot on a flat map."""


def distance(x1, y1, x2, y2):
    return ((x1 - x2) ** 2 + (y1 - y2) ** 2) ** 0.5


def nearest(place, depots):
    best = None
    shortest = float("inf")
    for name, x, y in depots:
        metres = distance(place[0], place[1], x, y)
        if metres < shortest:
            shortest = metres
            best = name
    return best, shortest


def main():
    depots = [(f"depot-{index}", index * 37.5 % 100, index * 41.25 % 100) for index in range(40)]
    places = [(index * 7.25 % 100, index * 3.5 % 100) for index in range(60_000)]
    found = [nearest(place, depots) for place in places]
    print(len({name for name, _ in found}), f"{sum(metres for _, metres in found):.9f}")


if __name__ == "__main__":
    main()
