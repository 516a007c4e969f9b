"""The file that a recorded process leaves behind, one per process.

A file is a sequence of entries, each ``>4sII`` (mark, length of the head, length of the payload), the head
as JSON, the payload as it is. Every entry is one unbuffered write, so what was written survives ``os._exit``
and SIGKILL; a torn last entry costs only itself. Files are readable by their owner alone. Readers never
unpickle a payload.
"""

from __future__ import annotations

import contextlib
import json
import os
import struct
import time
from collections.abc import Iterator
from typing import Any

MARK = b"ORC1"
SUFFIX = ".calls"
_HEADER = struct.Struct(">4sII")


class CallLog:
    """Appends entries for this process; never raises. ``limit_bytes`` bounds the whole folder."""

    def __init__(self, folder: str, limit_bytes: int) -> None:
        self._folder = folder
        self._limit = limit_bytes
        self._left: int | None = None
        self._descriptor = -1

    def forget(self) -> None:
        """Start a file of its own, for a forked child."""
        if self._descriptor >= 0:
            with contextlib.suppress(OSError):
                os.close(self._descriptor)
        self._descriptor = -1
        self._left = None

    def write(self, head: dict[str, Any], payload: bytes = b"") -> bool:
        """Append one entry; whether it was written whole."""
        try:
            text = json.dumps(head).encode()
            entry = _HEADER.pack(MARK, len(text), len(payload)) + text + payload
            if self._descriptor < 0:
                self._open()
            assert self._left is not None
            # Summaries are small and always welcome; calls stop at the limit.
            if payload and len(entry) > self._left:
                return False
            self._left -= len(entry)
            try:
                return os.write(self._descriptor, entry) == len(entry)
            except OSError:
                self._open()  # the program closed all its descriptors, as daemons do
                return os.write(self._descriptor, entry) == len(entry)
        except Exception:
            return False

    def _open(self) -> None:
        used = 0
        with os.scandir(self._folder) as entries:
            for entry in entries:
                used += entry.stat().st_size
        self._left = self._limit - used
        name = f"{os.getpid()}-{time.monotonic_ns()}{SUFFIX}"
        flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC
        self._descriptor = os.open(os.path.join(self._folder, name), flags, 0o600)  # noqa: PTH118


def read_entries(data: bytes) -> Iterator[tuple[dict[str, Any], bytes]]:
    """Head and payload of every whole entry of a file's content; stops at the first torn or foreign one."""
    position = 0
    while position + _HEADER.size <= len(data):
        mark, head_length, payload_length = _HEADER.unpack_from(data, position)
        start = position + _HEADER.size
        end = start + head_length + payload_length
        if mark != MARK or end > len(data):
            return
        try:
            head = json.loads(data[start : start + head_length])
        except ValueError:
            return
        if not isinstance(head, dict):
            return
        yield head, data[start + head_length : end]
        position = end
