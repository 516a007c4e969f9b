"""What the kernel is asked about a process, on processes whose end is known."""

import os
import signal
import subprocess
import sys
import threading

import pytest

from ouroboros.arena.sandboxing.kernel_facts import (
    cpu_seconds,
    first_child,
    how_it_ended,
    memory_and_threads,
    processes_inside,
    state_and_threads,
)


@pytest.fixture
def sleeper():
    with subprocess.Popen(["sleep", "3600"]) as process:
        yield process
        process.kill()


def test_a_sleeping_process_has_one_thread_and_uses_nothing(sleeper) -> None:
    while (found := state_and_threads(sleeper.pid)) != ("S", 1):
        assert found[0] in "RSD"
    memory, threads = memory_and_threads(sleeper.pid)
    assert 0 < memory < 16 << 20
    assert threads == 1
    assert cpu_seconds(sleeper.pid) < 1


def test_threads_and_shared_pages_count() -> None:
    event = threading.Event()
    before = state_and_threads(os.getpid())[1]
    thread = threading.Thread(target=event.wait)
    thread.start()
    assert state_and_threads(os.getpid())[1] == before + 1
    event.set()
    thread.join()
    code = (
        "import mmap; held = mmap.mmap(-1, 40 << 20); held.write(b'x' * (40 << 20)); "
        "print(1, flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        process.stdout.read(1)
        assert memory_and_threads(process.pid)[0] > 40 << 20
        process.kill()


def test_a_process_that_is_gone_is_an_error_or_nothing(sleeper) -> None:
    sleeper.kill()
    sleeper.wait()
    for question in (state_and_threads, memory_and_threads, cpu_seconds):
        with pytest.raises(OSError):
            question(sleeper.pid)
    assert first_child(sleeper.pid) == 0
    assert processes_inside(sleeper.pid) == 0


def test_a_process_in_our_own_namespace_is_not_counted_as_another_one(sleeper) -> None:
    assert processes_inside(sleeper.pid) == 0
    assert first_child(os.getpid()) > 0


@pytest.mark.parametrize(
    ("code", "told"),
    [("raise SystemExit(3)", "exit status 3"), ("import os; os.kill(os.getpid(), 9)", signal.SIGKILL.name)],
)
def test_the_end_of_a_process_is_named_where_the_kernel_tells_it(code, told) -> None:
    process = subprocess.Popen([sys.executable, "-c", code])
    handle = os.pidfd_open(process.pid)
    process.wait()
    try:
        assert how_it_ended(handle, within_seconds=1) in {told, ""}
    finally:
        os.close(handle)


def test_while_it_lives_nothing_is_said_of_its_end(sleeper) -> None:
    handle = os.pidfd_open(sleeper.pid)
    try:
        assert how_it_ended(handle, within_seconds=0) == ""
    finally:
        os.close(handle)
    assert how_it_ended(-1, within_seconds=0) == ""
