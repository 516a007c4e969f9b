"""A private copy of the user's project. Everything runs here; the user's own files are only read."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ouroboros.errors import UsageError

_MARKERS = ("evolution_config.toml", "pyproject.toml", "setup.py", "setup.cfg", ".git")
_LEFT_OUT = frozenset(
    {
        ".git",
        ".hg",
        ".svn",
        "node_modules",
        "__pycache__",
        ".mypy_cache",
        ".ruff_cache",
        ".pytest_cache",
        ".tox",
        ".nox",
    }
)
_PREFIX, _LOCK = "ouroboros-", "lock"
_YOUNG_SECONDS = 60.0
_MAX_FILES = 60_000
_MAX_BYTES = 4 * 2**30


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """Where the project is, where its copy is, and from where commands run (relative to either)."""

    project: Path
    copy: Path
    working_directory: str


def find_project(root: Path, current: Path) -> tuple[Path, str]:
    """The project that ``root`` belongs to, and the working directory for its commands, relative to it.

    The project is the nearest folder at or above ``root`` that holds a project file or repository; without
    any, the current folder if ``root`` lies below it, else ``root``. Commands run from the current folder
    where that is inside the project, else from the project.

    Raises:
        UsageError: ``root`` does not exist.

    """
    root, current = root.resolve(), current.resolve()
    if not root.exists():
        raise UsageError(f"{root}: no such file or folder; give the folder of the source to evolve")
    if root.is_file() and not _is_python(root):
        raise UsageError(f"{root}: not a Python file; give a .py file or the folder of the source to evolve")
    folder = root if root.is_dir() else root.parent
    home = Path.home().resolve()
    project = folder
    for above in (folder, *folder.parents):
        if above in {home, Path(above.anchor)}:
            if current not in {home, Path(above.anchor)} and folder.is_relative_to(current):
                project = current
            break
        if any((above / marker).exists() for marker in _MARKERS):
            project = above
            break
    working = current if current.is_relative_to(project) else project
    return project, os.path.relpath(working, project)


def _is_python(file: Path) -> bool:
    """Whether a file says by its name or first line that it is Python."""
    if file.suffix in {".py", ".pyw"}:
        return True
    with file.open("rb") as stream:
        first = stream.readline(200)
    return first.startswith(b"#!") and b"python" in first


@contextmanager
def opened(project: Path, working_directory: str) -> Iterator[Workspace]:
    """Copy ``project`` to a private temporary folder; removed at the end.

    Version control data, virtual environments and caches stay behind; sockets and devices are skipped; links
    are kept as links. Everything temporary of this evolution lies in that one folder, so that the next run
    can clean up after one that was killed.

    Raises:
        UsageError: the project is too large to be one.

    """
    _remove_abandoned(Path(tempfile.gettempdir()))
    scratch = Path(tempfile.mkdtemp(prefix=_PREFIX))
    before = tempfile.tempdir
    try:
        with (scratch / _LOCK).open("wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            tempfile.tempdir = str(scratch)
            copy = scratch / "project"
            _copy(project, copy)
            yield Workspace(project=project, copy=copy, working_directory=working_directory)
    finally:
        tempfile.tempdir = before
        _remove(scratch)


def _remove_abandoned(temporary: Path) -> None:
    """Remove folders of runs that were killed: their lock is free. They may hold recorded calls."""
    for lock in temporary.glob(f"{_PREFIX}*/{_LOCK}"):
        with contextlib.suppress(OSError), lock.open("rb") as file:
            status = os.fstat(file.fileno())
            # A run that has only just begun may not hold its lock yet.
            if status.st_uid != os.getuid() or time.time() - status.st_mtime < _YOUNG_SECONDS:
                continue
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _remove(lock.parent)


def _copy(project: Path, copy: Path) -> None:
    files = size = 0

    def leave_out(folder: str, names: list[str]) -> set[str]:
        nonlocal files, size
        out: set[str] = set()
        for name in names:
            path = os.path.join(folder, name)  # noqa: PTH118 - called once per file of the project
            status = os.lstat(path)
            if stat.S_ISDIR(status.st_mode):
                if name in _LEFT_OUT or os.path.exists(os.path.join(path, "pyvenv.cfg")):  # noqa: PTH110, PTH118
                    out.add(name)
                continue
            if not (stat.S_ISREG(status.st_mode) or stat.S_ISLNK(status.st_mode)):
                out.add(name)
                continue
            files += 1
            size += status.st_size
        if files > _MAX_FILES or size > _MAX_BYTES:
            raise UsageError(
                f"{project}: more than {_MAX_FILES} files or {_MAX_BYTES // 2**30} GiB; "
                "put a pyproject.toml or evolution_config.toml into the folder of the program itself"
            )
        return out

    try:
        shutil.copytree(project, copy, symlinks=True, ignore=leave_out)
    except shutil.Error as error:
        raise UsageError(f"{project}: cannot be read completely: {str(error)[:300]}") from error


def _remove(folder: Path) -> None:
    """Remove ``folder`` even where a command left unwritable folders behind."""

    def unlock(function: object, path: str, _error: object) -> None:
        parent = Path(path).parent
        try:
            parent.chmod(0o700)
            Path(path).chmod(0o700)
            if callable(function):
                function(path)
        except OSError:
            pass  # a temporary folder that stays behind harms nobody

    shutil.rmtree(folder, onerror=unlock)
