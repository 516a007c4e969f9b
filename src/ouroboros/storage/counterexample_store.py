"""Calls that told wrong candidates from the original, kept so that every later one has to answer them.

One JSON file for each region, readable by its owner alone: payloads hold values of the user's program. They
are pickles, and are moved as bytes; only a sandbox ever reads them. A file that cannot be read, or is of
another format, counts as empty: the store makes evidence stronger, it is never needed.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from ouroboros.records.hotspot import RecordedCall

_FORMAT = 1
_MOST_CALLS = 32
"""Calls kept for one region; the oldest make room."""
_MOST_BYTES = 64 << 10
"""Largest payload that is kept."""
_MOST_FILE_BYTES = 8 << 20


class CounterexampleStore:
    """The counterexamples of one project, by region name."""

    def __init__(self, folder: Path) -> None:
        """Use ``folder``, which is made when something is kept."""
        self._folder = folder

    def calls(self, region: str) -> tuple[RecordedCall, ...]:
        """What is kept for a region, oldest first, with origin ``corpus``."""
        path = self._path(region)
        try:
            if path.stat().st_size > _MOST_FILE_BYTES:
                return ()
            kept = json.loads(path.read_text(encoding="utf-8"))
            if kept["format"] != _FORMAT or kept["region"] != region:
                return ()
            return tuple(
                RecordedCall(
                    function=str(entry["function"]),
                    payload=base64.b64decode(entry["payload"], validate=True),
                    origin="corpus",
                )
                for entry in kept["calls"][-_MOST_CALLS:]
            )
        except (OSError, ValueError, KeyError, TypeError):
            return ()

    def keep(self, region: str, call: RecordedCall) -> bool:
        """Keep ``call`` for ``region``; whether it was new and small enough.

        Raises:
            OSError: the disk refuses; what was kept before is still there.

        """
        known = self.calls(region)
        same = any((each.function, each.payload) == (call.function, call.payload) for each in known)
        if same or len(call.payload) > _MOST_BYTES:
            return False
        self._write(region, [*known, call][-_MOST_CALLS:])
        return True

    def _write(self, region: str, calls: Iterable[RecordedCall]) -> None:
        entries = [
            {"function": call.function, "payload": base64.b64encode(call.payload).decode("ascii")}
            for call in calls
        ]
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        # mkstemp makes files that nobody else can read; the rename leaves no half-written one behind.
        handle, temporary = tempfile.mkstemp(dir=self._folder, prefix=".", suffix=".tmp")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump({"format": _FORMAT, "region": region, "calls": entries}, file)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(self._path(region))
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise

    def _path(self, region: str) -> Path:
        # Region names hold characters that file names cannot, and may be longer.
        return self._folder / f"{hashlib.sha256(region.encode('utf-8')).hexdigest()[:24]}.json"
