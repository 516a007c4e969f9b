"""The same few durations are parsed again and again."""

UNITS = (("d", 86400), ("h", 3600), ("m", 60), ("s", 1))


def seconds(text: str) -> int:
    total = 0
    rest = text.strip().lower()
    while rest:
        digits = ""
        while rest and rest[0].isdigit():
            digits += rest[0]
            rest = rest[1:]
        if not digits or not rest:
            raise ValueError(f"no duration: {text!r}")
        for unit, size in UNITS:
            if rest.startswith(unit):
                total += int(digits) * size
                break
        else:
            raise ValueError(f"no unit: {text!r}")
        rest = rest[1:].strip()
    return total


def total_seconds(rows: list) -> int:
    total = 0
    for row in rows:
        total += seconds(row)
    return total


def workload() -> int:
    rows = [f"{n % 4}d {n % 3}h 10m 5s" for n in range(3000)]
    return total_seconds(rows)


ROUNDS = 6
PROBES = [
    "seconds('1d 2h'), seconds('1d 2h'), seconds(' 90S ')",
    "seconds('')",
    "seconds('1x')",
    "seconds('1x')",
    "seconds('12')",
    "seconds(b'1s')",
    "seconds(type('Text', (str,), {'strip': lambda self: '1m'})('1s'))",
    "total_seconds(['5s', '5s', '1m'])",
]
