"""Names of country codes from a list of pairs."""

COUNTRIES = [(f"C{i:03d}", f"Country {i}") for i in range(220)]


def country_name(code: str) -> str:
    for known, name in COUNTRIES:
        if known == code:
            return name
    return "unknown"


def addresses(codes: list[str]) -> list[str]:
    return [country_name(code) for code in codes]


def workload() -> int:
    total = 0
    for run in range(110):
        total += len(addresses([f"C{(i * 11 + run) % 240:03d}" for i in range(1500)]))
    return total


PROBES = ["addresses(['C000', 'C219', 'C220', 'x'])", "addresses([])"]
