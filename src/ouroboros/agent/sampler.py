"""A sampler inside the process, for machines on which none may look in from outside.

Every ``1/rate`` CPU seconds the kernel sends SIGPROF and the main thread notes its stack. Threads other than
the main one are not seen. A program that sets its own SIGPROF handler ends the sampling.
"""

from __future__ import annotations

import atexit
import os
import signal
import time
from collections import Counter
from types import FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ouroboros.agent.import_hook import Plan

SUFFIX = ".stacks"
_DEEPEST = 200


class Sampler:
    """Counts stacks of the main thread."""

    def __init__(self, folder: str, rate_hz: float) -> None:
        self._folder = folder
        self._interval = 1.0 / rate_hz
        self._stacks: Counter[tuple[tuple[str, str, int], ...]] = Counter()

    def start(self) -> None:
        """Begin, in this process and in its forked children."""
        signal.signal(signal.SIGPROF, self._note)
        signal.setitimer(signal.ITIMER_PROF, self._interval, self._interval)

    def _note(self, _signal: int, frame: FrameType | None) -> None:
        stack: list[tuple[str, str, int]] = []
        while frame is not None and len(stack) < _DEEPEST:
            code = frame.f_code
            stack.append((code.co_name, code.co_filename, frame.f_lineno or code.co_firstlineno))
            frame = frame.f_back
        self._stacks[tuple(reversed(stack))] += 1

    def forked(self) -> None:
        """Start anew in a child: timers are not inherited."""
        self._stacks.clear()
        signal.setitimer(signal.ITIMER_PROF, self._interval, self._interval)

    def finish(self) -> None:
        """Write the stacks in py-spy's raw format. Never raises."""
        try:
            signal.setitimer(signal.ITIMER_PROF, 0)
            stacks, self._stacks = self._stacks, Counter()
            if not stacks:
                return
            lines = (
                ";".join(f"{name} ({file}:{line})" for name, file, line in stack) + f" {count}\n"
                for stack, count in stacks.items()
            )
            name = f"{os.getpid()}-{time.monotonic_ns()}{SUFFIX}"
            flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC
            descriptor = os.open(os.path.join(self._folder, name), flags, 0o600)  # noqa: PTH118
            with os.fdopen(descriptor, "w", encoding="utf-8", errors="surrogateescape") as file:
                file.writelines(lines)
        except Exception:
            return


def start(plan: Plan) -> None:
    """Begin sampling in this process."""
    sampler = Sampler(plan.folder, plan.rate_hz)
    sampler.start()
    os.register_at_fork(after_in_child=sampler.forked)
    atexit.register(sampler.finish)
    leave = os._exit

    def leave_sampled(status: int) -> None:
        sampler.finish()
        leave(status)

    os._exit = leave_sampled  # type: ignore[assignment]
