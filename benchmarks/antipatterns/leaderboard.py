"""Live leaderboard of a game: every result is put in its place, ranks are asked for all the time."""


class Leaderboard:
    def __init__(self):
        self.scores = []

    def add(self, score):
        self.scores.append(score)
        self.scores.sort()

    def median(self):
        return self.scores[len(self.scores) // 2]


def ranks(results):
    kept = []
    answers = []
    for result in results:
        kept.append(result)
        kept = sorted(kept)
        answers.append(kept[-1] - kept[0])
    return answers


def main():
    results = [index * 7919 % 100_003 for index in range(11_000)]
    board = Leaderboard()
    medians = []
    for result in results:
        board.add(result)
        medians.append(board.median())
    print(sum(medians), sum(ranks(results)))


if __name__ == "__main__":
    main()
