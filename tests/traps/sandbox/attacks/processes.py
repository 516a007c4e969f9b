"""Attempts on other processes, and on a life of one's own."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import stat
import subprocess
import sys
import time

from ways import LIBC, read, system_call, tried


def seen(world):
    """Other programs of the machine, by what /proc lists."""

    def found(pid):
        if world["process_mark"].encode() not in read(f"/proc/{pid}/cmdline"):
            raise LookupError("another one")
        return pid

    pids = [name for name in os.listdir("/proc") if name.isdigit()] + [str(world["process"])]
    told = tried(*[lambda pid=pid: found(pid) for pid in pids])
    return " ".join(sorted(set(told.split()), reverse=True))


def kill_one(world):
    """A process of the machine, the supervisor, our parent."""
    others = [world["process"], world["supervisor"], -world["supervisor"]]
    number = world["signal"]
    ways = [lambda pid=pid: os.kill(pid, number) for pid in others]
    ways += [lambda pid=pid: signal.pidfd_send_signal(os.pidfd_open(pid), number) for pid in others[:2]]
    ways.append(lambda: os.killpg(os.getpgid(world["supervisor"]), number))
    return tried(*ways)


def kill_everybody(_world):
    """All that may be killed, the first process of the sandbox above all."""
    me = os.getpid()
    for pid in (0, -1, 1, os.getppid(), -os.getpgrp()):
        if pid in {me, 0, -me}:
            continue
        for number in (signal.SIGTERM, signal.SIGSTOP, signal.SIGKILL):
            try:
                os.kill(pid, number)
            except OSError:
                continue
    return "refused: we are still here, and who asks?"


def trace(world):
    """Read and write the registers of another process."""
    others = [world["process"], world["supervisor"], os.getppid()]
    attach, seize = 16, 0x4206
    ways = [lambda p=pid, r=request: system_call("ptrace", r, p, 0, 0)
            for pid in others for request in (seize, attach)]  # fmt: skip
    return tried(*ways, lambda: system_call("ptrace", 0, 0, 0, 0))


def memory(world):
    """Read the memory of another process."""
    others = [pid for pid in (os.getppid(), 1, world["process"], world["supervisor"]) if pid != os.getpid()]
    here = ctypes.create_string_buffer(64)

    class Part(ctypes.Structure):
        _fields_ = [("base", ctypes.c_void_p), ("size", ctypes.c_size_t)]

    local, remote = Part(ctypes.addressof(here), 64), Part(ctypes.addressof(here), 64)

    def copied(pid):
        return system_call(
            "process_vm_readv", pid, ctypes.addressof(local), 1, ctypes.addressof(remote), 1, 0
        )

    ways = [lambda pid=pid: open(f"/proc/{pid}/mem", "rb").close() for pid in others]
    ways += [lambda pid=pid: copied(pid) for pid in others]
    return tried(*ways)


def fork_bomb(_world):
    """As many processes as there can be."""
    try:
        first = os.fork()
    except OSError as error:
        return f"refused: {type(error).__name__}"
    while first >= 0:
        try:
            if os.fork() == 0:
                continue
        except OSError:
            time.sleep(0.01)
    return "reached"


def daemon(world):
    """A grandchild in a session of its own, which nobody waits for."""
    mark = world["daemon_mark"]

    def started():
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                for number in range(1, 32):
                    if number not in {signal.SIGKILL, signal.SIGSTOP}:
                        signal.signal(number, signal.SIG_IGN)
                os.closerange(0, 64)
                os.execv(sys.executable, [sys.executable, "-c", f"import time; time.sleep(600) # {mark}"])
            os._exit(0)
        os.wait()
        raise LookupError("whether it lives on is looked for outside")

    return tried(started)


def execute(_world):
    """Another program in our place or beside us."""

    def beside():
        pid = os.posix_spawn("/bin/true", ["true"], {})
        return os.waitpid(pid, 0)

    return tried(
        beside, lambda: subprocess.run(["/bin/true"], check=True), lambda: os.execv("/bin/true", ["true"])
    )


def gain_rights(_world):
    """A program that runs as its owner."""

    def risen(path):
        if not os.stat(path).st_mode & stat.S_ISUID:
            raise LookupError("an ordinary program")
        if os.statvfs(path).f_flag & os.ST_NOSUID:
            raise PermissionError("set-user-id does not count here")
        with open("/proc/self/status", encoding="ascii") as file:
            if "NoNewPrivs:\t1" in file.read():
                raise PermissionError("nobody gains rights here")
        return path

    def another(user):
        os.setresuid(user, user, user)
        return user

    programs = ["/usr/bin/su", "/usr/bin/sudo", "/usr/bin/passwd", "/usr/bin/mount", "/usr/bin/newgrp"]
    ways = [lambda path=path: risen(path) for path in programs]
    ways += [lambda: another(0 if os.getuid() else 1), lambda: os.setgroups([0])]
    return tried(*ways)


def ignore_signals(_world):
    """Outstay the welcome with every signal blocked and ignored."""
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            continue
    LIBC.prctl(1, 0, 0, 0, 0)  # PR_SET_PDEATHSIG: not even with its parent
    while True:
        time.sleep(60)


def stop(_world):
    """Neither end nor answer."""
    while True:
        os.kill(os.getpid(), signal.SIGSTOP)


def raise_limits(world):
    """Have more than was given."""
    none = resource.RLIM_INFINITY
    kinds = [resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_FSIZE, resource.RLIMIT_NOFILE,
             resource.RLIMIT_CORE]  # fmt: skip

    def raised(kind):
        if resource.getrlimit(kind)[1] == none:
            raise LookupError("bounded by the supervisor's count instead")
        resource.setrlimit(kind, (none, none))
        return kind

    ways = [lambda kind=kind: raised(kind) for kind in kinds]
    ways += [lambda: resource.prlimit(world["process"], resource.RLIMIT_NOFILE, (1, 1))]
    return tried(*ways)


def scheduling(world):
    """Run before others, or make others wait."""
    return tried(
        lambda: os.sched_setaffinity(world["process"], {0}),
        lambda: os.setpriority(os.PRIO_PROCESS, world["process"], 19),
        lambda: os.setpriority(os.PRIO_USER, os.getuid(), 19) if os.getpid() == 1 else 1 / 0,
        lambda: os.nice(-5),
        lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(50)),
        lambda: os.sched_setscheduler(world["process"], os.SCHED_IDLE, os.sched_param(0)),
    )


def crash(_world):
    """Take the interpreter down by a fault."""
    ctypes.string_at(1)
    return "reached"


def leave_quietly(_world):
    """End as if all had gone well."""
    os._exit(0)


def harmless(_world):
    """No attack: what an innocent call looks like."""
    return 42


def open_descriptors(_world):
    """Everything that is open besides input and output, by its kind."""
    found = []
    for number in range(3, 256):
        try:
            found.append(os.readlink(f"/proc/self/fd/{number}").partition(":")[0])
        except OSError:
            continue
    return found


def core_limits(_world):
    """How large a core may be."""
    return resource.getrlimit(resource.RLIMIT_CORE)


def send(content):
    """Write to every descriptor that may be the channel."""
    for number in range(3, 64):
        try:
            os.write(number, content)
        except OSError:
            continue
    return 1


_CALLS = []


def works_on(_world):
    """Say that the run is over, from the second call on, and go on."""
    if _CALLS:
        send(b"!")
        while True:
            pass
    _CALLS.append(1)
