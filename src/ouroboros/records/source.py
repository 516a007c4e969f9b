"""Source as it flows: a file, a region of it, what the region does, an edit to it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from enum import Enum, StrEnum


def checksum(text: str) -> str:
    """SHA-256 of ``text`` as UTF-8, in hex (64 characters)."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """One file of the target as it was read. ``path`` is relative to the project root, POSIX style."""

    path: str
    module: str
    text: str
    encoding: str = "utf-8"
    newline: str = "\n"

    @property
    def checksum(self) -> str:
        """SHA-256 of the text, in hex."""
        return checksum(self.text)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Span:
    """Character offsets ``[start, end)`` into a file's text, and its first and last line (1-based)."""

    start: int
    end: int
    first_line: int
    last_line: int


class RegionKind(StrEnum):
    """What a region is."""

    FUNCTION = "function"
    METHOD = "method"
    CLASS = "class"


class Effect(Enum):
    """What running a region may do besides returning a value."""

    READS_GLOBALS = "reads globals"
    WRITES_GLOBALS = "writes globals"
    MUTATES_ARGUMENTS = "mutates arguments"
    IO = "does I/O"
    RAISES = "raises"
    YIELDS = "yields"
    AWAITS = "awaits"
    NONDETERMINISTIC = "depends on time, randomness or the environment"
    UNKNOWN = "calls code we cannot see"


@dataclass(frozen=True, slots=True, kw_only=True)
class Effects:
    """Effect facts of one region or call. Absent effects are *proven* absent; doubt adds ``UNKNOWN``."""

    found: frozenset[Effect] = frozenset()
    globals_read: frozenset[str] = frozenset()
    globals_written: frozenset[str] = frozenset()
    parameters_mutated: frozenset[str] = frozenset()

    @property
    def pure(self) -> bool:
        """Whether calls depend on the arguments alone and change nothing (it may still raise)."""
        return self.found <= {Effect.RAISES}


@dataclass(frozen=True, slots=True, kw_only=True)
class GenomeRegion:
    """A function, method or class with its exact place. The unit that is mutated, replayed and patched.

    ``span`` covers decorators to last character. ``qualname`` is Python's ``__qualname__``
    (``Class.method``, ``outer.<locals>.inner``).
    """

    file: SourceFile = field(repr=False)
    qualname: str
    kind: RegionKind
    span: Span
    is_async: bool = False
    is_generator: bool = False
    decorators: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """``pkg.mod:Class.method``, the name used in reports and on the command line."""
        return f"{self.file.module}:{self.qualname}"

    @property
    def source(self) -> str:
        """The region's own text."""
        return self.file.text[self.span.start : self.span.end]

    @property
    def checksum(self) -> str:
        """SHA-256 of the region's own text, in hex."""
        return checksum(self.source)

    @property
    def is_nested(self) -> bool:
        """Whether it is defined inside a function."""
        return "<locals>" in self.qualname


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Edit:
    """Replace characters ``[start, end)`` of a file's text by ``text``."""

    start: int
    end: int
    text: str


def apply_edits(text: str, edits: tuple[Edit, ...]) -> str:
    """Return ``text`` with all ``edits`` made.

    Edits may touch but not overlap; several insertions at one offset keep their given order.

    Raises:
        ValueError: two edits overlap or lie outside the text.

    """
    pieces: list[str] = []
    position = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        if edit.start < position or edit.end < edit.start or edit.end > len(text):
            raise ValueError(f"edit {edit.start}..{edit.end} overlaps another or leaves the text")
        pieces += (text[position : edit.start], edit.text)
        position = edit.end
    pieces.append(text[position:])
    return "".join(pieces)
