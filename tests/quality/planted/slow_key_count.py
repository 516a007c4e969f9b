"""The commonest word of every page."""


def commonest(words: list[str]) -> str:
    return max(set(words), key=words.count) if words else ""


def workload() -> int:
    total = 0
    for page in range(12):
        words = [f"w{(i * i + page) % 1201}" for i in range(1600)] + ["the"] * 40
        total += len(commonest(words))
    return total


PROBES = ["commonest(['a', 'b', 'a'])", "commonest([])", "commonest([1, True, 2.0, 1.0])", "commonest([[1]])"]
