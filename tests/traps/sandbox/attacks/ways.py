"""How an attack says how far it got: "reached …" is a hole, "refused: …" names what stood in the way."""

from __future__ import annotations

import ctypes
import errno
import os

LIBC = ctypes.CDLL(None, use_errno=True)

CALLS = {
    "x86_64": {"ptrace": 101, "mount": 165, "unshare": 272, "setns": 308, "process_vm_readv": 310, "bpf": 321,
               "perf_event_open": 298, "userfaultfd": 323, "io_uring_setup": 425, "add_key": 248,
               "request_key": 249, "keyctl": 250, "open_by_handle_at": 304, "shmget": 29, "semget": 64,
               "msgget": 68, "mq_open": 240, "pivot_root": 155, "clone3": 435, "clone": 56,
               "pidfd_getfd": 438, "clock_settime": 227, "settimeofday": 164, "sethostname": 170,
               "reboot": 169, "swapon": 167, "init_module": 175, "syslog": 103, "memfd_create": 319,
               "personality": 135, "fsopen": 430, "prlimit64": 302},
    "aarch64": {"ptrace": 117, "mount": 40, "unshare": 97, "setns": 268, "process_vm_readv": 270, "bpf": 280,
                "perf_event_open": 241, "userfaultfd": 282, "io_uring_setup": 425, "add_key": 217,
                "request_key": 218, "keyctl": 219, "open_by_handle_at": 265, "shmget": 194, "semget": 190,
                "msgget": 186, "mq_open": 180, "pivot_root": 41, "clone3": 435, "clone": 220,
                "pidfd_getfd": 438, "clock_settime": 112, "settimeofday": 170, "sethostname": 161,
                "reboot": 142, "swapon": 224, "init_module": 105, "syslog": 116, "memfd_create": 279,
                "personality": 92, "fsopen": 430, "prlimit64": 261},
}[os.uname().machine]  # fmt: skip


def tried(*ways):
    """Try each of ``ways``; the first that gets anywhere is told, else the errors of all."""
    errors = []
    for way in ways:
        try:
            found = way()
        except Exception as error:  # noqa: BLE001 - whatever stands in the way is what we ask for
            code = errno.errorcode.get(getattr(error, "errno", None) or 0, "")
            errors.append(code or type(error).__name__)
        else:
            return f"reached {found!r}"
    return "refused: " + " ".join(errors)


def system_call(name, *arguments):
    """Call the kernel directly, past everything that Python checks."""
    words = [each if isinstance(each, bytes) else ctypes.c_long(each) for each in arguments]
    result = LIBC.syscall(ctypes.c_long(CALLS[name]), *words)
    if result < 0:
        raise OSError(ctypes.get_errno(), name)
    return f"{name} {result}"


def read(path):
    """The first bytes of a file."""
    with open(path, "rb") as file:
        return file.read(400)


def write(path):
    """Leave something behind at ``path``."""
    with open(path, "w", encoding="ascii") as file:
        file.write("attacked")
    return path
