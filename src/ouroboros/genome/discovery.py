"""Finding and reading the Python files of a tree: what is source, how it is decoded and called."""

from __future__ import annotations

import io
import os
import tokenize
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from ouroboros.errors import UsageError
from ouroboros.records.source import SourceFile

MAX_BYTES = 4_000_000
"""Larger files are generated data; parsing one costs gigabytes of memory."""

_NEVER = frozenset(
    {
        "node_modules",
        "__pycache__",
        "site-packages",
        "dist-packages",
        "venv",
        "env",
        "virtualenv",
        "__pypackages__",
    }
)
_BUILD = frozenset({"build", "dist", "_build", "htmlcov", "target"})


def source_paths(root: Path) -> Iterator[Path]:
    """Python files under ``root`` (or ``root`` itself when it is a file), sorted within each folder.

    Hidden folders, virtual environments, caches, installed packages and build output are left out.
    Links to folders are not followed: they may form a circle.
    """
    if root.is_file():
        yield root
        return
    for folder, folders, names in os.walk(root):
        place = Path(folder)
        folders[:] = sorted(name for name in folders if _is_source_folder(place / name))
        for name in sorted(names):
            if name.endswith((".py", ".pyw")) and not name.startswith("."):
                yield place / name


def _is_source_folder(path: Path) -> bool:
    name = path.name
    if name.startswith(".") or name.endswith((".egg-info", ".dist-info")) or path.is_symlink():
        return False
    if (path / "pyvenv.cfg").exists():
        return False
    if name in _NEVER | _BUILD:
        # A package may well be called "build" or "target"; output folders hold no __init__.py.
        return name not in {"__pycache__", "node_modules"} and (path / "__init__.py").exists()
    return True


def read_text(path: Path) -> tuple[str, str, str]:
    r"""``(text, encoding, newline)`` of a source file; every line end of ``text`` is ``\\n``.

    ``newline`` is what the file uses, or ``"mixed"``. ``encoding`` is as declared (``utf-8-sig`` with a
    mark).

    Raises:
        OSError: the file cannot be read.
        SyntaxError: its declared encoding is unknown.
        UnicodeDecodeError: it is not in its declared encoding.
        ValueError: it is too large.

    """
    if path.stat().st_size > MAX_BYTES:
        raise ValueError(f"larger than {MAX_BYTES} bytes")
    raw = path.read_bytes()
    encoding, _ = tokenize.detect_encoding(io.BytesIO(raw).readline)
    text = raw.decode(encoding)
    if "\r" not in text:
        return text, encoding, "\n"
    pairs = text.count("\r\n")
    lone_returns, lone_feeds = text.count("\r") - pairs, text.count("\n") - pairs
    kinds = [end for end, count in (("\r\n", pairs), ("\r", lone_returns), ("\n", lone_feeds)) if count]
    newline = kinds[0] if len(kinds) == 1 else "mixed"
    return text.replace("\r\n", "\n").replace("\r", "\n"), encoding, newline


def module_name(path: Path) -> str:
    """Import name of a file: its package chain of ``__init__.py`` folders; a plain script is its stem."""
    folder = path.parent
    parts = [] if path.name == "__init__.py" else [path.stem]
    while (folder / "__init__.py").is_file() and folder.name:
        parts.insert(0, folder.name)
        folder = folder.parent
    return ".".join(parts)


def module_names(paths: Mapping[str, Path]) -> dict[str, str]:
    """Unique import name of each ``{path: file}``: where two clash, both get their folders in front."""
    names = {relative: module_name(path) for relative, path in paths.items()}
    seen = Counter(names.values())
    return {relative: name if seen[name] == 1 else _dotted(relative) for relative, name in names.items()}


def _dotted(relative: str) -> str:
    stem = relative.rsplit(".", 1)[0]
    return stem.removesuffix("/__init__").removeprefix("src/").replace("/", ".")


def relative_path(path: Path, project: Path) -> str:
    """``path`` relative to ``project``, with forward slashes.

    Raises:
        UsageError: the file lies outside the project.

    """
    try:
        return path.relative_to(project).as_posix()
    except ValueError:
        raise UsageError(f"{path} lies outside the project {project}: give a root inside it") from None


def read_file(path: Path, relative: str, module: str) -> tuple[SourceFile | None, str]:
    """The file, and why it cannot be used as it is (empty when it can)."""
    try:
        if path.is_symlink():
            return None, "a symbolic link: its target is read where it lies"
        text, encoding, newline = read_text(path)
    except UnicodeDecodeError as error:
        return None, f"not in its declared encoding {error.encoding}: {error.reason} at byte {error.start}"
    except (SyntaxError, ValueError) as error:
        return None, str(error)
    except OSError as error:
        return None, error.strerror or str(error)
    reason = ""
    if newline == "mixed":
        reason, newline = "mixed line ends: it is read for facts and never changed", "\n"
    return SourceFile(path=relative, module=module, text=text, encoding=encoding, newline=newline), reason


def is_source_package(relative: str) -> bool:
    """Whether the path is a package's ``__init__.py``."""
    return relative.rpartition("/")[2] == "__init__.py"
