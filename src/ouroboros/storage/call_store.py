"""Recorded calls of earlier runs, so that a function is judged by every workload that it was seen under.

One file for each function and run, never appended to: runs at the same time cannot spoil each other's. Its
name says which function, when it was recorded and when it expires; its first line is a head as JSON, each
further line one call. Payloads are pickles of the user's values: they are moved as bytes, only a sandbox
ever reads them, and folders and files are their owner's alone. What is damaged, of another format or could
have been put there by somebody else is left out and told: kept calls make evidence stronger, they are never
needed.
"""

from __future__ import annotations

import contextlib
import random
import time
import uuid
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ouroboros.records.hotspot import RecordedCall
from ouroboros.records.source import checksum
from ouroboros.storage.call_file import KeptCalls, decoded, encoded, head_of
from ouroboros.storage.private_files import UNFINISHED, distrusted_folder, read_private, write_private

_SUFFIX = ".calls"
_DAY_SECONDS = 86_400.0
_MOST_CALLS = 100
"""Calls kept of one function in one run."""
_MOST_RUN_BYTES = 2 << 20
"""Size of one file."""
_MOST_FUNCTION_BYTES = 8 << 20
"""Size of all files of one function; the oldest make room."""
_RUNS = 3
"""Runs of one command that are kept: arguments that are drawn anew each time must not push out others'."""
_LARGEST_FILE = 2 * _MOST_RUN_BYTES
_NAME_PARTS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFile:
    """One file of the store as it is listed."""

    path: Path
    project: str
    function: str
    calls: int
    size: int
    """Bytes on disk."""
    recorded: float
    """UTC seconds since the epoch."""
    expires: float


class CallStore:
    """The kept calls of one project, by function."""

    def __init__(
        self,
        folder: Path,
        project: str,
        *,
        days: float,
        most_bytes: int,
        now: Callable[[], float] = time.time,
        note: Callable[[str], None] = lambda _text: None,
    ) -> None:
        """Use ``folder``, which holds the calls of all projects and is made when something is kept.

        Args:
            folder: below the state directory.
            project: absolute path of the project.
            days: how long calls are kept; 0: not at all.
            most_bytes: size of all files of this project.
            now: UTC seconds since the epoch.
            note: told in words what is left out and why.

        """
        self._root = folder
        self._folder = folder / checksum(project)[:16]
        self._project = project
        self._days = days
        self._most_bytes = most_bytes
        self._now = now
        self._note = note

    def of(self, function: str, source: str) -> tuple[KeptCalls, ...]:
        """What earlier runs recorded of a function with this text, the newest run first. Never raises."""
        if not self._days:
            return ()
        found = [kept for path in self._paths(function) if (kept := self._read(path)) is not None]
        return tuple(kept for kept in found if (kept.function, kept.source) == (function, source))

    def keep(self, told: KeptCalls) -> int:
        """Keep what this run recorded of a function; returns how many calls were new.

        What is kept of another text of the function, or was redacted otherwise, is forgotten.

        Raises:
            OSError: the disk refuses; what was kept before is still there.

        """
        if not self._days:
            return 0
        known: set[bytes] = set()
        same_command: list[Path] = []
        for path in self._paths(told.function):
            kept = self._read(path)
            if kept is None or kept.function != told.function:
                continue
            if (kept.source, kept.redacted_by) != (told.source, told.redacted_by):
                path.unlink(missing_ok=True)
                continue
            if (kept.import_name, kept.main_file) == (told.import_name, told.main_file):
                known.update(call.payload for call in kept.calls)
            if kept.command == told.command:
                same_command.append(path)
        fresh = tuple(call for call in _spread(told.calls) if call.payload not in known)
        if fresh:
            for path in same_command[_RUNS - 1 :]:
                path.unlink(missing_ok=True)
            self._root.mkdir(parents=True, exist_ok=True, mode=0o700)
            content = encoded(self._project, replace(told, calls=fresh))
            write_private(self._new_path(told.function), content)
            _shrink(self._paths(told.function), min(_MOST_FUNCTION_BYTES, self._most_bytes))
        return len(fresh)

    def drop(self, function: str, payloads: Collection[bytes]) -> None:
        """Forget calls of a function by their arguments.

        Raises:
            OSError: the disk refuses; what is not dropped is still there whole.

        """
        for path in self._paths(function) if payloads else ():
            kept = self._read(path)
            if kept is None or not any(call.payload in payloads for call in kept.calls):
                continue
            left = tuple(call for call in kept.calls if call.payload not in payloads)
            if left:
                write_private(path, encoded(self._project, replace(kept, calls=left)))
            else:
                path.unlink(missing_ok=True)

    def trim(self, *, redacted_by: str) -> None:
        """Delete what is too old, of every project; of this one what was redacted otherwise or is too much.

        Args:
            redacted_by: the function that takes private values out in this run, or "".

        Raises:
            OSError: the disk refuses.

        """
        now = self._now()
        delete_expired(self._root, now)
        own = sorted(self._files(), key=_recorded, reverse=True)
        for path in own:
            over = _recorded(path) + self._days * _DAY_SECONDS <= now
            if over or ((kept := self._read(path)) is not None and kept.redacted_by != redacted_by):
                path.unlink(missing_ok=True)
        _shrink(own, self._most_bytes)

    def _files(self) -> list[Path]:
        """All files of this project, where nobody else can have put them."""
        for folder in (self._root, self._folder):
            try:
                why = distrusted_folder(folder)
            except FileNotFoundError:
                return []
            except OSError as error:
                why = error.strerror or "it cannot be read"
            if why:
                self._note(f"{folder}: {why}; calls of earlier runs are left out")
                return []
        return [path for path in self._folder.glob(f"*{_SUFFIX}") if _recorded(path)]

    def _paths(self, function: str) -> list[Path]:
        """Files of a function that have not expired, the newest first."""
        now, prefix = self._now(), _prefix(function)
        return sorted(
            (
                path
                for path in self._files()
                if path.name.startswith(prefix)
                and _expires(path) > now
                and _recorded(path) + self._days * _DAY_SECONDS > now
            ),
            key=_recorded,
            reverse=True,
        )

    def _read(self, path: Path) -> KeptCalls | None:
        """What a file holds; ``None``, and a note, when that is nothing to go by."""
        try:
            return decoded(read_private(path, _LARGEST_FILE))
        except FileNotFoundError:
            return None  # another run has just removed it
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
            why = error.args[0] if type(error) is ValueError else "damaged, or of another version"
            self._note(f"{path}: {why}; these calls of an earlier run are left out")
            return None

    def _new_path(self, function: str) -> Path:
        recorded = self._now()
        expires = recorded + self._days * _DAY_SECONDS
        name = f"{_prefix(function)}{int(recorded * 1000):015d}-{int(expires):012d}-{uuid.uuid4().hex[:8]}"
        return self._folder / (name + _SUFFIX)


def kept_files(folder: Path) -> tuple[KeptFile, ...]:
    """Every file of the store that can be read, of all projects, by project, function and age.

    Args:
        folder: the store's.

    """
    found = []
    for path in _all_paths(folder):
        try:
            content = read_private(path, _LARGEST_FILE)
            head = head_of(content)
            found.append(
                KeptFile(
                    path=path,
                    project=str(head["project"]),
                    function=str(head["function"]),
                    calls=int(head["calls"]),
                    size=len(content),
                    recorded=_recorded(path),
                    expires=_expires(path),
                )
            )
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            continue
    return tuple(sorted(found, key=lambda each: (each.project, each.function, each.recorded)))


def unreadable_files(folder: Path) -> tuple[Path, ...]:
    """Files of the store that are damaged, of another format, or not to be trusted."""
    readable = {each.path for each in kept_files(folder)}
    return tuple(path for path in _all_paths(folder) if path not in readable)


def delete_expired(folder: Path, now: float) -> None:
    """Delete the files of all projects whose time is over, and what a killed run left half-written.

    Args:
        folder: the store's.
        now: UTC seconds since the epoch.

    Raises:
        OSError: the disk refuses.

    """
    for path in _all_paths(folder):
        if 0 < _expires(path) <= now:
            path.unlink(missing_ok=True)
    for path in _all_paths(folder, UNFINISHED):
        with contextlib.suppress(FileNotFoundError):
            if path.lstat().st_mtime + _DAY_SECONDS < now:
                path.unlink()


def forget_files(files: Iterable[KeptFile]) -> None:
    """Delete these files.

    Raises:
        OSError: the disk refuses.

    """
    for each in files:
        each.path.unlink(missing_ok=True)


def forget_everything(folder: Path) -> None:
    """Delete all kept calls of all projects, what cannot be read included.

    Raises:
        OSError: the disk refuses.

    """
    for suffix in (_SUFFIX, UNFINISHED):
        for path in _all_paths(folder, suffix):
            path.unlink(missing_ok=True)


def _all_paths(folder: Path, suffix: str = _SUFFIX) -> list[Path]:
    projects = [] if folder.is_symlink() else list(folder.glob("*"))
    return [
        path
        for project in projects
        if project.is_dir() and not project.is_symlink()
        for path in sorted(project.glob(f"*{suffix}"))
    ]


def _shrink(newest_first: Iterable[Path], most_bytes: int) -> None:
    """Delete the oldest files of those given, until the rest is small enough."""
    room = most_bytes
    for path in newest_first:
        with contextlib.suppress(FileNotFoundError):
            room -= path.lstat().st_size
            if room < 0:
                path.unlink()


def _spread(calls: Sequence[RecordedCall]) -> Iterator[RecordedCall]:
    """Some of the calls, spread over the run, that fit into a file; each set of arguments once."""
    room, left, seen = _MOST_RUN_BYTES, _MOST_CALLS, set()
    # The same calls every time, so that a run that repeats itself adds nothing.
    for call in random.Random(0).sample(calls, len(calls)):
        size = 2 * len(call.payload)  # in base 64, with what stands around it
        if left and size <= room and call.payload not in seen:
            seen.add(call.payload)
            room, left = room - size, left - 1
            yield call


def _prefix(function: str) -> str:
    # Region names hold characters that file names cannot, and may be longer.
    return f"{checksum(function)[:24]}-"


def _recorded(path: Path) -> float:
    """When the calls of a file were recorded, by its name; 0 when it is no name of ours."""
    return _time_in(path, 1) / 1000


def _expires(path: Path) -> float:
    return _time_in(path, 2)


def _time_in(path: Path, place: int) -> float:
    parts = path.name.removesuffix(_SUFFIX).split("-")
    return float(parts[place]) if len(parts) == _NAME_PARTS and parts[place].isdecimal() else 0.0
