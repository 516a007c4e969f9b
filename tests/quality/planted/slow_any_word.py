"""Lines of a log that speak of trouble, in files with some endings."""

ENDINGS = (".log", ".txt", ".out", ".err")


def troubles(lines: list[tuple[str, str]]) -> list[str]:
    found = []
    for name, line in lines:
        if not any(name.endswith(ending) for ending in ENDINGS):
            continue
        if any(word in line for word in ("error", "warning", "failed", "refused")):
            found.append(f"{name}: {line}")
    return found


def workload() -> int:
    total = 0
    for run in range(40):
        lines = [(f"part{i % 7}.{('log', 'txt', 'bin', 'dat', 'err')[i % 5]}", f"step {i * run} done") for i in range(2000)]
        total += len(troubles(lines))
    return total


PROBES = [
    "troubles([('a.log', 'an error'), ('b.err', 'fine'), ('c.bin', 'failed'), ('.txt', 'refused')])",
    "troubles([])",
    "troubles([('a.log', ['error']), ('a.log', {'warning': 1})])",
    "troubles([('a.log', 3)])",
    "troubles([(3, 'error')])",
    "troubles([(b'a.log', 'error')])",
]
