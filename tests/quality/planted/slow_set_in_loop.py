"""Tags that two articles share."""


def shared_tags(first: list[str], second: list[str]) -> list[str]:
    result = []
    for tag in first:
        if tag in set(second):
            result.append(tag)
    return result


def workload() -> int:
    tags = [f"tag{i}" for i in range(260)]
    return sum(len(shared_tags(tags[k % 100 : k % 100 + 130], tags[:150])) for k in range(1200))


PROBES = [
    "shared_tags(['a', 'b', 'a'], ['a'])",
    "shared_tags([], [])",
    "shared_tags([], [[1]])",
    "shared_tags(['a'], [])",
]
