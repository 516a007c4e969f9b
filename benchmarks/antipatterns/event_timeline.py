"""Builds the timeline of an incident from raw monitoring events."""

import hashlib


def raw_events(size):
    return [(index * 37 % 1000, ("warn", "error", "info")[index % 3], f"host-{index % 20}") for index in range(size)]


def timeline(events, threshold):
    entries = []
    muted = []
    for moment, level, host in events:
        if level == "info" and moment < threshold:
            muted = muted + [(moment, host)]
            continue
        label = f"{moment:04d} {level:<5} {host}"
        entries = entries + [label]
    return entries, muted


def main():
    digest = hashlib.sha256()
    for threshold in (100, 400, 900):
        entries, muted = timeline(raw_events(14000), threshold)
        digest.update("\n".join(entries).encode())
        digest.update(str(len(muted)).encode())
    print(digest.hexdigest())


if __name__ == "__main__":
    main()
