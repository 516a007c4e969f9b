"""What prepared calls cost in time or memory, measured from inside, never on the clock that decides.

tracemalloc follows what Python's allocators hand out, and what NumPy does; memory that C libraries take
behind its back is not seen (https://docs.python.org/3/library/tracemalloc.html).
"""

from __future__ import annotations

import gc
import sys
import time
import tracemalloc
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

Round = Sequence[tuple[Callable[..., Any], Any, Any]]


def latencies(
    rounds: Sequence[Round], *, finish: Callable[[Any], Any], before_round: Callable[[], None]
) -> dict[str, list[int]]:
    """Wall nanoseconds of each call, the quickest of its rounds: what the machine does meanwhile only adds.

    Args:
        rounds: ``(function, args, kwargs)`` for each call, with fresh arguments in each round.
        finish: does the work that a lazy result stands for.
        before_round: puts random generators back to where they were.

    """
    best: list[int] = []
    for calls in rounds:
        before_round()
        spent: list[int] = []
        for function, args, kwargs in calls:
            started = time.perf_counter_ns()
            with suppress(BaseException):  # raising is a result like any other
                finish(function(*args, **kwargs))
            spent.append(time.perf_counter_ns() - started)
        best = [min(pair) for pair in zip(best, spent, strict=True)] if best else spent
    return {"nanoseconds": best}


def memory(
    rounds: Sequence[Round], *, finish: Callable[[Any], Any], before_round: Callable[[], None]
) -> dict[str, int]:
    """Most bytes that one call had in use at once, and what is left once all results are thrown away.

    Args:
        rounds: ``(function, args, kwargs)`` for each call; arguments count only as far as they grow.
        finish: does the work that a lazy result stands for.
        before_round: puts random generators back to where they were.

    """
    peak = 0
    gc.collect()
    tracemalloc.start(1)
    blocks = sys.getallocatedblocks()
    for calls in rounds:
        before_round()
        for function, args, kwargs in calls:
            tracemalloc.reset_peak()
            before = tracemalloc.get_traced_memory()[0]
            with suppress(BaseException):  # raising is a result like any other
                finish(function(*args, **kwargs))
            peak = max(peak, tracemalloc.get_traced_memory()[1] - before)
    gc.collect()
    kept_blocks = sys.getallocatedblocks() - blocks
    kept = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return {"peak_bytes": peak, "kept_bytes": kept, "kept_blocks": kept_blocks}
