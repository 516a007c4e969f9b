"""Climate summary: coldest, warmest and mean temperature of every station and year."""


class Station:
    def __init__(self, readings):
        self.readings = readings

    def warmest(self):
        best = self.readings[0]
        for value in self.readings:
            if value > best:
                best = value
        return best

    def coldest(self):
        best = self.readings[0]
        for value in self.readings:
            if value < best:
                best = value
        return best

    def mean(self):
        total = 0
        count = 0
        for value in self.readings:
            total += value
            count += 1
        return total / count

    def frost_days(self):
        days = 0
        for value in self.readings:
            if value < 0:
                days += 1
        return days


def main():
    results = []
    for seed in range(1, 400):
        station = Station([(index * 7919 * seed + seed) % 500 - 120 for index in range(9000)])
        results.append((station.coldest(), station.warmest(), station.frost_days(), f"{station.mean():.6f}"))
    print(results[:3], sum(days for _, _, days, _ in results))


if __name__ == "__main__":
    main()
