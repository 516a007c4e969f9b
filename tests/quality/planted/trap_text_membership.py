"""Membership in a text means substring."""


def mentioned(words: list[str], text) -> list[str]:
    return [word for word in words if word in text]


def workload() -> int:
    page = [f"word{i}" for i in range(400)]
    return sum(len(mentioned([f"word{(i * k) % 700}" for i in range(300)], page)) for k in range(1, 70))


ROUNDS = 3
PROBES = [
    "mentioned(['cat', 'dog', 'at'], 'concatenate')",
    "mentioned(['a', 'b'], {'a': 1})",
    "mentioned(['a'], ['ab'])",
    "mentioned([''], 'x')",
]
