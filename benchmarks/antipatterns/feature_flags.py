"""Decides for every request which features a customer sees, from a document that ships with the service."""

import json

DOCUMENT = json.dumps(
    {
        f"feature-{index}": {"plans": ["free", "team", "business"][: index % 3 + 1], "share": index * 7 % 100}
        for index in range(60)
    }
)


def enabled(feature, plan, bucket):
    """Whether a customer of ``plan`` in ``bucket`` (0 to 99) has the feature."""
    flags = json.loads(DOCUMENT)
    flag = flags.get(feature)
    if flag is None:
        return False
    return plan in flag["plans"] and bucket < flag["share"]


def serve(requests):
    shown = 0
    for number in range(requests):
        feature = f"feature-{number % 70}"
        if enabled(feature, ("free", "team", "business")[number % 3], number % 100):
            shown += 1
    return shown


def main():
    print(serve(14000))


if __name__ == "__main__":
    main()
