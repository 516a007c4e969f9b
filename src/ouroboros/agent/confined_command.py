"""One confined command: it may start processes, none of which outlives it or reaches outside."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from ouroboros.agent import confinement, machine_code, root_view
from ouroboros.agent.plain_files import plain_content
from ouroboros.agent.wire import send_frame, taken_apart

_OVERLAY_TIME = 1_577_836_800
_DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")


def run(control: socket.socket, config: Mapping[str, Any], overlay: bytes) -> None:
    """Run ``config["command"]`` to its end; report status, CPU seconds and the wanted files.

    Called in the first process of the sandbox, which buries everything that the command leaves behind.
    """
    if config["layers"]["namespaces"]:
        root_view.enter(root_view.RootView(**config["view"]))
        confinement.raise_loopback()  # tests talk to servers of their own
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    rest = write_overlay(config["folder"], config["overlay"], overlay)
    machine_code.place(config["scratch"], config["machine_code"], rest)
    child = os.fork()
    if child == 0:
        try:
            control.close()
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGPIPE, signal.SIGXFSZ):
                signal.signal(number, signal.SIG_DFL)
            _become(config)
        except BaseException as error:
            os.write(2, f"the sandbox could not run the command: {error}\n".encode())
        finally:
            os._exit(127)
    status, cpu_seconds = _bury(child, alone=config["layers"]["namespaces"])
    files = {
        name: plain_content(os.path.join(config["scratch"], name), config["collect_bytes"])
        for name in config["collect"]
    }
    found = {name: content for name, content in files.items() if content is not None}
    compiled, code = machine_code.gather(config["scratch"]) if config["keep_machine_code"] else ([], b"")
    head = {
        "status": status,
        "cpu_seconds": cpu_seconds,
        "files": [[name, len(content)] for name, content in found.items()],
        "machine_code": compiled,
    }
    send_frame(control, head, b"".join(found.values()) + code)


def _become(config: Mapping[str, Any]) -> None:
    """Give up everything but starting processes, then run the command."""
    layers = config["layers"]
    os.setsid()
    os.chdir(config["working_directory"])
    confinement.limit(confinement.ResourceLimits(**config["resource_limits"]))
    confinement.drop_privileges()
    if layers["landlock"]:
        processes = (
            ["/proc", "/etc", "/dev"]
            if layers["namespaces"]
            else ["/proc/self", "/proc/cpuinfo", "/proc/meminfo"]
        )
        confinement.allow_only(
            readable=confinement.open_places([*config["readable"], *processes]),
            writable=confinement.open_places([config["scratch"], config["folder"]]),
            devices=confinement.open_places(_DEVICES),
            tcp=layers["namespaces"],
        )
    if layers["seccomp"]:
        confinement.filter_system_calls(arm=False, namespaces=layers["namespaces"])
    os.closerange(3, 4096)
    command = config["command"]
    if isinstance(command, str):
        os.execv("/bin/sh", ["/bin/sh", "-c", command])  # noqa: S606 - sealed
    os.execvp(command[0], command)  # noqa: S606 - sealed


def _bury(child: int, *, alone: bool) -> tuple[int, float]:
    """Wait for ``child``, end what it left behind; its status (negative: a signal), all CPU seconds."""
    status, cpu_seconds = 0, 0.0
    while True:
        try:
            pid, raw, usage = os.wait4(-1, 0)
        except ChildProcessError:
            return status, cpu_seconds
        cpu_seconds += usage.ru_utime + usage.ru_stime
        if pid == child:
            status = os.waitstatus_to_exitcode(raw)
            if not alone:
                return status, cpu_seconds
            with contextlib.suppress(ProcessLookupError):
                os.kill(-1, signal.SIGKILL)  # everything in this PID namespace but ourselves


def write_overlay(folder: str, sizes: Sequence[tuple[str, int]], content: bytes) -> bytes:
    """Exchange files; what of ``content`` is left over comes back."""
    files, rest = taken_apart(sizes, content)
    for path, text in files:
        target = os.path.join(folder, path)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with contextlib.suppress(FileNotFoundError):
            os.unlink(target)  # a link would lead elsewhere
        with open(target, "wb") as file:
            file.write(text)
        # Machine code that an earlier run kept is valid for a file of the same time.
        os.utime(target, (_OVERLAY_TIME, _OVERLAY_TIME))
    return rest


def kill_descendants() -> None:
    """Kill every process below this one, where no PID namespace does it. Needs ``adopt_orphans``."""
    for _ in range(100):
        children = _children(os.getpid())
        if not children:
            return
        for pid in children:
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(-1, 0)


def _children(pid: int) -> list[int]:
    try:
        with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
            return [int(word) for word in file.read().split()]
    except OSError:
        return []


def probe() -> dict[str, str]:
    """Try each mechanism in a process of its own; name → why it does not work, empty when it does."""
    return {
        "user namespaces": _attempt(confinement.enter_namespaces),
        "own root": _attempt(_try_root),
        "Landlock": _attempt(_try_landlock),
        "seccomp": _attempt(_try_filter),
    }


def _try_root() -> None:
    confinement.enter_namespaces()
    child = os.fork()
    if child == 0:
        try:
            root_view.enter(
                root_view.RootView(
                    project="/ouroboros-probe",
                    workspace="/usr",
                    scratch="/scratch",
                    readable=[],
                    scratch_bytes=1 << 20,
                )
            )
            confinement.unshare(confinement.CLONE_NEWPID)
            confinement.enter_pid_namespace_of_self()
        except OSError as error:
            sys.stdout.write(str(error))
            sys.stdout.flush()
            os._exit(1)
        os._exit(0)
    if os.waitpid(child, 0)[1]:
        raise OSError("")


def _try_landlock() -> None:
    confinement.drop_privileges()
    confinement.allow_only(readable=confinement.open_places(["/usr"]), writable=[], devices=[])
    try:
        os.listdir("/")
    except PermissionError:
        return
    raise OSError("the kernel accepts the rules but does not enforce them")


def _try_filter() -> None:
    confinement.drop_privileges()
    confinement.filter_system_calls(arm=True, namespaces=False)
    try:
        socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    except PermissionError:
        return
    raise OSError("the kernel accepts the filter but does not enforce it")


def _attempt(action: Any) -> str:
    """Reason why ``action`` fails in a forked process, or empty."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        os.dup2(writing, 1)
        try:
            action()
        except BaseException as error:
            os.write(1, str(error)[:500].encode() or b"refused")
        finally:
            os._exit(0)
    os.close(writing)
    with open(reading, encoding="utf-8", errors="replace") as file:
        reason = file.read()
    _, status = os.waitpid(child, 0)
    return reason or ("" if status == 0 else f"ended with status {status}")
