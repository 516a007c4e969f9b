"""Attempts on the kernel itself: surfaces that no calculation needs."""

from __future__ import annotations

import ctypes
import fcntl
import os

from ways import LIBC, system_call, tried

_NEW_USER, _NEW_NAMESPACE = 0x10000000, 0x00020000


def namespaces(_world):
    """Rights in a world of one's own: users, mounts."""
    return tried(
        lambda: system_call("unshare", _NEW_USER),
        lambda: system_call("unshare", _NEW_NAMESPACE),
        lambda: system_call("clone", _NEW_USER | 17, 0, 0, 0, 0),
        lambda: system_call("clone3", 0, 0),
        lambda: system_call("setns", 0, _NEW_USER),
        lambda: system_call("mount", b"none", b"/proc", b"tmpfs", 0, 0),
        lambda: system_call("pivot_root", b".", b"."),
        lambda: system_call("fsopen", b"tmpfs", 0),
        lambda: os.chroot("/"),
    )


def surfaces(_world):
    """What has let programs into the kernel before."""
    room = ctypes.create_string_buffer(256)
    place = ctypes.addressof(room)
    return tried(
        lambda: system_call("io_uring_setup", 1, place),
        lambda: system_call("bpf", 0, place, 64),
        lambda: system_call("userfaultfd", 1),
        lambda: system_call("perf_event_open", place, 0, -1, -1, 0),
        lambda: system_call("init_module", place, 1, b""),
        lambda: system_call("personality", 0x0040000),
        lambda: system_call("syslog", 3, place, 200),
        lambda: system_call("pidfd_getfd", 0, 0, 0),
    )


def keys(_world):
    """The keyring of the user's session."""
    return tried(
        lambda: system_call("add_key", b"user", b"attacked", b"x", 1, -3),
        lambda: system_call("keyctl", 0, -3, 0),
        lambda: system_call("request_key", b"user", b"attacked", 0, -3),
    )


def clock_and_name(_world):
    """The time and the name of the machine."""
    moment = (ctypes.c_long * 2)(0, 0)
    place = ctypes.addressof(moment)
    return tried(
        lambda: system_call("clock_settime", 0, place),
        lambda: system_call("settimeofday", place, 0),
        lambda: system_call("sethostname", b"attacked", 8),
        lambda: system_call("reboot", 0, 0, 0, 0),
        lambda: system_call("swapon", b"/attacked", 0),
    )


def terminal(_world):
    """Type into the terminal of whoever started us."""
    terminal_injection = 0x5412
    ways = [lambda n=number: fcntl.ioctl(n, terminal_injection, b"x") for number in (0, 1, 2)]
    return tried(lambda: os.open("/dev/tty", os.O_RDWR), lambda: os.open("/dev/console", os.O_RDWR), *ways)


def other_tables(_world):
    """The same calls under the numbers of another table (x86_64 has three)."""

    def x32():
        if LIBC.syscall(ctypes.c_long(0x40000000 + 39)) < 0:
            raise OSError(ctypes.get_errno(), "x32")
        return "x32"

    return tried(x32)
