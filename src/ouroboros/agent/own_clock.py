"""How long a call takes by itself: without the recording inside it, without waiting for a busy machine."""

from __future__ import annotations

import os
import threading
import time

_NOTICEABLE_SECONDS = 0.001
"""Waiting that is less than this is not looked for again: it changes no decision."""

here = threading.local()
"""What the recorder knows about this thread."""


def now() -> float:
    """Seconds on a clock that stands still while this thread is recording.

    What encloses a hot function would otherwise seem as slow as all the recording within it.
    """
    spent: float = getattr(here, "spent", 0.0)
    return time.perf_counter() - spent


def leave(started: float) -> float:
    """Seconds since ``started``, which the clock above then leaves out."""
    seconds = time.perf_counter() - started
    here.spent = getattr(here, "spent", 0.0) + seconds
    return seconds


class Stopwatch:
    """Runs from its making: seconds on :func:`now`, less those in which others had the processor.

    Waiting for anything else (a file, a lock, another process) counts. Where the system does not tell for how
    long a thread was ready and did not run, that counts too.
    """

    __slots__ = ("_started", "_waited")

    def __init__(self) -> None:
        self._waited = _read_waited()
        self._started = now()

    def seconds(self) -> float:
        """So far."""
        passed = now() - self._started
        if passed < _NOTICEABLE_SECONDS:
            return passed
        return max(0.0, passed - max(0.0, _read_waited() - self._waited))


def _read_waited() -> float:
    started = time.perf_counter()
    try:
        return waited()
    finally:
        leave(started)


def waited() -> float:
    """Seconds for which this thread could have run so far and others did; 0 where nobody tells."""
    try:
        file = os.open("/proc/thread-self/schedstat", os.O_RDONLY | os.O_CLOEXEC)
        try:
            return int(os.read(file, 200).split()[1]) / 1e9
        finally:
            os.close(file)
    except (OSError, ValueError, IndexError):
        return 0.0
