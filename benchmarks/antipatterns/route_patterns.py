"""Finds which handler of a web service is responsible for a path."""

import re

ROUTES = [(f"/api/v{index % 4}/group{index}/(\\d+)(/\\w+)?$", f"handler-{index}") for index in range(650)]


def resolve(path):
    for pattern, handler in ROUTES:
        match = re.match(pattern, path)
        if match:
            return handler, match.group(1)
    return None, None


def main():
    seen = []
    for index in range(0, 650, 17):
        seen.append(resolve(f"/api/v{index % 4}/group{index}/{index * 3}"))
    seen.append(resolve("/nowhere"))
    print(seen)


if __name__ == "__main__":
    main()
