"""Lines of configuration files are told apart by how they begin and end."""


def kind(line: str) -> str:
    stripped = line.strip()
    if stripped.startswith("#") or stripped.startswith(";") or stripped.startswith("//"):
        return "comment"
    if stripped.lower().startswith("include") or stripped.lower().startswith("import"):
        return "include"
    if not stripped.endswith(",") and not stripped.endswith("\\"):
        return "value" if "=" in stripped else "other"
    return "continued"


def workload() -> int:
    lines = ["# note", "[main]", "include base", "key = value", "list = 1,", "// old", "IMPORT more"]
    return sum(len(kind(lines[number % 7])) for number in range(40_000))


class Odd(str):
    def strip(self, *_: object) -> "Odd":
        return self

    def startswith(self, prefix: object, *_: object) -> bool:
        return prefix == ";"


PROBES = [
    "kind('  ; x')",
    "kind('')",
    "kind('Import')",
    "kind('a, ')",
    "kind('a = b')",
    "kind(Odd('x'))",
    "kind(b'# x')",
    "kind(None)",
]
