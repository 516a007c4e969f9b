"""Activity page: newest entries first, with a marker for every new day."""

import hashlib


def entries(size):
    return [(day, f"entry {day}-{index}") for day in range(size // 100) for index in range(100)]


def page(items):
    """Lines of the page, newest first."""
    lines = []
    current = None
    for day, text in items:
        if day != current:
            lines.insert(0, f"--- day {day}")
            current = day
        lines.insert(0, text)
    return lines


def main():
    lines = page(entries(80_000))
    print(len(lines), hashlib.sha256("\n".join(lines).encode()).hexdigest())


if __name__ == "__main__":
    main()
