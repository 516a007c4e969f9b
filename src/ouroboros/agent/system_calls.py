"""The system-call filter: numbers, and a BPF program assembled by hand (no compiler, no library).

A deny list: calls that reach other processes, kernel surfaces with a record of holes, mounts, namespaces,
modules, keys and clocks. Arms additionally get no new processes. Numbers are from the kernel's tables
(``arch/x86/entry/syscalls/syscall_64.tbl``, ``include/uapi/asm-generic/unistd.h``).
"""

from __future__ import annotations

import errno
import functools
import platform
import struct

# Name → (x86_64, aarch64); None where the architecture has no such call.
_NUMBERS: dict[str, tuple[int | None, int | None]] = {
    "setxattr": (188, 5),
    "lsetxattr": (189, 6),
    "fsetxattr": (190, 7),
    "removexattr": (197, 14),
    "lremovexattr": (198, 15),
    "fremovexattr": (199, 16),
    "chmod": (90, None),
    "fchmod": (91, 52),
    "fchmodat": (268, 53),
    "fchmodat2": (452, 452),
    "chown": (92, None),
    "lchown": (94, None),
    "fchown": (93, 55),
    "fchownat": (260, 54),
    "utime": (132, None),
    "utimes": (235, None),
    "futimesat": (261, None),
    "utimensat": (280, 88),
    "setxattrat": (463, 463),
    "removexattrat": (466, 466),
    "file_setattr": (469, 469),
    "ioctl": (16, 29),
    "shmget": (29, 194),
    "socket": (41, 198),
    "clone": (56, 220),
    "fork": (57, None),
    "vfork": (58, None),
    "execve": (59, 221),
    "kill": (62, 129),
    "semget": (64, 190),
    "msgget": (68, 186),
    "ptrace": (101, 117),
    "syslog": (103, 116),
    "rt_sigqueueinfo": (129, 138),
    "mknod": (133, None),
    "personality": (135, 92),
    "setpriority": (141, 140),
    "sched_setparam": (142, 118),
    "sched_setscheduler": (144, 119),
    "modify_ldt": (154, None),
    "pivot_root": (155, 41),
    "adjtimex": (159, 171),
    "chroot": (161, 51),
    "acct": (163, 89),
    "settimeofday": (164, 170),
    "mount": (165, 40),
    "umount2": (166, 39),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "reboot": (169, 142),
    "sethostname": (170, 161),
    "setdomainname": (171, 162),
    "iopl": (172, None),
    "ioperm": (173, None),
    "init_module": (175, 105),
    "delete_module": (176, 106),
    "quotactl": (179, 60),
    "tkill": (200, 130),
    "sched_setaffinity": (203, 122),
    "lookup_dcookie": (212, 18),
    "clock_settime": (227, 112),
    "tgkill": (234, 131),
    "mq_open": (240, 180),
    "kexec_load": (246, 104),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "ioprio_set": (251, 30),
    "migrate_pages": (256, 238),
    "mknodat": (259, 33),
    "unshare": (272, 97),
    "move_pages": (279, 239),
    "rt_tgsigqueueinfo": (297, 240),
    "perf_event_open": (298, 241),
    "fanotify_init": (300, 262),
    "prlimit64": (302, 261),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    "clock_adjtime": (305, 266),
    "setns": (308, 268),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "kcmp": (312, 272),
    "finit_module": (313, 273),
    "sched_setattr": (314, 274),
    "memfd_create": (319, 279),
    "kexec_file_load": (320, 294),
    "bpf": (321, 280),
    "execveat": (322, 281),
    "userfaultfd": (323, 282),
    "pidfd_send_signal": (424, 424),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "pidfd_open": (434, 434),
    "clone3": (435, 435),
    "pidfd_getfd": (438, 438),
    "process_madvise": (440, 440),
    "mount_setattr": (442, 442),
    "quotactl_fd": (443, 443),
    "memfd_secret": (447, 447),
    "process_mrelease": (448, 448),
}

_ALWAYS_DENIED = [
    "shmget",
    "semget",
    "msgget",
    "mq_open",
    "ptrace",
    "syslog",
    "personality",
    "modify_ldt",
    "pivot_root",
    "adjtimex",
    "chroot",
    "acct",
    "settimeofday",
    "mount",
    "umount2",
    "swapon",
    "swapoff",
    "reboot",
    "sethostname",
    "setdomainname",
    "iopl",
    "ioperm",
    "init_module",
    "delete_module",
    "quotactl",
    "lookup_dcookie",
    "clock_settime",
    "kexec_load",
    "add_key",
    "request_key",
    "keyctl",
    "ioprio_set",
    "migrate_pages",
    "unshare",
    "move_pages",
    "perf_event_open",
    "fanotify_init",
    "name_to_handle_at",
    "open_by_handle_at",
    "clock_adjtime",
    "setns",
    "process_vm_readv",
    "process_vm_writev",
    "kcmp",
    "finit_module",
    "kexec_file_load",
    "bpf",
    "userfaultfd",
    "io_uring_setup",
    "io_uring_enter",
    "io_uring_register",
    "open_tree",
    "move_mount",
    "fsopen",
    "fsconfig",
    "fsmount",
    "fspick",
    "pidfd_getfd",
    "process_madvise",
    "mount_setattr",
    "quotactl_fd",
    "memfd_secret",
    "process_mrelease",
]
# Signals by other ways than kill/tgkill cannot be filtered by pid.
_ARM_DENIED = [
    "fork",
    "vfork",
    "execve",
    "execveat",
    "mknod",
    "mknodat",
    "setpriority",
    "tkill",
    "rt_sigqueueinfo",
    "rt_tgsigqueueinfo",
    "pidfd_open",
    "pidfd_send_signal",
]
# Landlock leaves them open for every file that the user owns; a root of one's own holds none of those.
_ATTRIBUTES = [
    "setxattr",
    "lsetxattr",
    "fsetxattr",
    "removexattr",
    "lremovexattr",
    "fremovexattr",
    "chmod",
    "fchmod",
    "fchmodat",
    "fchmodat2",
    "chown",
    "lchown",
    "fchown",
    "fchownat",
    "utime",
    "utimes",
    "futimesat",
    "utimensat",
    "setxattrat",
    "removexattrat",
    "file_setattr",
]
_OWN_PROCESS_ONLY = ["kill", "tgkill"]
_OWN_PROCESS_OR_ZERO = [
    "prlimit64",
    "sched_setaffinity",
    "sched_setparam",
    "sched_setscheduler",
    "sched_setattr",
]

_ARCHITECTURES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
_X32_BIT = 0x40000000

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_AT_NUMBER, _AT_ARCHITECTURE, _AT_ARGUMENTS = 0, 4, 16

_CLONE_THREAD = 0x00010000
_CLONE_NAMESPACES = 0x7E020000
_FAMILIES = (1, 2, 10)  # unix, inet, inet6: harmless inside an empty network namespace
# No network namespace confines a unix socket that has a file; one may lie where the target is imported from.
_ARM_FAMILIES = (2, 10)
_TERMINAL_INJECTION = (0x5412, 0x541C)  # TIOCSTI, TIOCLINUX

Instruction = tuple[int, int, int, int]


@functools.lru_cache(maxsize=8)
def filter_program(*, arm: bool, own_pid: int, namespaces: bool) -> bytes:
    """Assemble the filter for this machine.

    Args:
        arm: forbid new processes, programs, signals to others and unix sockets (but for pairs) as well.
        own_pid: the filtered process's pid as itself sees it; arms may signal only this one.
        namespaces: own root and network are in place: internet sockets lead nowhere, and the files whose
            attributes can be changed are nobody's. Otherwise there are no sockets, and no such changes.

    Returns:
        Packed ``struct sock_filter`` entries, 8 bytes each.

    """
    column, architecture = _ARCHITECTURES[platform.machine()]
    program: list[Instruction] = [
        (_LOAD, 0, 0, _AT_ARCHITECTURE),
        (_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _AT_NUMBER),
    ]
    if column == 0:
        program += [(_AT_LEAST, 0, 1, _X32_BIT), (_RETURN, 0, 0, _ERRNO | errno.ENOSYS)]

    def when(name: str, body: list[Instruction]) -> None:
        """Run ``body``, which ends in a return, for one call; every other call skips it."""
        number = _NUMBERS[name][column]
        if number is not None:
            program.extend([(_EQUAL, 0, len(body), number), *body])

    def argument(index: int) -> Instruction:
        return (_LOAD, 0, 0, _AT_ARGUMENTS + 8 * index)

    def refuse(code: int = errno.EPERM) -> Instruction:
        return (_RETURN, 0, 0, _ERRNO | code)

    allow: Instruction = (_RETURN, 0, 0, _ALLOW)

    def one_of(index: int, values: tuple[int, ...], code: int = errno.EPERM) -> list[Instruction]:
        """Allow when the argument's low word is one of ``values``."""
        count = len(values)
        tests: list[Instruction] = [(_EQUAL, count - at, 0, value) for at, value in enumerate(values)]
        return [argument(index), *tests, refuse(code), allow]

    # glibc falls back to clone(), whose flags a filter can read.
    when("clone3", [refuse(errno.ENOSYS)])
    # A memfd is memory that is charged to no process, nor seen in any. Libraries take ENOSYS for an old
    # kernel and make a file instead, which has its limit.
    when("memfd_create", [refuse(errno.ENOSYS)])
    if namespaces:
        families = _ARM_FAMILIES if arm else _FAMILIES
        when("socket", one_of(0, families, errno.EAFNOSUPPORT))
    else:
        when("socket", [refuse(errno.EACCES)])
        for name in _ATTRIBUTES:
            when(name, [refuse()])
    when("ioctl", [argument(1), *[(_EQUAL, 2 - at, 0, value) for at, value in enumerate(_TERMINAL_INJECTION)],
                   allow, refuse()])  # fmt: skip
    for name in _ALWAYS_DENIED:
        when(name, [refuse()])
    if arm:
        thread_only: list[Instruction] = [
            (_ANY_BIT, 0, 2, _CLONE_THREAD),
            (_ANY_BIT, 1, 0, _CLONE_NAMESPACES),
        ]
        when("clone", [argument(0), *thread_only, allow, refuse()])
        for name in _ARM_DENIED:
            when(name, [refuse()])
        for name in _OWN_PROCESS_ONLY:
            when(name, one_of(0, (own_pid,)))
        for name in _OWN_PROCESS_OR_ZERO:
            when(name, one_of(0, (0, own_pid)))
    else:
        when("clone", [argument(0), (_ANY_BIT, 1, 0, _CLONE_NAMESPACES), allow, refuse()])
    program.append(allow)
    return b"".join(struct.pack("<HBBI", *instruction) for instruction in program)
