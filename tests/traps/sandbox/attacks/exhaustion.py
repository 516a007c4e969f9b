"""Attempts to use up what the machine has."""

from __future__ import annotations

import mmap
import os
import re
import sys
import threading
import time

from ways import system_call, tried


def threads(_world):
    """Threads with small stacks: address space for thousands, and each one is a number of the machine."""
    threading.stack_size(32 << 10)
    event = threading.Event()
    started = 0
    try:
        while started < 6000:
            threading.Thread(target=event.wait, daemon=True).start()
            started += 1
    except RuntimeError:
        time.sleep(60)  # what there is, is held
    return f"reached {started} threads"


def memory(_world):
    """As much memory as there is."""
    held = []
    while len(held) < 40:
        held.append(b"x" * (50 << 20))
    return "reached"


def memory_of_children(_world):
    """Memory times processes."""
    for _ in range(3):
        os.fork()
    held = b"x" * (60 << 20)
    time.sleep(60)
    return f"reached {len(held)}"


def memory_files(_world):
    """Memory that belongs to no process."""

    def held():
        handles = []
        while len(handles) < 40:
            handles.append(os.memfd_create("attacked"))
            for _ in range(6):
                os.write(handles[-1], bytes(1 << 20))
        time.sleep(0.5)
        return "240 MB of memory files"

    return tried(held)


def shared_mappings(_world):
    """Memory that is shared with nobody, and counted nowhere if only private memory counts."""
    held = []
    while len(held) < 40:
        held.append(mmap.mmap(-1, 20 << 20))
        held[-1].write(b"x" * (20 << 20))
    time.sleep(1)
    return "reached 800 MB of shared memory"


def disk(world):
    """Files without end, wherever anything can be written."""

    def filled(folder):
        for index in range(100):
            with open(f"{folder}/fill-{os.getpid()}-{index}", "wb") as file:
                file.write(bytes(1 << 20))
        return folder

    places = [os.environ.get("TMPDIR", "/tmp"), world["project"], "/", "/var/tmp", "/run", "/dev"]
    return tried(*[lambda folder=folder: filled(folder) for folder in places])


def inodes(world):
    """Empty files without end."""

    def filled(folder):
        for index in range(70_000):
            os.mkdir(f"{folder}/inode-{os.getpid()}-{index}")
        return folder

    return tried(
        *[lambda folder=folder: filled(folder) for folder in (os.environ["TMPDIR"], world["project"])]
    )


def descriptors(_world):
    """Open files without end."""

    def held():
        handles = []
        while len(handles) < 5000:
            handles.append(os.open("/dev/null", os.O_RDONLY))
        return len(handles)

    return tried(held)


def output(_world):
    """Write to standard output without end."""
    for _ in range(1000):
        os.write(1, b"x" * 65536)
    return "refused: nobody keeps all of it"


def loop(_world):
    """Never come back, in Python."""
    while True:
        pass


def loop_in_c(_world):
    """Never come back, in C and with the interpreter's lock held."""
    return 7 ** (10**9)


def loop_in_a_pattern(_world):
    """Never come back, in the engine of regular expressions."""
    return re.match(r"(a+)+$", "a" * 64 + "b")


def recursion(_world):
    """Run over the end of the stack, in C."""
    sys.setrecursionlimit(10**9)

    class Deep:
        def __getattr__(self, name):
            return getattr(self, name + "x")

    return Deep().a


def locked_memory(_world):
    """Memory that the machine may not move."""
    held = mmap.mmap(-1, 96 << 20)

    def locked():
        import ctypes

        address = ctypes.addressof(ctypes.c_char.from_buffer(held))
        if ctypes.CDLL(None, use_errno=True).mlock(ctypes.c_void_p(address), ctypes.c_size_t(96 << 20)):
            raise OSError(ctypes.get_errno(), "mlock")
        return "96 MB"

    return tried(locked)


def anonymous_file(_world):
    """A memory file past Python."""
    return tried(lambda: system_call("memfd_create", b"attacked", 0))
