"""What hostile code tries inside the sandbox, and what it gets. Each test states the attack."""

from __future__ import annotations

import os
import pickle
import select
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from ouroboros.arena import arms
from ouroboros.arena.commands import run_confined
from ouroboros.arena.sandbox import Limits, Sandbox, SandboxLevel, SandboxPlan, probe
from ouroboros.errors import SandboxDiedError
from ouroboros.records.evidence import Outcome
from ouroboros.records.hotspot import RecordedCall

pytestmark = pytest.mark.skipif(
    probe().level < SandboxLevel.FULL, reason="this machine offers no full sandbox"
)

SOURCE = """
import ctypes, os, signal, socket, sys, threading

def read(path):
    with open(path, "rb") as file:
        return file.read(20)

def listed(path):
    return sorted(os.listdir(path))

def write(path):
    with open(path, "w") as file:
        file.write("x")

def variables():
    return sorted(os.environ)

def connect(family, kind, address):
    with socket.socket(family, kind) as s:
        s.settimeout(1)
        if kind == socket.SOCK_DGRAM:
            s.sendto(b"x", address)
        else:
            s.connect(address)

def family(number):
    socket.socket(number, socket.SOCK_DGRAM).close()

def fork():
    os.fork()

def spawn():
    os.posix_spawn("/bin/true", ["true"], {})

def execute():
    os.execv("/bin/true", ["true"])

def pids():
    return [name for name in os.listdir("/proc") if name.isdigit()]

def kill(pid):
    os.kill(pid, signal.SIGKILL)

def call(number, *arguments):
    libc = ctypes.CDLL(None, use_errno=True)
    result = libc.syscall(number, *arguments)
    return result if result >= 0 else -ctypes.get_errno()

def chown_root():
    os.chroot("/")

def bomb():
    return [bytearray(50_000_000) for _ in range(1000)]

def threads():
    started = []
    event = threading.Event()
    try:
        for _ in range(100_000):
            thread = threading.Thread(target=event.wait, daemon=True)
            thread.start()
            started.append(thread)
    finally:
        event.set()

def loop():
    while True:
        pass

def c_loop():
    return 7 ** (10 ** 9)

def leave(status):
    os._exit(status)

def shout():
    while True:
        os.write(1, b"x" * 65536)

def frame(content):
    for number in range(3, 64):
        try:
            os.write(number, content)
        except OSError:
            pass
    return 1

def big():
    return bytes(45_000_000)

def harmless():
    return 42

def descriptors():
    found = []
    for number in range(3, 256):
        try:
            found.append(os.readlink(f"/proc/self/fd/{number}").split(":")[0])
        except OSError:
            pass
    return found

def fill():
    for index in range(10_000):
        with open(os.path.join(os.environ["TMPDIR"], str(index)), "wb") as file:
            file.write(bytes(1 << 20))

def mark():
    path = os.path.join(os.environ["TMPDIR"], "mark")
    seen = os.path.exists(path)
    open(path, "w").close()
    return seen

def limit():
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
"""

LIMITS = Limits(memory_bytes=512 << 20, scratch_bytes=16 << 20, output_bytes=64 << 10)


def _call(name, *args):
    return RecordedCall(function=f"hostile:{name}", payload=pickle.dumps((args, {})))


@pytest.fixture(scope="module")
def plan(tmp_path_factory):
    project = tmp_path_factory.mktemp("project")
    (project / "hostile.py").write_text(SOURCE)
    return SandboxPlan(
        python=Path(sys.executable),
        project=project,
        workspace=project,
        sys_path=(str(project), *[entry for entry in sys.path if "site-packages" in entry or "lib" in entry]),
        modules={"hostile": "hostile.py"},
        limits=LIMITS,
    )


@pytest.fixture(scope="module")
def sandbox(plan):
    os.environ["OUROBOROS_TEST_SECRET"] = "s3cret"
    with Sandbox.start(plan) as started:
        yield started
    del os.environ["OUROBOROS_TEST_SECRET"]


def _attempt(sandbox, name, *args, seconds=10.0):
    """What one call did, made in an arm of its own."""
    with sandbox.arm({}, ["hostile"]) as arm:
        assert arm.load_error == ""
        return arm.observe([_call(name, *args)], deadline_seconds=seconds)


def _refused(sandbox, name, *args):
    seen = _attempt(sandbox, name, *args)
    assert seen.observations[0].outcome is Outcome.RAISED, seen.observations[0].description
    return seen.observations[0].description


def _survives(sandbox):
    assert _attempt(sandbox, "harmless").observations[0].outcome is Outcome.RETURNED


@pytest.mark.parametrize("path", ["/etc/shadow", "/root/.bashrc", "/proc/1/mem", "/proc/kcore", "/dev/mem"])
def test_files_of_the_machine_cannot_be_read(sandbox, path):
    _refused(sandbox, "read", path)


def test_a_secret_beside_the_project_does_not_exist_inside(sandbox, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("s3cret")
    _refused(sandbox, "read", str(secret))


def test_the_way_out_through_the_first_process_is_closed(sandbox):
    _refused(sandbox, "read", "/proc/1/root/etc/shadow")
    _refused(sandbox, "listed", "/")


def test_nothing_outside_the_scratch_folder_can_be_written(sandbox, plan, tmp_path):
    for path in ("/usr/x", str(plan.project / "x"), str(plan.project / "hostile.py"), "/etc/passwd",
        str(tmp_path / "x"),
                 "/proc/sys/kernel/core_pattern", "/proc/self/oom_score_adj", "/dev/x"):  # fmt: skip
        _refused(sandbox, "write", path)
    assert (plan.project / "hostile.py").read_text() == SOURCE


def test_the_environment_holds_no_secret(sandbox):
    assert "SECRET" not in _attempt(sandbox, "variables").observations[0].description
    assert "SECRET" not in _attempt(sandbox, "read", "/proc/self/environ").observations[0].description


def test_no_connection_leaves(sandbox):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        _refused(sandbox, "connect", socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", port))
    _refused(sandbox, "connect", socket.AF_INET, socket.SOCK_DGRAM, ("8.8.8.8", 53))
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
        server.bind("\0ouroboros-test-abstract")
        server.listen()
        _refused(sandbox, "connect", socket.AF_UNIX, socket.SOCK_STREAM, "\0ouroboros-test-abstract")


@pytest.mark.parametrize("number", [16, 17, 38, 40], ids=["netlink", "packet", "alg", "vsock"])
def test_unusual_socket_families_are_refused(sandbox, number):
    _refused(sandbox, "family", number)


@pytest.mark.parametrize("attack", ["fork", "spawn", "execute"])
def test_an_arm_starts_no_process(sandbox, attack):
    _refused(sandbox, attack)
    _survives(sandbox)


def test_other_processes_are_neither_seen_nor_killed(sandbox):
    told = _attempt(sandbox, "pids").observations[0].description
    assert "'1'" in told
    assert "'2'" not in told
    for pid in (0, -1, 2, os.getpid(), os.getppid()):
        _refused(sandbox, "kill", pid)
    _survives(sandbox)


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="numbers of x86_64")
@pytest.mark.parametrize(
    "number", [101, 165, 272, 308, 310, 321, 298, 323, 425, 248, 304, 434, 319, 29, 57, 58],
    ids=["ptrace", "mount", "unshare", "setns", "process_vm_readv", "bpf", "perf", "userfaultfd",
        "io_uring", "keys",
         "open_by_handle_at", "pidfd_open", "memfd", "shmget", "fork", "vfork"],
)  # fmt: skip
def test_dangerous_system_calls_are_refused(sandbox, number):
    told = _attempt(sandbox, "call", number, 0, 0, 0, 0, 0).observations[0].description
    assert "returned -1\n" in told or "returned -38\n" in told


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="numbers of x86_64")
def test_the_32_bit_table_is_no_way_round(sandbox):
    assert "returned -38\n" in _attempt(sandbox, "call", 0x40000000 + 39).observations[0].description


def test_only_its_own_channel_and_output_are_open(sandbox):
    told = _attempt(sandbox, "descriptors").observations[0].description
    assert told.count("socket") == 1
    assert "pipe" not in told


def test_limits_cannot_be_raised(sandbox):
    _refused(sandbox, "limit")


def test_a_memory_bomb_meets_a_memory_error(sandbox):
    assert "MemoryError" in _refused(sandbox, "bomb")
    _survives(sandbox)


def test_a_thread_bomb_meets_an_error(sandbox):
    seen = _attempt(sandbox, "threads")
    assert seen.observations[0].outcome is not Outcome.RETURNED
    _survives(sandbox)


def test_the_scratch_folder_is_bounded_and_private_to_an_arm(sandbox):
    _refused(sandbox, "fill")
    for _ in range(2):
        assert "returned False" in _attempt(sandbox, "mark").observations[0].description


@pytest.mark.parametrize("attack", ["loop", "c_loop"])
def test_an_endless_call_ends_at_the_deadline_and_keeps_what_came_before(sandbox, attack):
    with sandbox.arm({}, ["hostile"]) as arm:
        seen = arm.observe([_call("harmless"), _call(attack), _call("harmless")], deadline_seconds=0.5)
    assert [one.outcome for one in seen.observations] == [Outcome.RETURNED, Outcome.LOST, Outcome.LOST]
    assert "in time" in seen.lost
    _survives(sandbox)


@pytest.mark.parametrize("status", [0, 1])
def test_leaving_is_no_success(sandbox, status):
    seen = _attempt(sandbox, "leave", status)
    assert seen.observations[0].outcome is Outcome.LOST
    assert seen.lost


def test_a_flood_of_output_is_bounded(sandbox):
    assert _attempt(sandbox, "shout").observations[0].outcome is not Outcome.RETURNED
    _survives(sandbox)


@pytest.mark.parametrize(
    "content",
    [
        b"\xff" * 64,
        b"\x02\0\0\0\0\0\0\0[]",
        b"\x02\0\0\0\0\0\0\0{}",
        b'\x0d\0\0\0\0\0\0\0{"index":0.5}',
        (8 + 100_000).to_bytes(4, "little") + bytes(4) + b"[" * 100_008,
    ],
    ids=["noise", "a list", "an empty object", "a wrong index", "depth"],
)
def test_a_forged_frame_ends_the_arm(sandbox, content):
    seen = _attempt(sandbox, "frame", content)
    assert seen.observations[0].outcome is Outcome.LOST
    _survives(sandbox)


def test_a_huge_result_is_told_in_bounds(sandbox):
    observation = _attempt(sandbox, "big").observations[0]
    assert len(observation.description) <= LIMITS.description_characters + 1


def _is_gone(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return True


def test_a_closed_arm_is_dead(sandbox):
    arm = sandbox.arm({}, ["hostile"])
    assert not _is_gone(arm.pid)
    arm.close()
    assert _is_gone(arm.pid)


_ORPHANING = """
import os, pickle, signal, sys
from pathlib import Path
from ouroboros.arena.sandbox import Sandbox, SandboxPlan
project = Path(sys.argv[1])
sandbox = Sandbox.start(SandboxPlan(python=Path(sys.executable), project=project, workspace=project,
                                    sys_path=(str(project), *sys.path[1:]),
                                        modules={"hostile": "hostile.py"}))
arm = sandbox.arm({}, ["hostile"])
print(arm.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_nothing_survives_a_killed_supervisor(plan):
    run = subprocess.run(
        [sys.executable, "-c", _ORPHANING, str(plan.project)], capture_output=True, check=False, timeout=60
    )
    pid = int(run.stdout)
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    ended, _, _ = select.select([handle], [], [], 10)
    os.close(handle)
    assert ended


@pytest.mark.parametrize(
    "line",
    [
        "cat /etc/shadow",
        "echo x > /usr/x",
        "ls /root/.ssh",
        "cat /proc/1/environ",
        "mount -t tmpfs none /mnt",
        "unshare -Ur true",
        "kill -9 1 && test ! -d /proc/1",
    ],
)
def test_a_confined_command_is_as_confined(plan, line):
    outcome = run_confined(plan, line, overlay={}, deadline_seconds=10, extra_environment={}, collect=[])
    assert outcome.exit_status != 0
    assert outcome.output


def test_a_confined_command_reaches_no_server_of_the_machine(plan):
    with socket.create_server(("127.0.0.1", 0)) as server:
        code = f"import socket; socket.create_connection({server.getsockname()!r}, timeout=1)"
        outcome = run_confined(
            plan,
            [sys.executable, "-c", code],
            overlay={},
            deadline_seconds=20,
            extra_environment={},
            collect=[],
        )
    assert outcome.exit_status == 1


def test_an_arm_that_works_on_after_it_said_done_is_not_timed(sandbox, monkeypatch):
    monkeypatch.setattr(arms, "_SETTLING_SECONDS", 0.2)
    forged = SOURCE.replace(
        "def harmless():",
        "warm = []\ndef harmless():\n    if warm:\n        frame(b'!')\n        loop()\n    warm.append(1)",
    )
    with sandbox.arm({"hostile.py": forged}, ["hostile"]) as arm:
        arm.prepare([_call("harmless")], repeats=1)
        with pytest.raises(SandboxDiedError):
            arm.run()


def test_a_daemon_of_a_confined_command_does_not_outlive_it(plan):
    marker = "31415.9265"
    outcome = run_confined(
        plan,
        f"(setsid sleep {marker} &) ; true",
        overlay={},
        deadline_seconds=10,
        extra_environment={},
        collect=[],
    )
    assert outcome.exit_status == 0
    commands = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if path.exists()]
    assert not any(marker.encode() in command for command in commands)


def test_processes_of_a_confined_command_are_counted(plan):
    tight = replace(plan, limits=replace(LIMITS, processes=30))
    bomb = "while true; do sleep 60 & done"
    outcome = run_confined(tight, bomb, overlay={}, deadline_seconds=20, extra_environment={}, collect=[])
    assert "processes" in outcome.output
    assert outcome.exit_status != 0


def test_memory_of_a_confined_command_is_counted_over_all_its_processes(plan):
    tight = replace(plan, limits=replace(LIMITS, memory_bytes=96 << 20))
    hog = "import os, time; [os.fork() for _ in range(2)]; hold = b'x' * (40 << 20); time.sleep(60)"
    outcome = run_confined(
        tight, [sys.executable, "-c", hog], overlay={}, deadline_seconds=20, extra_environment={}, collect=[]
    )
    assert "memory" in outcome.output
    assert not outcome.timed_out
