"""Memory that forks will write to, given to them in few steps instead of one page fault after the other.

After a fork both processes share every page until one of them writes to it. Python writes to an object
whenever it looks at one (it counts references), so a short test run takes a thousand such faults, and they
cost more than the tests. Which pages that are hardly differs from fork to fork: one fork tells, later ones
ask the kernel for all of them (process_madvise) while they wait for their work anyway.

Contents never change by this. Where the kernel cannot, the faults come one by one.
"""

from __future__ import annotations

import array
import contextlib
import ctypes
import os
from collections.abc import Iterable, Sequence

_LIBC = ctypes.CDLL(None, use_errno=True)
_POPULATE_WRITE, _SYS_PROCESS_MADVISE = 23, 440
_MOST_VECTORS, _VECTOR_BYTES = 1024, 2 * ctypes.sizeof(ctypes.c_size_t)
_PAGE = os.sysconf("SC_PAGE_SIZE")

# Bits of /proc/self/pagemap: Documentation/admin-guide/mm/pagemap.rst
_PRESENT, _OWN_ALONE = 1 << 63, 1 << 56
_MOST_RANGES = 2000

Range = tuple[int, int]
"""Address and bytes, whole pages."""


def touched() -> list[Range]:
    """Writable private memory that this process shares with no other: what it wrote to since it was forked.

    Empty where /proc does not tell.
    """
    found: list[Range] = []
    with contextlib.suppress(OSError, ValueError), open("/proc/self/pagemap", "rb", buffering=0) as pagemap:
        for start, end in _writable():
            pages = array.array("Q")
            pagemap.seek(start // _PAGE * pages.itemsize)
            pages.frombytes(pagemap.read((end - start) // _PAGE * pages.itemsize))
            alone = [index for index, page in enumerate(pages) if page & _PRESENT and page & _OWN_ALONE]
            found += [(start + first * _PAGE, count * _PAGE) for first, count in _runs(alone)]
    return found[:_MOST_RANGES]


def _writable() -> list[tuple[int, int]]:
    """Start and end of the private writable mappings."""
    found = []
    with open("/proc/self/maps", encoding="utf-8", errors="replace") as maps:
        for line in maps:
            where, rights = line.split(maxsplit=2)[:2]
            if rights == "rw-p":
                start, _, end = where.partition("-")
                found.append((int(start, 16), int(end, 16)))
    return found


def _runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """First number and length of each run in ascending ``numbers``."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and number == sum(runs[-1]):
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((number, 1))
    return runs


class Ahead:
    """Ranges that later forks take over. Packed: a list of numbers would be more memory that they touch.

    Args:
        ranges: of a fork of this process; what has no place in this process itself is left out, because the
            kernel stops there.

    """

    def __init__(self, ranges: Sequence[Range] = ()) -> None:
        mapped = _writable() if ranges else []
        ranges = [
            (address, size)
            for address, size in ranges
            if any(start <= address and address + size <= end for start, end in mapped)
        ]
        numbers = [number for one in ranges for number in one]
        self._vectors = (ctypes.c_size_t * len(numbers))(*numbers)  # struct iovec: address and length
        self._count = len(ranges)

    def take_over(self) -> None:
        """Give this process pages of its own in all of them; what cannot be done is left to page faults."""
        if not self._count:
            return
        handle = os.pidfd_open(os.getpid())
        try:
            for first in range(0, self._count, _MOST_VECTORS):
                count = min(_MOST_VECTORS, self._count - first)
                place = ctypes.addressof(self._vectors) + first * _VECTOR_BYTES
                # Since Linux 6.13 a process may advise so about itself; before, nothing happens.
                _LIBC.syscall(
                    ctypes.c_long(_SYS_PROCESS_MADVISE), ctypes.c_int(handle), ctypes.c_void_p(place),
                    ctypes.c_size_t(count), ctypes.c_int(_POPULATE_WRITE), ctypes.c_uint(0),
                )  # fmt: skip
        finally:
            os.close(handle)
