"""Recalculates the fares of a day of taxi rides after a change of the tariff."""


def surcharge(hour):
    return 150 if hour >= 22 or hour < 6 else 0


def distance_fare(metres, rate):
    return metres * rate // 1000


def clamp(value, low, high):
    return low if value < low else high if value > high else value


def day_total(rides):
    total = 0
    longest = 0
    for metres, hour, rate in rides:
        fare = 390 + distance_fare(metres, rate) + surcharge(hour)
        fare = clamp(fare, 500, 20_000)
        total += fare
        if metres > longest:
            longest = metres
    return total, longest


def main():
    rides = [(index * 7919 % 30_000, index % 24, 190 + index % 3 * 10) for index in range(40_000)]
    results = [day_total(rides[start:]) for start in range(0, 40_000, 600)]
    print(results[0], sum(total for total, _ in results))


if __name__ == "__main__":
    main()
