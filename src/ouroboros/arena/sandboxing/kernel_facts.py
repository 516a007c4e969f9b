"""What the kernel says about a confined process. Nothing here asks the process itself."""

from __future__ import annotations

import fcntl
import os
import select
import signal
import socket
import struct
import time
from pathlib import Path

_CREDENTIALS = struct.Struct("3i")
# struct pidfd_info in its first size, PIDFD_GET_INFO and PIDFD_INFO_EXIT: include/uapi/linux/pidfd.h
_INFO_BYTES, _EXIT_CODE_AT, _WITH_EXIT_CODE = 64, 60, 1 << 3
_GET_INFO = 3 << 30 | _INFO_BYTES << 16 | 0xFF << 8 | 11


def sender(channel: socket.socket) -> int:
    """Process id of who sent what comes next on a Unix socket that passes credentials; it is left there.

    Raises:
        OSError: nothing comes in the socket's time, or the kernel names no process.

    """
    _, extra, _, _ = channel.recvmsg(1, socket.CMSG_SPACE(_CREDENTIALS.size), socket.MSG_PEEK)
    pids = [
        int(_CREDENTIALS.unpack(data[: _CREDENTIALS.size])[0])
        for level, kind, data in extra
        if level == socket.SOL_SOCKET and kind == socket.SCM_CREDENTIALS
    ]
    if len(pids) != 1 or pids[0] <= 1:
        raise OSError("the kernel names no process")
    return pids[0]


def cpu_seconds(pid: int) -> float:
    """User and system time of all threads of a process so far.

    Raises:
        OSError: the process is gone.

    """
    return time.clock_gettime((~pid << 3) | 2)  # CPUCLOCK_SCHED: include/linux/posix-timers.h


def state_and_threads(pid: int) -> tuple[str, int]:
    """One letter for what the first thread does ("S": it sleeps), and how many threads there are.

    Raises:
        OSError: the process is gone.

    """
    fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
    return fields[0].decode("ascii"), int(fields[17])


def memory_and_threads(pid: int) -> tuple[int, int]:
    """Bytes of memory that is no mapped file, shared or not, and how many threads there are.

    Raises:
        OSError: the process is gone.

    """
    told: dict[str, str] = {}
    for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8", errors="replace").splitlines():
        name, _, value = line.partition(":")
        told[name] = value
    kilobytes = sum(int(told.get(name, "0").split()[0]) for name in ("RssAnon", "RssShmem"))
    return kilobytes << 10, int(told.get("Threads", "1"))


def first_child(pid: int) -> int:
    """Process id of the first child, 0 where there is none or the kernel keeps no list."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return 0
    return int(children[0]) if children else 0


def processes_inside(first: int) -> int:
    """How many processes share the PID namespace of ``first``, which has a /proc of its own; 0 if it is gone.

    One listing, so that it is answered even where a bomb leaves next to no processor time.
    """
    try:
        folder = os.open(Path("/proc", str(first), "root", "proc"), os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        return 0
    try:
        # Until it has entered its root, the /proc that it sees is ours.
        ours = os.fstat(folder).st_dev == Path("/proc").stat().st_dev
        return 0 if ours else sum(name.isdigit() for name in os.listdir(folder))  # noqa: PTH208 - a handle has no path
    except OSError:
        return 0
    finally:
        os.close(folder)


def how_it_ended(process: int, *, within_seconds: float) -> str:
    """How the process behind a pidfd ended, in words; "" before Linux 6.15 or while it lives."""
    if process < 0 or not select.select([process], [], [], within_seconds)[0]:
        return ""
    info = bytearray(_INFO_BYTES)
    struct.pack_into("<Q", info, 0, _WITH_EXIT_CODE)
    try:
        fcntl.ioctl(process, _GET_INFO, info)
    except OSError:
        return ""
    if not struct.unpack_from("<Q", info)[0] & _WITH_EXIT_CODE:
        return ""
    status = os.waitstatus_to_exitcode(struct.unpack_from("<i", info, _EXIT_CODE_AT)[0])
    if status >= 0:
        return f"exit status {status}"
    try:
        return signal.Signals(-status).name
    except ValueError:
        return f"signal {-status}"
