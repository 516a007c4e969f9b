"""Counting events of a process from outside. Machines without counters show the way with processor time."""

import os
import subprocess
import sys

import pytest

from ouroboros.arena.timing.instruction_counts import TASK_CLOCK, Event, EventCounter, counted, counter_of


@pytest.fixture
def counter():
    try:
        opened = EventCounter(os.getpid(), TASK_CLOCK)
    except OSError as error:
        pytest.skip(f"the kernel counts nothing for us: {error}")
    yield opened
    opened.close()


def test_work_is_counted(counter) -> None:
    before = counter.read()
    sum(range(300_000))
    between = counter.read()
    sum(range(3_000_000))
    assert before < between < counter.read()
    assert counter.read() - between > between - before


def test_another_process_is_counted_from_outside(counter) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", "input(); sum(range(10**6)); print('done', flush=True); input()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        other = EventCounter(process.pid, TASK_CLOCK)
        before = other.read()
        process.stdin.write(b"\n")
        process.stdin.flush()
        process.stdout.readline()
        assert other.read() > before
        other.close()
        other.close()  # once more does nothing
        process.communicate(b"\n")


def test_what_the_machine_does_not_count_is_an_error() -> None:
    with pytest.raises(OSError, match=r"."):
        EventCounter(os.getpid(), Event(0, 999))


def test_a_process_that_is_gone_has_no_counter() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    assert counter_of(process.pid) is None


def test_instructions_repeat_where_they_are_counted() -> None:
    if not counted():
        pytest.skip("this machine counts no instructions")
    own = counter_of(os.getpid())
    counts = []
    for _ in range(5):
        before = own.read()
        sum(range(1_000_000))
        counts.append(own.read() - before)
    own.close()
    assert max(counts) < 1.05 * min(counts)
