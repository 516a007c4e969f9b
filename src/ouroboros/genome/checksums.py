"""What files and regions were when they were read."""

from __future__ import annotations

from dataclasses import dataclass

from ouroboros.genome.syntax import parse, regions_of
from ouroboros.records.source import SourceFile


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
