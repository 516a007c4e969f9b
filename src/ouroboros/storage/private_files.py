"""Files that hold values of the user's program: made, and read, only where nobody else has a hand in them."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

UNFINISHED = ".tmp"
"""Ending of files that are being written."""
_WRITABLE_BY_OTHERS = stat.S_IWGRP | stat.S_IWOTH
_OPEN_TO_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def distrusted_folder(folder: Path) -> str:
    """Why what lies in ``folder`` may have been put there by somebody else, or "".

    Raises:
        OSError: there is no such folder, or it cannot be looked at.

    """
    status = folder.lstat()
    if not stat.S_ISDIR(status.st_mode):
        return "it is no folder of its own"
    if status.st_uid != os.geteuid():
        return "it belongs to another user"
    return "others may write to it" if status.st_mode & _WRITABLE_BY_OTHERS else ""


def read_private(path: Path, largest: int) -> bytes:
    """Content of a plain file that is this user's alone.

    Args:
        path: no link is followed at its end.
        largest: bytes; a longer file is refused.

    Raises:
        OSError: it is not there or cannot be read.
        ValueError: it is a link, device or pipe, another user's, open to others, or too large; the reason.

    """
    try:
        # Non-blocking, or a pipe that somebody put there would be waited for.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        if path.is_symlink():
            raise ValueError("it is a link") from error
        raise
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise ValueError("it is no plain file")
        if status.st_uid != os.geteuid():
            raise ValueError("it belongs to another user")
        if status.st_mode & _OPEN_TO_OTHERS:
            raise ValueError("others may read or write it")
        if status.st_size > largest:
            raise ValueError(f"it has {status.st_size:,} bytes, more than {largest:,}")
        return file.read(largest)


def write_private(path: Path, content: bytes) -> None:
    """Write a file that its owner alone can read, whole or not at all; on disk when this returns.

    Its folder is made when it is not there.

    Raises:
        OSError: the disk refuses; what was at ``path`` before is still there.

    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # mkstemp makes files that nobody else can read; the rename leaves no half-written one behind.
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=UNFINISHED)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
