"""Ctrl-C, ``kill`` and a closed terminal all end an evolution in one way: clean up, then leave."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from types import CodeType, FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_SOON_SECONDS = 0.02
_PATIENCE_SECONDS = 3.0
"""What the clean-up may take before another signal interrupts it too."""
_INDIVISIBLE: frozenset[CodeType] = frozenset(
    {
        subprocess.Popen.__init__.__code__,
        tempfile.mkdtemp.__code__,
        tempfile.mkstemp.__code__,
    }
)
"""An exception here would lose the only handle on a process or folder that exists already."""


@contextlib.contextmanager
def orderly_interruption() -> Iterator[None]:
    """Turn the first of these signals into one ``KeyboardInterrupt``; later ones wait for the clean-up.

    A signal that arrives while a process or a temporary folder is being made counts a moment later, when
    there is a handle on it. Ignored signals (``nohup``) stay ignored. Main thread only.
    """
    interrupted = -_PATIENCE_SECONDS
    waiting = False

    def interrupt(_number: int, frame: FrameType | None) -> None:
        nonlocal interrupted, waiting
        if time.monotonic() - interrupted < _PATIENCE_SECONDS:
            return
        while frame is not None:
            if frame.f_code in _INDIVISIBLE:
                waiting = True
                signal.setitimer(signal.ITIMER_REAL, _SOON_SECONDS)
                return
            frame = frame.f_back
        interrupted = time.monotonic()
        raise KeyboardInterrupt

    before = {number: signal.getsignal(number) for number in (*_SIGNALS, signal.SIGALRM)}
    for number, handler in before.items():
        if handler is not signal.SIG_IGN or number is signal.SIGALRM:
            signal.signal(number, interrupt)
    try:
        yield
    except Exception:
        if waiting:  # a child of the same process group has ended by the signal before we did
            raise KeyboardInterrupt from None
        raise
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0.0)
        for number, handler in before.items():
            signal.signal(number, handler)
