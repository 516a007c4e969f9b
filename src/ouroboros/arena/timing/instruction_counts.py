"""How many instructions a process executes, by the processor's own counter, where the machine has one.

A second opinion beside time: a count hardly changes with the load of the machine, but knows nothing of
waiting for memory. Virtual machines seldom have the counter. Source: perf_event_open(2).
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import struct
from dataclasses import dataclass
from functools import cache

_SYSCALLS = {"x86_64": 298, "aarch64": 241}
# struct perf_event_attr in its first size: type, size, config, sample_period, sample_type, read_format,
# flags, wakeup_events, bp_type, config1: include/uapi/linux/perf_event.h
_ATTRIBUTES = struct.Struct("=IIQQQQQIIQ")
_READ_FORMAT = 1 | 2
"""Nanoseconds that the counter was wanted, and that it ran."""
_WITH_THREADS, _USER_SIDE_ONLY = 1 << 1, 1 << 5 | 1 << 6
_COUNTS = struct.Struct("=QQQ")
_CLOSED_AT_EXEC = 1 << 3


@dataclass(frozen=True, slots=True)
class Event:
    """What is counted: a type and a number of the kernel's."""

    kind: int
    config: int


INSTRUCTIONS = Event(0, 1)
TASK_CLOCK = Event(1, 1)
"""Nanoseconds of processor time, which every kernel can count."""


class EventCounter:
    """Counts one event in one process and its threads, from outside, from now on. Close it."""

    def __init__(self, pid: int, event: Event = INSTRUCTIONS) -> None:
        """Begin to count.

        Args:
            pid: of a process that the caller may trace.
            event: what to count.

        Raises:
            OSError: the machine does not count this, or not for us.

        """
        number = _SYSCALLS.get(platform.machine())
        if number is None:
            raise OSError(f"no number of perf_event_open is known for {platform.machine()}")
        flags = _WITH_THREADS | (_USER_SIDE_ONLY if event == INSTRUCTIONS else 0)
        packed = _ATTRIBUTES.pack(
            event.kind, _ATTRIBUTES.size, event.config, 0, 0, _READ_FORMAT, flags, 0, 0, 0
        )
        library = ctypes.CDLL(None, use_errno=True)
        self._descriptor = library.syscall(number, packed, pid, -1, -1, ctypes.c_ulong(_CLOSED_AT_EXEC))
        if self._descriptor < 0:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))

    def read(self) -> int | None:
        """Events so far; ``None`` when the counter had to be shared and counted only a part."""
        count, wanted, ran = _COUNTS.unpack(os.read(self._descriptor, _COUNTS.size))
        return int(count) if wanted == ran else None

    def close(self) -> None:
        """Stop. Calling it again does nothing."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


@cache
def counted() -> bool:
    """Whether this machine counts instructions for us."""
    with contextlib.suppress(OSError):
        counter = EventCounter(os.getpid())
        counter.close()
        return True
    return False


def counter_of(pid: int) -> EventCounter | None:
    """A counter of instructions of process ``pid``, where there can be one."""
    if counted():
        with contextlib.suppress(OSError):
            return EventCounter(pid)
    return None


def between(before: int | None, after: int | None) -> int | None:
    """What was counted between two readings; ``None`` where one is missing."""
    return None if before is None or after is None else after - before
