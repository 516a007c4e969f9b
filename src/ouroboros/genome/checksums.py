"""Whether what we worked on is still what is there. A stale region is never patched."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ouroboros.errors import StaleSourceError
from ouroboros.genome.discovery import read_text
from ouroboros.genome.syntax import parse, regions_of
from ouroboros.records.source import GenomeRegion, SourceFile


@dataclass(frozen=True, slots=True, kw_only=True)
class GenomeChecksum:
    """SHA-256 (hex) of one file and of each of its regions in the order of the text."""

    path: str
    file: str
    regions: tuple[tuple[str, str], ...]
    """(name, checksum); a name may occur more than once."""

    @classmethod
    def of(cls, file: SourceFile) -> GenomeChecksum:
        """Checksums of ``file``.

        Raises:
            SyntaxError: it cannot be parsed.

        """
        found = regions_of(file, parse(file.text))
        return cls(
            path=file.path,
            file=file.checksum,
            regions=tuple((region.name, region.checksum) for region in found),
        )


def is_stale(region: GenomeRegion, current_text: str) -> bool:
    r"""Whether ``region`` is no longer in ``current_text`` (newlines as ``\\n``) as it was read.

    Changes elsewhere in the file do not make it stale, even when they move it; that its name has become
    ambiguous does. A text that does not parse makes everything stale.
    """
    if current_text == region.file.text:
        return False
    file = region.file
    try:
        now = regions_of(
            SourceFile(path=file.path, module=file.module, text=current_text), parse(current_text)
        )
    except SyntaxError:
        return True
    same_name = [item for item in now if item.qualname == region.qualname]
    return len(same_name) != 1 or same_name[0].checksum != region.checksum


def verify_unchanged(file: SourceFile, project: Path) -> None:
    """Make sure that the file on disk is what was read.

    Raises:
        StaleSourceError: it changed, moved or cannot be read any more.

    """
    path = project / file.path
    try:
        text, encoding, newline = read_text(path)
    except (OSError, SyntaxError, ValueError) as error:
        raise StaleSourceError(
            f"{path} can no longer be read ({error}): run again, nothing was written"
        ) from error
    if (text, encoding, newline) != (file.text, file.encoding, file.newline):
        raise StaleSourceError(f"{path} changed since it was read: run again, nothing was written")
