"""Vocabulary statistics of support tickets: how often each word appears, and the most frequent ones."""

import hashlib

STEMS = ["order", "refund", "invoice", "parcel", "late", "broken", "login", "password", "delay", "thanks"]


def corpus(words):
    state = 12345
    result = []
    for _ in range(words):
        state = (state * 1103515245 + 12345) % 2**31
        result.append(f"{STEMS[state % 10]}{(state >> 8) % 90}")
    return result


class Vocabulary:
    """Words of one collection of tickets."""

    def __init__(self, words):
        self.words = words

    def frequencies(self):
        table = {}
        for word in set(self.words):
            table[word] = self.words.count(word)
        return table

    def most_common(self, limit):
        table = self.frequencies()
        ranked = sorted(table.items(), key=lambda pair: (-pair[1], pair[0]))
        return ranked[:limit]


def main():
    vocabulary = Vocabulary(corpus(22000))
    lines = [f"{word}:{count}" for word, count in vocabulary.most_common(200)]
    print(hashlib.sha256(" ".join(lines).encode()).hexdigest())


if __name__ == "__main__":
    main()
