"""Machine code that Numba keeps in the scratch folder: handed from one run of a version to its next.

A version that is compiled anew in every process would be timed at compiling. Its own earlier run wrote these
files; they are only ever given back to the same version, in the same confinement.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from ouroboros.agent.plain_files import plain_content
from ouroboros.agent.wire import taken_apart

FOLDER = "machine-code"
"""Name in the scratch folder; ``NUMBA_CACHE_DIR`` leads there."""
_SUFFIXES = (".nbi", ".nbc")
MOST_FILES = 64
MOST_BYTES = 16 << 20


def gather(scratch: str) -> tuple[list[tuple[str, int]], bytes]:
    """``(path below FOLDER, size)`` of each file that is kept, and their contents one after the other."""
    root = os.path.join(scratch, FOLDER)
    sizes: list[tuple[str, int]] = []
    contents: list[bytes] = []
    room = MOST_BYTES
    for folder, _, names in os.walk(root):
        for name in sorted(names):
            if not name.endswith(_SUFFIXES) or len(sizes) >= MOST_FILES:
                continue
            path = os.path.join(folder, name)
            content = plain_content(path, room)
            if content is None:
                continue
            room -= len(content)
            sizes.append((os.path.relpath(path, root), len(content)))
            contents.append(content)
    return sizes, b"".join(contents)


def place(scratch: str, sizes: Sequence[tuple[str, int]], contents: bytes) -> None:
    """Put gathered files back. Runs confined; a path that leads elsewhere is left out all the same."""
    root = os.path.join(scratch, FOLDER)
    for path, content in taken_apart(sizes, contents)[0]:
        target = os.path.normpath(os.path.join(root, path))
        if target.startswith(root + os.sep):
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with open(target, "wb") as file:
                file.write(content)
