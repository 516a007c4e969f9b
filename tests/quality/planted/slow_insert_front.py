"""Latest entries first."""


def latest_first(entries: list[int], minimum: int) -> list[int]:
    result = []
    for entry in entries:
        if entry >= minimum:
            result.insert(0, entry)
    return result


def workload() -> int:
    entries = [(i * 31) % 9001 for i in range(9000)]
    return sum(len(latest_first(entries, minimum)) for minimum in range(0, 8000, 70))


PROBES = ["latest_first([3, 1, 2], 2)", "latest_first([], 0)", "latest_first([1, 1], 1)"]
