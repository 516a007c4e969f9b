"""What a confined process gives up, layer by layer. Each layer alone stops most attacks; together they hold.

Namespaces (own users, mounts, processes, network, IPC), a new root (``root_view``), Landlock, resource
limits, no capabilities, no new privileges, and a system-call filter. Everything through ctypes: the
standard library only. Each function raises OSError when the kernel refuses; nobody here decides to go on
without.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import os
import resource
import signal
import socket
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ouroboros.agent import system_calls

_LIBC = ctypes.CDLL(None, use_errno=True)

CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC = 0x00020000, 0x04000000, 0x08000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_CAPBSET_DROP, _PR_SET_NO_NEW_PRIVS = 1, 4, 24, 38
_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL = 47, 4
_PR_SET_CHILD_SUBREAPER = 36
_SIOCSIFFLAGS, _IFF_UP = 0x8914, 1
_NO_CORE_BYTES = 1
"""Too small for a file; and where cores go to a program of the machine, only 1 keeps it from being started
(0 does not): do_coredump() in fs/coredump.c."""
_CAPABILITY_VERSION_3 = 0x20080522
_LAST_CAPABILITY = 63

_SYS_SECCOMP = {"x86_64": 317, "aarch64": 277}
_SECCOMP_SET_MODE_FILTER, _SECCOMP_FILTER_FLAG_SPEC_ALLOW = 1, 4

# Landlock has the same numbers on every architecture: Documentation/userspace-api/landlock.rst
_SYS_CREATE_RULESET, _SYS_ADD_RULE, _SYS_RESTRICT_SELF = 444, 445, 446
_VERSION_FLAG, _RULE_PATH_BENEATH = 1, 1
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1, 2, 4, 8
_MAKE_DEVICES = 1 << 6 | 1 << 11  # character and block
_REFER, _TRUNCATE, _IOCTL_DEVICE = 1 << 13, 1 << 14, 1 << 15
_FILE_RIGHTS = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL_DEVICE
_READING = _EXECUTE | _READ_FILE | _READ_DIR


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceLimits:
    """Limits of one process. Bytes, seconds, counts; ``None`` leaves what is inherited."""

    memory_bytes: int | None = None
    cpu_seconds: int | None = None
    file_bytes: int | None = None
    open_files: int | None = None
    processes: int | None = None


def _system_call(number: int, *arguments: Any, what: str) -> int:
    result = int(_LIBC.syscall(ctypes.c_long(number), *arguments))
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{what}: {os.strerror(code)}")
    return result


def checked(result: int, what: str) -> None:
    """Raise the OSError that a call to the C library has left, when it did not return 0."""
    if result != 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{what}: {os.strerror(code)}")


def prctl(option: int, *arguments: int) -> None:
    """Change an attribute of this process. Raises OSError."""
    padded = [ctypes.c_ulong(argument) for argument in (*arguments, 0, 0, 0, 0)][:4]
    checked(_LIBC.prctl(ctypes.c_int(option), *padded), f"prctl {option}")


def die_with_parent() -> None:
    """Be killed when the thread that forked this process ends."""
    prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def adopt_orphans() -> None:
    """Become the parent of descendants whose parent ends, so that they can be found and killed."""
    prctl(_PR_SET_CHILD_SUBREAPER, 1)


def go_first() -> None:
    """Let the kernel end this process, and all it starts, before others when memory runs out.

    Pages that are shared with nobody and mapped nowhere are counted by no limit.
    """
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w", encoding="ascii") as file:
        file.write("1000")


def unshare(flags: int) -> None:
    """Leave namespaces that are shared now. Raises OSError."""
    checked(_LIBC.unshare(ctypes.c_int(flags)), f"unshare {flags:#x}")


def enter_pid_namespace_of_self() -> None:
    """Let later children be born into the own PID namespace again (after an ``unshare`` of PIDs)."""
    descriptor = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
    try:
        checked(_LIBC.setns(ctypes.c_int(descriptor), ctypes.c_int(CLONE_NEWPID)), "setns")
    finally:
        os.close(descriptor)


def enter_namespaces() -> None:
    """Leave the machine's users, mounts, processes (for children), network, IPC and host name.

    The process must have one thread. It keeps its user id, with all capabilities inside only.
    """
    uid, gid = os.geteuid(), os.getegid()
    unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS)
    for name, text in (("setgroups", "deny"), ("uid_map", f"{uid} {uid} 1"), ("gid_map", f"{gid} {gid} 1")):
        with open(f"/proc/self/{name}", "w", encoding="ascii") as file:
            file.write(text)


def raise_loopback() -> None:
    """Switch on the loopback device of an own network namespace, which leads nowhere else."""
    request = struct.pack("16sH14x", b"lo", _IFF_UP)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as handle:
        fcntl.ioctl(handle, _SIOCSIFFLAGS, request)


def limit(limits: ResourceLimits) -> None:
    """Set resource limits, soft and hard alike; never above what is inherited."""
    wanted = {
        resource.RLIMIT_CORE: _NO_CORE_BYTES,
        resource.RLIMIT_AS: limits.memory_bytes,
        resource.RLIMIT_CPU: limits.cpu_seconds,
        resource.RLIMIT_FSIZE: limits.file_bytes,
        resource.RLIMIT_NOFILE: limits.open_files,
        resource.RLIMIT_NPROC: limits.processes,
    }
    for which, value in wanted.items():
        if value is not None:
            hard = resource.getrlimit(which)[1]
            bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
            resource.setrlimit(which, (bound, bound))


def own_memory_bytes() -> int:
    """Address space that this process has mapped already, in bytes; 0 without /proc."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 0


def drop_bounding_set() -> None:
    """Give up what running a program could gain; what this process has already, it keeps."""
    for capability in range(_LAST_CAPABILITY + 1):
        try:
            prctl(_PR_CAPBSET_DROP, capability)
        except OSError:
            break  # beyond the last one of this kernel, or an ordinary user without any


def drop_privileges(*, bounding_set: bool = True) -> None:
    """Give up every capability for good, and every way to gain one by running a program.

    ``bounding_set`` is False where the parent has called :func:`drop_bounding_set`.
    """
    prctl(_PR_SET_NO_NEW_PRIVS, 1)
    with contextlib.suppress(OSError):
        prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL)
    if bounding_set:
        drop_bounding_set()
    header = ctypes.create_string_buffer(struct.pack("<Ii", _CAPABILITY_VERSION_3, 0))
    nothing = ctypes.create_string_buffer(struct.pack("<6I", *[0] * 6))
    checked(_LIBC.capset(header, nothing), "capset")


def filter_system_calls(*, arm: bool, namespaces: bool) -> None:
    """Install the system-call filter. Needs ``drop_privileges`` before."""
    program = system_calls.filter_program(arm=arm, own_pid=os.getpid() if arm else 0, namespaces=namespaces)
    buffer = ctypes.create_string_buffer(program, len(program))
    packed = struct.pack("<HxxxxxxQ", len(program) // 8, ctypes.addressof(buffer))
    description = ctypes.create_string_buffer(packed, len(packed))
    number = _SYS_SECCOMP[os.uname().machine]
    for flags in (_SECCOMP_FILTER_FLAG_SPEC_ALLOW, 0):
        # Without SPEC_ALLOW older kernels switch on a mitigation that slows the filtered process.
        with contextlib.suppress(OSError):
            _system_call(number, ctypes.c_ulong(_SECCOMP_SET_MODE_FILTER), ctypes.c_ulong(flags), description,
                         what="seccomp")  # fmt: skip
            return
    raise OSError(ctypes.get_errno(), "seccomp: the kernel refuses the filter")


def landlock_version() -> int:
    """Landlock's ABI version, 0 when the kernel has none."""
    try:
        return _system_call(
            _SYS_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(_VERSION_FLAG), what="landlock"
        )
    except OSError:
        return 0


def open_places(paths: Iterable[str]) -> list[int]:
    """Handles on files and folders for :func:`allow_only`; what does not exist is left out."""
    handles: list[int] = []
    for path in paths:
        with contextlib.suppress(OSError):
            handles.append(os.open(path, os.O_PATH | os.O_CLOEXEC))
    return handles


def allow_only(
    *, readable: Sequence[int], writable: Sequence[int], devices: Sequence[int], tcp: bool = False
) -> None:
    """Restrict this process for ever by Landlock: files as listed, no signals or sockets to outside.

    Args:
        readable: handles of places to read and execute.
        writable: handles of places where anything but devices may be made.
        devices: handles of files that may be read and written.
        tcp: allow TCP (only where an own network namespace leads nowhere).

    Raises:
        OSError: the kernel has no Landlock or refuses. ``drop_privileges`` must have come before.

    """
    version = landlock_version()
    if version < 1:
        raise OSError("this kernel has no Landlock")
    files = (1 << 13) - 1
    files |= (_REFER if version >= 2 else 0) | (_TRUNCATE if version >= 3 else 0)
    files |= _IOCTL_DEVICE if version >= 5 else 0
    attributes = struct.pack("<QQQ", files, 3 if version >= 4 and not tcp else 0, 3 if version >= 6 else 0)
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    ruleset = _system_call(
        _SYS_CREATE_RULESET,
        ctypes.create_string_buffer(attributes, 24),
        ctypes.c_size_t(size),
        ctypes.c_uint32(0),
        what="landlock_create_ruleset",
    )
    grants = [(handle, _READING) for handle in readable]
    grants += [(handle, files & ~(_MAKE_DEVICES | _IOCTL_DEVICE)) for handle in writable]
    grants += [(handle, _READ_FILE | _WRITE_FILE) for handle in devices]
    try:
        for handle, rights in grants:
            is_folder = (os.fstat(handle).st_mode & 0o170000) == 0o040000
            allowed = rights if is_folder else rights & _FILE_RIGHTS
            rule = ctypes.create_string_buffer(struct.pack("<Qi", allowed & files, handle), 12)
            _system_call(_SYS_ADD_RULE, ctypes.c_int(ruleset), ctypes.c_int(_RULE_PATH_BENEATH), rule,
                         ctypes.c_uint32(0), what="landlock_add_rule")  # fmt: skip
        _system_call(
            _SYS_RESTRICT_SELF, ctypes.c_int(ruleset), ctypes.c_uint32(0), what="landlock_restrict_self"
        )
    finally:
        os.close(ruleset)
