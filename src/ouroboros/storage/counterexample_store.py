"""Calls that told wrong candidates from the original, kept so that every later one has to answer them.

One JSON file for each region, readable by its owner alone: payloads hold values of the user's program. They
are pickles, and are moved as bytes; only a sandbox ever reads them. A file that cannot be read, or is of
another format, counts as empty: the store makes evidence stronger, it is never needed.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from ouroboros.records.hotspot import RecordedCall
from ouroboros.storage.private_files import read_private, write_private

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
            kept = json.loads(read_private(path, _MOST_FILE_BYTES))
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
        content = json.dumps({"format": _FORMAT, "region": region, "calls": entries})
        write_private(self._path(region), content.encode("utf-8"))

    def _path(self, region: str) -> Path:
        # Region names hold characters that file names cannot, and may be longer.
        return self._folder / f"{hashlib.sha256(region.encode('utf-8')).hexdigest()[:24]}.json"
