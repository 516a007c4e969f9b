"""What is left of a candidate when its time is over: what was observed before, and nothing else."""

from __future__ import annotations

import os
import pickle
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ouroboros.arena.sandboxing import arms
from ouroboros.arena.sandboxing.commands import run_confined
from ouroboros.arena.sandboxing.sandbox import Sandbox
from ouroboros.errors import SandboxDiedError
from ouroboros.records.evidence import Outcome
from ouroboros.records.hotspot import RecordedCall


def _call(attack, *arguments):
    module, _, function = attack.partition(".")
    return RecordedCall(function=f"{module}:{function}", payload=pickle.dumps((arguments or (None,), {})))


def _observed(sandbox, *calls, seconds=10.0):
    with sandbox.arm({}, ["processes", "exhaustion"]) as arm:
        assert arm.load_error == ""
        return arm.observe(calls, deadline_seconds=seconds)


@pytest.mark.parametrize("attack", ["exhaustion.loop", "exhaustion.loop_in_c", "processes.ignore_signals"])
def test_an_endless_call_keeps_what_came_before(sandbox, attack) -> None:
    seen = _observed(
        sandbox, _call("processes.harmless"), _call(attack), _call("processes.harmless"), seconds=0.25
    )
    assert [one.outcome for one in seen.observations] == [Outcome.RETURNED, Outcome.LOST, Outcome.LOST]
    assert "in time" in seen.lost


def test_only_its_own_channel_is_open(sandbox) -> None:
    told = _observed(sandbox, _call("processes.open_descriptors")).observations[0].description
    assert told.count("socket") == 1
    assert "pipe" not in told


def test_no_core_is_left(sandbox, host) -> None:
    """A bound of 1 stops a core in a file and one that is piped to a program of the machine."""
    assert "(1,1)" in _observed(sandbox, _call("processes.core_limits")).observations[0].description
    for folder in (host.project, Path.cwd()):
        assert not list(folder.glob("core*"))


@pytest.mark.parametrize(
    "content",
    [
        b"\xff" * 64,
        b"\x02\0\0\0\0\0\0\0[]",
        b"\x02\0\0\0\0\0\0\0{}",
        b'\x0d\0\0\0\0\0\0\0{"index":0.5}',
        b"\xff\xff\0\0\0\0\0\0",
        (8 + 100_000).to_bytes(4, "little") + bytes(4) + b"[" * 100_008,
        (20_000).to_bytes(4, "little") + bytes(4) + b'{"index":' + b"9" * 19_990 + b"}",
    ],
    ids=["noise", "a list", "an empty object", "a wrong index", "half a frame", "depth", "a number"],
)
def test_44_a_frame_that_is_none_ends_the_arm_and_says_why(sandbox, unharmed, content) -> None:
    seen = _observed(sandbox, _call("processes.send", content), seconds=0.25)
    assert seen.observations[0].outcome is Outcome.LOST
    assert seen.lost.partition("ended early: ")[2]
    unharmed()


def test_an_arm_that_works_on_after_it_said_done_is_not_timed(sandbox, monkeypatch) -> None:
    monkeypatch.setattr(arms, "_SETTLING_SECONDS", 0.2)
    with sandbox.arm({}, ["processes"]) as arm:
        arm.prepare([_call("processes.works_on")], repeats=1)
        with pytest.raises(SandboxDiedError, match="works on although"):
            arm.run()


def test_threads_that_nobody_waits_for_are_counted_as_well(sandbox, plan) -> None:
    text = (
        "import threading, time\nthreading.stack_size(32 << 10)\n"
        f"for _ in range({plan.limits.processes + 1}):\n"
        "    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n"
    )
    with sandbox.arm({"ways.py": text}, ["ways"]) as arm, pytest.raises(SandboxDiedError, match="threads"):
        arm.prepare([], repeats=1)


def _is_gone(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return True


def test_a_closed_arm_is_dead(sandbox) -> None:
    arm = sandbox.arm({}, ["processes"])
    assert not _is_gone(arm.pid)
    arm.close()
    assert _is_gone(arm.pid)


_ORPHANING = """
import os, pickle, signal, sys, threading
from pathlib import Path
from ouroboros.arena.sandboxing.sandbox import Sandbox, SandboxPlan
from ouroboros.records.hotspot import RecordedCall
project = Path(sys.argv[1])
plan = SandboxPlan(python=Path(sys.executable), project=project, workspace=project,
                   sys_path=(str(project), *sys.path[1:]),
                   modules={"processes": "processes.py", "ways": "ways.py"})
sandbox = Sandbox.start(plan)
arm = sandbox.arm({}, ["processes"])
call = RecordedCall(function="processes:ignore_signals", payload=pickle.dumps(((None,), {})))
threading.Thread(target=arm.observe, args=([call],), kwargs={"deadline_seconds": 60}, daemon=True).start()
ignored = ""
while "ffff" not in ignored:  # the mask of ignored signals, once all of them are
    ignored = next(line for line in open(f"/proc/{arm.pid}/status") if line.startswith("SigIgn"))
print(arm.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_31_nothing_survives_a_killed_supervisor(host) -> None:
    """Not even an arm that ignores every signal and has forgotten its parent."""
    run = subprocess.run(
        [sys.executable, "-c", _ORPHANING, str(host.project)], capture_output=True, check=False, timeout=60
    )
    assert run.stdout, run.stderr
    pid = int(run.stdout)
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    ended, _, _ = select.select([handle], [], [], 10)
    os.close(handle)
    assert ended


def test_24_when_memory_runs_out_the_kernel_takes_it_first(sandbox) -> None:
    """Shared pages that are mapped nowhere are in nobody's account; ending all of it frees them."""
    with sandbox.arm({}, ["processes"]) as arm:
        assert Path(f"/proc/{arm.pid}/oom_score_adj").read_text(encoding="ascii").strip() == "1000"


def _ran(plan, line, collect=()):
    return run_confined(plan, line, overlay={}, deadline_seconds=20, extra_environment={}, collect=collect)


def test_what_a_command_leaves_for_the_next_one_is_gone(plan) -> None:
    for _ in range(2):
        line = "test ! -e $TMPDIR/mark -a ! -e mark && touch $TMPDIR/mark && touch mark"
        assert _ran(plan, line).exit_status == 0
    assert not (Path(plan.workspace) / "mark").exists()


@pytest.mark.parametrize(
    "line",
    [
        "ln -s /etc/shadow $TMPDIR/report",
        "ln -s /proc/1/environ $TMPDIR/report",
        "mkfifo $TMPDIR/report",
        "mkdir $TMPDIR/report",
        "mknod $TMPDIR/report c 1 5",
    ],
)
def test_a_file_to_collect_that_is_none_is_left_out(plan, line) -> None:
    started = time.monotonic()
    outcome = _ran(plan, line, collect=["report"])
    assert outcome.files == {}, outcome.output
    assert time.monotonic() - started < 15  # nobody waits for the other end of a pipe


def test_all_of_an_output_counts_however_long_it_is(plan) -> None:
    """A difference before the tail that is kept must not go unseen."""
    digests = [
        _ran(plan, f"echo {first}; yes x | head -c 2000000").output_digest for first in ("a", "a", "b")
    ]
    assert digests[0] == digests[1] != digests[2]


def test_an_arm_that_forgets_its_parent_ends_with_the_sandbox(plan) -> None:
    with Sandbox.start(plan) as started:
        arm = started.arm({"ways.py": "import ctypes\nctypes.CDLL(None).prctl(1, 0, 0, 0, 0)\n"}, ["ways"])
        pid = arm.pid
    assert _is_gone(pid)
