"""Facts on disk by content hash. JSON, readable by the owner only; a damaged entry counts as none."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from ouroboros.genome.discovery import is_source_package
from ouroboros.genome.facts import FACTS_VERSION, FileFacts, facts_from_json, facts_to_json
from ouroboros.records.source import SourceFile, checksum

_MAX_BYTES = 20_000_000


class FactCache:
    """Facts of files under one folder; with ``None`` nothing is kept."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def _path(self, file: SourceFile) -> Path | None:
        if self._folder is None:
            return None
        # Import name and grammar take part: relative imports and what parses depend on them.
        key = checksum(
            f"{FACTS_VERSION}\0{sys.version_info[:2]}\0{file.module}\0{is_source_package(file.path)}\0{file.text}"
        )
        return self._folder / key[:2] / f"{key[2:]}.json"

    def load(self, file: SourceFile) -> FileFacts | None:
        """Facts kept for exactly this text, if any."""
        path = self._path(file)
        if path is None:
            return None
        try:
            if path.stat().st_size > _MAX_BYTES:
                return None
            return facts_from_json(json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, RecursionError):
            return None

    def save(self, file: SourceFile, facts: FileFacts) -> None:
        """Keep ``facts``; a full or read-only disk only costs the next run its time."""
        path = self._path(file)
        if path is None:
            return
        with suppress(OSError):
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
            try:
                with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
                    json.dump(facts_to_json(facts), stream, separators=(",", ":"))
                Path(name).replace(path)
            except OSError:
                Path(name).unlink(missing_ok=True)
                raise
