"""Classifies the lines of configuration files: comments, sections, includes, values."""


def kind(line):
    stripped = line.strip()
    if stripped.startswith("#") or stripped.startswith(";") or stripped.startswith("//"):
        return "comment"
    if stripped[:1] == "[" and stripped[-1:] == "]":
        return "section"
    if stripped.lower().startswith("include") or stripped.lower().startswith("import"):
        return "include"
    if stripped.endswith(",") or stripped.endswith("\\"):
        return "continued"
    return "value" if "=" in stripped else "other"


def main():
    samples = ["# note", "[main]", "include base.cfg", "key = value", "list = 1,", "// old", "free text", "IMPORT more"]
    counts = {}
    for index in range(900_000):
        found = kind(samples[index * 5 % 8])
        counts[found] = counts.get(found, 0) + 1
    print(sorted(counts.items()))


if __name__ == "__main__":
    main()
