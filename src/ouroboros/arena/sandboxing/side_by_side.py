"""Two arms that answer calls at the same time: questions of correctness, which no clock decides."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from ouroboros.arena.equality.comparison import ObservedCalls
from ouroboros.arena.sandboxing.arms import Arm
from ouroboros.records.hotspot import RecordedCall


@contextlib.contextmanager
def observing(
    arm: Arm, calls: Sequence[RecordedCall], *, deadline_seconds: float, trace_file: str = ""
) -> Iterator[Callable[[], ObservedCalls]]:
    """Let ``arm`` make ``calls`` while another one works; what is yielded waits for them.

    Leaving ends the arm, finished or not.
    """
    with ThreadPoolExecutor(max_workers=1) as beside:
        waiting = beside.submit(arm.observe, calls, deadline_seconds=deadline_seconds, trace_file=trace_file)
        try:
            yield waiting.result
        finally:
            arm.kill()
