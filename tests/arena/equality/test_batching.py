"""Batches: how large, how fast, and in order."""

import threading
from itertools import count

import pytest

from ouroboros.arena.equality.batching import AdaptiveBatcher, BatchStatistics, ParallelTestRunner
from ouroboros.arena.sandboxing.resources import Resources

ROOMY = Resources(cores=16, load=1.0, available_bytes=64 << 30)


def grown(batcher, times, seconds=1.0):
    """Let it learn from ``times`` batches, each as fast for each item as the ones before."""
    for _ in range(times):
        size = batcher.size(ROOMY, left_seconds=1e6, waiting=1000)
        batcher.learn(size, seconds, size)
    return batcher


def size(batcher, resources=ROOMY, *, left_seconds=1e6, waiting=1000):
    return batcher.size(resources, left_seconds=left_seconds, waiting=waiting)


def test_starts_with_one_and_grows_while_it_pays() -> None:
    batcher = AdaptiveBatcher()
    sizes = []
    for _ in range(5):
        sizes.append(size(batcher))
        batcher.learn(sizes[-1], 1.0, sizes[-1])
    assert sizes == [1, 2, 4, 8, 8]


def test_a_batch_that_is_slower_than_one_by_one_shrinks() -> None:
    batcher = grown(AdaptiveBatcher(), 3)
    assert size(batcher) == 8
    batcher.learn(8, 100.0, 8)
    assert size(batcher) == 4


def test_failures_make_it_grow_slowly() -> None:
    batcher = AdaptiveBatcher()
    batcher.learn(1, 1.0, 0)
    batcher.learn(2, 1.0, 0)
    assert size(batcher) == 3


@pytest.mark.parametrize(
    "resources",
    [
        Resources(cores=16, load=40.0, available_bytes=64 << 30),
        Resources(cores=16, load=1.0, available_bytes=64 << 30, pressure_percent=80.0),
        Resources(cores=2, load=1.0, available_bytes=64 << 30),
        Resources(cores=16, load=1.0, available_bytes=600 << 20),
    ],
    ids=["load", "pressure", "cores", "memory"],
)
def test_one_at_a_time_where_there_is_no_room(resources) -> None:
    assert size(grown(AdaptiveBatcher(), 4), resources) == 1


def test_never_more_than_wait_or_than_the_time_allows() -> None:
    batcher = grown(AdaptiveBatcher(), 4)
    assert size(batcher, waiting=3) == 3
    assert size(batcher, left_seconds=4.0) == 2


def test_statistics() -> None:
    told = BatchStatistics()
    assert told.success_rate == 1.0
    told.add(1, 2.0, 1)
    told.add(4, 2.0, 2)
    assert (told.tried, told.batches, told.largest) == (5, 2, 4)
    assert told.success_rate == pytest.approx(0.6)
    assert told.alone_per_second == pytest.approx(0.5)
    assert told.together_per_second == pytest.approx(2.0)


def runner(question, batcher=None, resources=ROOMY):
    ticks = count()
    return ParallelTestRunner(
        question,
        succeeded=bool,
        batcher=batcher or AdaptiveBatcher(),
        resources=lambda: resources,
        now=lambda: float(next(ticks)),
    )


def test_answers_come_in_order_and_really_side_by_side() -> None:
    met = threading.Barrier(4, timeout=20)

    def question(item):
        if 3 <= item < 7:
            met.wait()  # breaks unless all four of the third batch are at work at once
        return item + 1

    answers = runner(question).run(range(9), left_seconds=lambda: 1e6, stop=lambda: None)
    assert answers == list(range(1, 10))


def test_no_batch_begins_when_the_time_is_up() -> None:
    left = iter([1e6, 1e6, 1e6, 1e6, 0.0])
    answers = runner(lambda item: item + 1).run(range(20), left_seconds=lambda: next(left), stop=lambda: None)
    assert answers == [1, 2, 3]


def test_an_interruption_ends_the_questions() -> None:
    ended = threading.Event()

    def question(item):
        if item == 1:
            raise KeyboardInterrupt
        if item == 2:
            assert ended.wait(20)
        return True

    with pytest.raises(KeyboardInterrupt):
        runner(question).run(range(3), left_seconds=lambda: 1e6, stop=ended.set)
    assert ended.is_set()
