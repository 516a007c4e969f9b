"""What a session found out, kept so that an interrupted run resumes where it stopped.

One append-only file of JSON lines for each project; a line is written as soon as a candidate is judged, so
Ctrl-C or a power cut loses at most the candidate at work. Lines that cannot be read are skipped: the store
saves time, it is never evidence.
"""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_FORMAT = 1


class SessionStore:
    """Results by candidate identity, valid for one ``context`` (commands, settings, versions)."""

    def __init__(self, path: Path, context: str) -> None:
        """Open the store at ``path``; what cannot be read, and results of other contexts, are ignored."""
        self._path = path
        self._context = context
        self._known: dict[str, Mapping[str, Any]] = {}
        try:
            lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            lines = []
        for line in lines:
            try:
                entry = json.loads(line)
                if entry["format"] == _FORMAT and entry["context"] == context:
                    self._known[str(entry["candidate"])] = dict(entry["result"])
            except (ValueError, KeyError, TypeError):
                continue

    def __len__(self) -> int:
        return len(self._known)

    @property
    def identities(self) -> tuple[str, ...]:
        """Candidates with a result, in the order in which they were first put."""
        return tuple(self._known)

    def get(self, candidate: str) -> Mapping[str, Any] | None:
        """The stored result of a candidate, or ``None``."""
        return self._known.get(candidate)

    def put(self, candidate: str, result: Mapping[str, Any]) -> None:
        """Append a result; on disk when this returns.

        Raises:
            OSError: the disk refuses; the file then holds complete lines up to the last success.

        """
        line = json.dumps(
            {"format": _FORMAT, "context": self._context, "candidate": candidate, "result": result}
        )
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            # A leading line feed ends whatever a torn write may have left behind.
            content = f"\n{line}\n".encode()
            if os.write(handle, content) < len(content):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self._path))
            os.fsync(handle)
        finally:
            os.close(handle)
        self._known[candidate] = result
