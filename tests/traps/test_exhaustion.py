"""Attacks on what the machine has to share, and on what outlives a run. Each test states the attack."""

from __future__ import annotations

import os
import pickle
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from ouroboros.arena.commands import run_confined
from ouroboros.arena.sandbox import Limits, Sandbox
from ouroboros.records.evidence import Outcome
from ouroboros.records.hotspot import RecordedCall

SOURCE = """
import ctypes, os, resource, signal, socket, sys

def harmless():
    return 42

def open_everything():
    held = []
    while True:
        held.append(os.open("/dev/null", os.O_RDONLY))

def fill_inodes():
    folder = os.environ["TMPDIR"]
    for index in range(10_000_000):
        os.mkdir(os.path.join(folder, str(index)))

def shared_memory():
    import mmap
    return [mmap.mmap(-1, 64 << 20) for _ in range(10_000)]

def in_memory_file():
    return os.memfd_create("bomb")

def locked_memory():
    import mmap
    held = mmap.mmap(-1, 256 << 20)
    libc = ctypes.CDLL(None, use_errno=True)
    address = ctypes.addressof(ctypes.c_char.from_buffer(held))
    if libc.mlock(ctypes.c_void_p(address), ctypes.c_size_t(256 << 20)):
        raise OSError(ctypes.get_errno(), "mlock")

def all_signals():
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            pass
    while True:
        pass

def stop():
    os.kill(os.getpid(), signal.SIGSTOP)
    while True:
        pass

def kill_group(number):
    os.killpg(number, signal.SIGKILL)

def core():
    return resource.getrlimit(resource.RLIMIT_CORE)

def device():
    os.mknod(os.path.join(os.environ["TMPDIR"], "d"), 0o60600, os.makedev(8, 0))

def pipe():
    os.mkfifo(os.path.join(os.environ["TMPDIR"], "p"))
    return os.open(os.path.join(os.environ["TMPDIR"], "p"), os.O_RDWR)

def terminal():
    import fcntl
    fcntl.ioctl(0, 0x5412, b"x")

def out_through_a_link():
    link = os.path.join(os.environ["TMPDIR"], "link")
    os.symlink("/proc/1/root", link)
    return os.listdir(os.path.join(link, "root"))

def reopened_output():
    with open("/proc/self/fd/1", "wb") as file:
        file.write(b"x" * (1 << 30))

def faster_than_others():
    os.nice(-5)

def real_time():
    os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(50))

def other_processors():
    return os.sched_getaffinity(0)

def escalate():
    os.setuid(0)
    os.setgid(0)
    os.setgroups([0])

def gadget():
    return sys.modules["pickle"]

def deep():
    held = []
    for _ in range(20_000):
        held = [held]
    return held

def wide():
    return list(range(1_000_000))
"""

LIMITS = Limits(memory_bytes=512 << 20, scratch_bytes=8 << 20, output_bytes=64 << 10, open_files=128)


@pytest.fixture(scope="module")
def plan(hostile_plan):
    return replace(hostile_plan({"hostile": SOURCE}), limits=LIMITS)


@pytest.fixture(scope="module")
def sandbox(plan):
    with Sandbox.start(plan) as started:
        yield started


def _observed(sandbox, name, *args, seconds=5.0):
    with sandbox.arm({}, ["hostile"]) as arm:
        assert arm.load_error == ""
        call = RecordedCall(function=f"hostile:{name}", payload=pickle.dumps((args, {})))
        return arm.observe([call], deadline_seconds=seconds).observations[0]


def _lives(sandbox):
    assert _observed(sandbox, "harmless").outcome is Outcome.RETURNED


@pytest.mark.parametrize(
    "attack",
    [
        "open_everything",
        "fill_inodes",
        "shared_memory",
        "in_memory_file",
        "locked_memory",
        "device",
        "terminal",
        "out_through_a_link",
        "faster_than_others",
        "real_time",
    ],
)
def test_what_is_shared_is_bounded_or_refused(sandbox, attack):
    assert _observed(sandbox, attack).outcome is Outcome.RAISED
    _lives(sandbox)


@pytest.mark.parametrize("attack", ["all_signals", "stop"])
def test_a_process_that_ignores_every_signal_still_ends(sandbox, attack):
    assert _observed(sandbox, attack, seconds=0.4).outcome is Outcome.LOST
    _lives(sandbox)


@pytest.mark.parametrize("group", [0, 1, os.getpgid(0)], ids=["own", "first", "ours"])
def test_no_group_of_processes_outside_is_killed(sandbox, group):
    assert _observed(sandbox, "kill_group", group).outcome is not Outcome.RETURNED
    _lives(sandbox)


def test_no_core_is_dumped(sandbox):
    assert "(1,1)" in _observed(sandbox, "core").description


@pytest.mark.parametrize("attack", ["deep", "wide", "pipe"])
def test_a_result_of_any_shape_is_told_or_lost_in_time(sandbox, attack):
    _observed(sandbox, attack)
    _lives(sandbox)


def test_its_output_reopened_is_as_bounded(sandbox):
    assert _observed(sandbox, "reopened_output").outcome is not Outcome.RETURNED
    _lives(sandbox)


def test_no_other_user_can_be_become(sandbox):
    assert _observed(sandbox, "escalate").outcome is Outcome.RAISED


def test_inherited_descriptors_do_not_reach_the_inside(plan, tmp_path):
    """A file that the supervisor holds open, inheritable as it may be, is not there inside."""
    secret = tmp_path / "secret"
    secret.write_text("s3cret")
    held = os.open(secret, os.O_RDONLY)
    os.set_inheritable(held, True)
    code = (
        "import os\nfor n in range(3, 200):\n    try:\n        print(n, os.pread(n, 10, 0))\n"
        "    except OSError:\n        pass"
    )
    try:
        outcome = run_confined(
            plan,
            [sys.executable, "-c", code],
            overlay={},
            deadline_seconds=10,
            extra_environment={},
            collect=[],
        )
    finally:
        os.close(held)
    assert "s3cret" not in outcome.output


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("yes x | head -c 30000000", "x"),
        ("ulimit -n; ulimit -c", "0"),
        ("head -c 64M /dev/zero > $TMPDIR/f || echo bounded", "bounded"),
    ],
    ids=["output", "descriptors and cores", "disk"],
)  # fmt: skip
def test_a_confined_command_meets_the_same_bounds(plan, line, told):
    outcome = run_confined(plan, line, overlay={}, deadline_seconds=10, extra_environment={}, collect=[])
    assert told in outcome.output
    assert len(outcome.output) <= LIMITS.output_bytes + (64 << 10)


def test_what_a_command_leaves_for_the_next_one_is_gone(plan):
    for _ in range(2):
        outcome = run_confined(
            plan,
            "test ! -e $TMPDIR/mark -a ! -e mark && touch $TMPDIR/mark; touch mark; exit 0",
            overlay={},
            deadline_seconds=10,
            extra_environment={},
            collect=[],
        )
        assert outcome.exit_status == 0
    assert not (Path(plan.workspace) / "mark").exists()


def test_all_of_an_output_counts_however_long_it_is(plan):
    """A difference before the tail that is kept must not go unseen."""
    digests = [
        run_confined(
            plan,
            f"echo {first}; yes x | head -c 2000000",
            overlay={},
            deadline_seconds=20,
            extra_environment={},
            collect=[],
        ).output_digest
        for first in ("a", "a", "b")
    ]
    assert digests[0] == digests[1] != digests[2]
