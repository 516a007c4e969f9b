"""Several candidates at once where the machine has room: questions of correctness, which no clock decides.

A batch starts with one candidate and grows while it pays; under pressure it is one again. Timing never takes
part: while a pair is timed nothing else of ours runs.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from ouroboros.arena.sandboxing.resources import Resources

Item = TypeVar("Item")
Answer = TypeVar("Answer")

_PROCESSES_EACH = 2
"""An item keeps about this many processes busy: the calls on one arm, the traced lines on another."""
_BYTES_EACH = 512 << 20
_TIMES_OWN_COST = 2.0
"""A batch that would take more than this part of the time left, were it tried one by one, is made smaller."""


@dataclass(slots=True, kw_only=True)
class BatchStatistics:
    """What batches have cost and brought so far, alone and side by side."""

    alone: int = 0
    alone_seconds: float = 0.0
    together: int = 0
    together_seconds: float = 0.0
    succeeded: int = 0
    batches: int = 0
    largest: int = 0

    def add(self, size: int, seconds: float, succeeded: int) -> None:
        """Count one batch."""
        self.batches += 1
        self.succeeded += succeeded
        self.largest = max(self.largest, size)
        if size == 1:
            self.alone += 1
            self.alone_seconds += seconds
        else:
            self.together += size
            self.together_seconds += seconds

    @property
    def tried(self) -> int:
        """Items in all batches."""
        return self.alone + self.together

    @property
    def success_rate(self) -> float:
        """Share of items that came through, in [0, 1]; 1 before anything was tried."""
        return self.succeeded / self.tried if self.tried else 1.0

    @property
    def alone_per_second(self) -> float:
        """Throughput of batches of one; 0 before there was any."""
        return self.alone / self.alone_seconds if self.alone_seconds else 0.0

    @property
    def together_per_second(self) -> float:
        """Throughput of larger batches; 0 before there was any."""
        return self.together / self.together_seconds if self.together_seconds else 0.0


@dataclass(slots=True, kw_only=True)
class AdaptiveBatcher:
    """Decides how many to try at once."""

    statistics: BatchStatistics = field(default_factory=BatchStatistics)
    _size: int = 1

    def size(self, resources: Resources, *, left_seconds: float, waiting: int) -> int:
        """How many of the ``waiting`` ones to take next, at least 1 while any wait.

        Args:
            resources: what the machine can spare.
            left_seconds: of the search; near its end nothing is begun that one by one would not be finished.
            waiting: candidates.

        """
        if resources.under_pressure:
            self._size = 1
        most = min(
            waiting,
            max(1, resources.cores // _PROCESSES_EACH),
            max(1, resources.available_bytes // 2 // _BYTES_EACH),
        )
        seconds_each = self._seconds_each()
        if seconds_each:
            most = min(most, max(1, int(left_seconds / _TIMES_OWN_COST / seconds_each)))
        return max(1, min(self._size, most))

    def learn(self, size: int, seconds: float, succeeded: int) -> None:
        """Grow after a batch that paid, shrink after one that was slower than one by one."""
        self.statistics.add(size, seconds, succeeded)
        statistics = self.statistics
        slower = (
            size > 1
            and statistics.alone_per_second > 0
            and statistics.together_per_second < statistics.alone_per_second
        )
        if slower:
            self._size = max(1, self._size // 2)
        elif size >= self._size:
            # One that fails may hang until its deadline, and a batch ends with its slowest.
            self._size = self._size * 2 if statistics.success_rate >= 0.5 else self._size + 1

    def _seconds_each(self) -> float:
        rate = self.statistics.alone_per_second or self.statistics.together_per_second
        return 1 / rate if rate else 0.0


class ParallelTestRunner(Generic[Item, Answer]):
    """Puts the same question to several items, as many at a time as the batcher says.

    Args:
        question: answers for one item; called from several threads at a time. Must not time anything.
        succeeded: whether an answer lets its item through.
        batcher: decides sizes; keeps its knowledge from run to run.
        resources: asked before each batch.
        now: seconds of a monotonic clock.

    """

    def __init__(
        self,
        question: Callable[[Item], Answer],
        *,
        succeeded: Callable[[Answer], bool],
        batcher: AdaptiveBatcher,
        resources: Callable[[], Resources] = Resources.now,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._question = question
        self._succeeded = succeeded
        self._batcher = batcher
        self._resources = resources
        self._now = now

    def run(
        self, items: Sequence[Item], *, left_seconds: Callable[[], float], stop: Callable[[], None]
    ) -> list[Answer]:
        """Answers in the order of ``items``; fewer when the time was up.

        Args:
            items: what to ask about.
            left_seconds: time that may still be spent; at 0 no further batch begins.
            stop: called when the caller is interrupted while a batch is at work; has to end the questions.

        """
        answers: list[Answer] = []
        while len(answers) < len(items) and left_seconds() > 0:
            waiting = items[len(answers) :]
            size = self._batcher.size(self._resources(), left_seconds=left_seconds(), waiting=len(waiting))
            started = self._now()
            batch = self._together(waiting[:size], stop) if size > 1 else [self._question(waiting[0])]
            self._batcher.learn(size, self._now() - started, sum(map(self._succeeded, batch)))
            answers += batch
        return answers

    def _together(self, items: Sequence[Item], stop: Callable[[], None]) -> list[Answer]:
        with ThreadPoolExecutor(max_workers=len(items), thread_name_prefix="ouroboros-batch") as pool:
            try:
                return list(pool.map(self._question, items))
            except BaseException:
                stop()
                raise
