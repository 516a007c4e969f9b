"""What the target writes while a call is observed."""

from __future__ import annotations

import io
import os
import sys


class Output:
    """What the target writes to its standard output and error, below Python as well.

    Both are files in memory, made before the process lost the right to make any.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._files = [os.memfd_create(name) for name in ("output", "errors")]
        self._nothing = os.open(os.devnull, os.O_RDWR)
        os.dup2(self._nothing, 0)
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - lives as long as the arm
        self.capture()
        sys.stdout = sys.__stdout__ = _writer(1)  # type: ignore[misc]
        sys.stderr = sys.__stderr__ = _writer(2)  # type: ignore[misc]

    def capture(self) -> None:
        """Keep what is written from now on."""
        for number, file in enumerate(self._files, start=1):
            os.dup2(file, number)

    def discard(self) -> None:
        """Forget what is written from now on."""
        self._flush()
        for number in (1, 2):
            os.dup2(self._nothing, number)

    def take(self) -> str:
        """Everything written since the last time.

        Raises:
            OverflowError: more than is kept.

        """
        self._flush()
        parts: list[str] = []
        for file in self._files:
            size = os.fstat(file).st_size
            content = os.pread(file, self._limit + 1, 0)
            os.ftruncate(file, 0)
            os.lseek(file, 0, os.SEEK_SET)
            if size > self._limit:
                raise OverflowError(f"wrote more than {self._limit} bytes")
            parts.append(content.decode("utf-8", "backslashreplace"))
        return "\0".join(parts) if any(parts) else ""

    def _flush(self) -> None:
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except (OSError, ValueError, AttributeError):
                continue  # the target closed or replaced it


def _writer(number: int) -> io.TextIOWrapper:
    raw = open(number, "wb", closefd=False)  # noqa: SIM115 - lives as long as the arm
    return io.TextIOWrapper(raw, encoding="utf-8", errors="backslashreplace", line_buffering=False)
