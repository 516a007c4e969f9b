"""Scales the scores of several judges to the same range before they are added."""


def judge(seed, size):
    return [(index * seed * 31 + seed) % 997 / 10 for index in range(size)]


def normalised(scores):
    """Scores as a share of the judge's own range."""
    result = []
    for score in scores:
        spread = max(scores) - min(scores)
        if spread == 0:
            result.append(0.0)
        else:
            result.append((score - min(scores)) / spread)
    return result


def combined(judges):
    totals = [0.0] * len(judges[0])
    for scores in judges:
        for place, value in enumerate(normalised(scores)):
            totals[place] += value
    return totals


def main():
    totals = combined([judge(seed, 2200) for seed in (3, 5, 7)])
    best = sorted(range(len(totals)), key=lambda place: (-totals[place], place))[:10]
    print(best, f"{sum(totals):.6f}")


if __name__ == "__main__":
    main()
