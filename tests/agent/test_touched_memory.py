"""One fork tells what it wrote to; a later one has it before it writes."""

from __future__ import annotations

import ctypes
import json
import mmap
import os
import resource
import sys
from collections.abc import Callable

import pytest

from ouroboros.agent.touched_memory import Ahead, touched

PAGES = 256
PAGE = mmap.PAGESIZE

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="page tables are read from /proc")


@pytest.fixture
def memory():
    with mmap.mmap(-1, 2 * PAGES * PAGE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS) as area:
        for page in range(2 * PAGES):
            area[page * PAGE] = 1
        yield area


def forked(work: Callable[[], object]) -> object:
    """What ``work`` answers in a fork."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(writing, json.dumps(work()).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as answer:
        told = answer.read()
    os.waitpid(child, 0)
    return json.loads(told)


def write_to_first_half(area: mmap.mmap) -> int:
    """Page faults that it takes."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for page in range(PAGES):
        area[page * PAGE] = 2
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


def bytes_in(ranges, start: int, size: int) -> int:
    return sum(max(0, min(at + count, start + size) - max(at, start)) for at, count in ranges)


def address_of(area: mmap.mmap) -> int:
    return ctypes.addressof(ctypes.c_char.from_buffer(area))


def test_a_fork_knows_what_it_wrote_to_and_the_next_need_not_fault(memory):
    start = address_of(memory)

    def learn():
        write_to_first_half(memory)
        return touched()

    ranges = forked(learn)
    half = PAGES * PAGE
    if not ranges:
        pytest.skip("/proc tells nothing about pages here")
    assert bytes_in(ranges, start, half) == half
    assert bytes_in(ranges, start + half, half) == 0
    ahead = Ahead([(at, size) for at, size in ranges if start <= at < start + half])

    def faults(*, taken_over: bool):
        if taken_over:
            ahead.take_over()
        return write_to_first_half(memory)

    assert forked(lambda: faults(taken_over=False)) >= PAGES
    if tuple(map(int, os.uname().release.split("-")[0].split(".")[:2])) >= (6, 13):
        assert forked(lambda: faults(taken_over=True)) < PAGES // 4


def test_contents_stay_and_unmapped_ranges_are_left_out(memory):
    start = address_of(memory)
    ahead = Ahead([(PAGE, PAGE), (start, PAGES * PAGE)])

    def contents():
        ahead.take_over()
        return [memory[page * PAGE] for page in range(2 * PAGES)]

    assert forked(contents) == [1] * 2 * PAGES
    Ahead().take_over()
