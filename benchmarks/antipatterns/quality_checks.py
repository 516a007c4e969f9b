"""Checks batches of parts against their tolerances."""


def passes(batch, low, high):
    return all(low <= value <= high for value in batch)


def has_outlier(batch, limit):
    return any([abs(value) > limit for value in batch])


def defects(batch, limit):
    return len([value for value in batch if abs(value) > limit])


def total_weight(batch):
    return sum([value * 3 for value in batch])


def main():
    batches = [[(index * seed * 7919 + seed) % 400 - 200 for index in range(60)] for seed in range(1, 900)]
    passed = outliers = count = weight = 0
    for _ in range(70):
        for batch in batches:
            passed += passes(batch, -199, 199)
            outliers += has_outlier(batch, 150)
            count += defects(batch, 180)
            weight += total_weight(batch)
    print(passed, outliers, count, weight)


if __name__ == "__main__":
    main()
