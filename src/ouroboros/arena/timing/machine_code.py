"""What one run of a version leaves compiled for its next run; opaque on this side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from ouroboros.agent.machine_code import MOST_BYTES, MOST_FILES
from ouroboros.agent.wire import FrameError

_LONGEST_PATH = 500

__all__ = ["MOST_BYTES", "MachineCode", "compiles"]


def compiles(texts: Mapping[str, str]) -> bool:
    """Whether a version has anything for Numba to compile."""
    return any("numba" in text for text in texts.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineCode:
    """Files that Numba keeps. They come from the version that they are given back to, and go nowhere else."""

    sizes: tuple[tuple[str, int], ...] = ()
    """Path below the cache folder, and size in bytes, in the order of ``contents``."""
    contents: bytes = field(default=b"", repr=False)

    @classmethod
    def told(cls, listing: object, contents: bytes) -> Self:
        """Check what a confined process says.

        Raises:
            FrameError: the listing is none, or does not match the contents.

        """
        if not isinstance(listing, list) or len(listing) > MOST_FILES:
            raise FrameError("no list of files")
        sizes: list[tuple[str, int]] = []
        for entry in listing:
            if not isinstance(entry, list) or len(entry) != 2:
                raise FrameError("no file")
            path, size = entry
            if not isinstance(path, str) or len(path) > _LONGEST_PATH or type(size) is not int or size < 0:
                raise FrameError("no file")
            sizes.append((path, size))
        if sum(size for _, size in sizes) != len(contents):
            raise FrameError("files of other sizes than told")
        return cls(sizes=tuple(sizes), contents=contents)
