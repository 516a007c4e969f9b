"""Reports of past runs, one file each, so that a winner's evidence can be looked at again.

A report holds source text of the target: files and folder are readable by their owner alone.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

MOST_REPORTS = 50


class ReportStore:
    """The last reports in one folder, the newest first."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, report: Mapping[str, Any], *, started: float) -> Path:
        """Keep a report and let the oldest go beyond ``MOST_REPORTS``.

        Args:
            report: plain data for JSON.
            started: UTC seconds since the epoch; names the file.

        Raises:
            OSError: the disk refuses; nothing is half-written.

        """
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self._folder / f"{int(started * 1000):015d}-{os.getpid()}.json"
        unfinished = path.with_suffix(".new")
        handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(report, file)
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
        for old in self._paths()[MOST_REPORTS:]:
            with contextlib.suppress(OSError):
                old.unlink()
        return path

    def __iter__(self) -> Iterator[Mapping[str, Any]]:
        """Every report that can be read, the newest first."""
        for path in self._paths():
            try:
                report = json.loads(path.read_text(encoding="utf-8"))
            except (OSError, ValueError):
                continue  # of another version, or damaged: it is a memory, nothing depends on it
            if isinstance(report, dict) and isinstance(report.get("functions"), list):
                yield report

    def _paths(self) -> list[Path]:
        try:
            return sorted(self._folder.glob("*.json"), reverse=True)
        except OSError:
            return []
