"""How often each word occurs."""


def frequencies(words: list[str]) -> dict[str, int]:
    table = {}
    for word in words:
        table[word] = words.count(word)
    return table


def workload() -> int:
    total = 0
    for page in range(70):
        words = [f"word{(i * i + page) % 97}" for i in range(700)]
        total += max(frequencies(words).values())
    return total


PROBES = ["frequencies('a b a c'.split())", "frequencies([])", "list(frequencies(['z', 'a', 'z']))"]
