"""A file system of its own for the sandbox: a new root that holds only what the target needs.

The root is a small tmpfs; system folders, the interpreter, the target's packages and the workspace are
bound into it read-only, the workspace at the project's own path. Then the old root is let go. What was not
bound does not exist inside: homes, /run, /var, other projects.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass

from ouroboros.agent.confinement import checked

_LIBC = ctypes.CDLL(None, use_errno=True)

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC = 1, 2, 4, 8
_MS_BIND, _MS_REC, _MS_PRIVATE = 4096, 16384, 1 << 18
_MNT_DETACH = 2
_AT_FDCWD, _AT_RECURSIVE = -100, 0x8000
_SYS_MOUNT_SETATTR, _SYS_PIVOT_ROOT = 442, {"x86_64": 155, "aarch64": 41}

_PID_MAX_OF_NAMESPACE = (6, 14)
"""Before Linux 6.14 there is one bound for the whole machine, and root inside could set it."""
_RESERVED_PIDS = 300
"""Numbers that are not given out a second time: kernel/pid.c."""

_STAGE = "/tmp"  # noqa: S108 - any existing folder: it becomes the root and is let go with the old one
_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/nix/store")
_ETC = ("ld.so.cache", "ld.so.conf", "ld.so.conf.d", "localtime", "timezone", "mime.types", "alternatives",
        "ssl/openssl.cnf", "ssl/certs", "pki/tls/certs", "ca-certificates", "fonts")  # fmt: skip
_DEVICES = ("null", "zero", "full", "random", "urandom")
_WRITTEN = {
    "/etc/passwd": "root:x:0:0:root:/:/bin/sh\nsandbox:x:{uid}:{gid}:sandbox:/:/bin/sh\n",
    "/etc/group": "root:x:0:\nsandbox:x:{gid}:\n",
    "/etc/hosts": "127.0.0.1 localhost\n::1 localhost\n",
    "/etc/nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RootView:
    """What the sandbox sees. Paths are absolute; ``scratch_bytes`` bounds what can be written."""

    project: str
    workspace: str
    scratch: str
    readable: Sequence[str]
    scratch_bytes: int
    most_processes: int = 0
    """Processes and threads at a time, by the kernel's own count where it has one; 0: as many as may be."""
    writable_project: bool = False
    """Put a throw-away layer over the workspace, so that the project's own path can be written."""
    sockets: bool = False
    """Whether what runs may open sockets; those of others that lie in what it reads are then out of reach."""


def mount(source: str, target: str, kind: str, flags: int, data: str = "") -> None:
    """Attach a file system or a folder at ``target``. Raises OSError that names the target."""
    result = _LIBC.mount(
        os.fsencode(source), os.fsencode(target), kind.encode(), ctypes.c_ulong(flags), data.encode() or None
    )
    checked(result, f"mount {kind or 'bind'} on {target}")


def mount_scratch(path: str, size: int) -> None:
    """Mount an empty tmpfs of ``size`` bytes, with a bounded number of files."""
    inodes = max(4096, min(65536, size >> 12))  # each takes kernel memory that no limit counts
    mount("scratch", path, "tmpfs", MS_NOSUID | MS_NODEV, f"size={size},nr_inodes={inodes},mode=700")


def mount_proc(path: str, *, most_processes: int = 0) -> bool:
    """Mount the /proc of this process's PID namespace read-only; False where a container forbids it.

    Args:
        path: where to.
        most_processes: bound on processes and threads of this PID namespace and all below it; needs to be
            its first process. A bomb outruns whoever counts from outside, and no other limit binds root.

    """
    bounded = most_processes and _kernel() >= _PID_MAX_OF_NAMESPACE
    flags = MS_NOSUID | MS_NODEV | MS_NOEXEC
    try:
        mount("proc", path, "proc", flags if bounded else flags | MS_RDONLY)
    except OSError:
        return False
    if bounded:
        with contextlib.suppress(OSError), open(f"{path}/sys/kernel/pid_max", "w", encoding="ascii") as file:
            file.write(str(_RESERVED_PIDS + most_processes))
        _read_only(path, recursive=False)
    return True


def _kernel() -> tuple[int, int]:
    """Version of the kernel."""
    major, minor = os.uname().release.split(".")[:2]
    return int(major), int("".join(character for character in minor if character.isdigit()))


def _mount_places() -> list[str]:
    """Where something is mounted, by proc_pid_mountinfo(5); white space is written in octal there."""
    with open("/proc/self/mountinfo", encoding="utf-8", errors="surrogateescape") as file:
        fields = [line.split(" ") for line in file]
    return [re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), each[4]) for each in fields]


def system_paths() -> list[str]:
    """Folders and files of the system that every program may read."""
    listed = [*_SYSTEM, *(f"/etc/{name}" for name in _ETC)]
    return [path for path in listed if os.path.exists(path)]


def enter(view: RootView) -> None:
    """Build the new root and move into it. Needs mount rights in an own mount namespace.

    Raises:
        OSError: the kernel refuses one of the steps.

    """
    # Links are followed while the machine's own root is still the root.
    binds, workspace, system = _binds(view), os.path.realpath(view.workspace), frozenset(system_paths())
    mounted = _mount_places()
    mount("none", "/", "", _MS_REC | _MS_PRIVATE)
    mount("root", _STAGE, "tmpfs", MS_NOSUID | MS_NODEV, "size=16m,mode=755")
    for name in ("old", "new"):
        os.mkdir(f"{_STAGE}/{name}")
    _pivot(_STAGE, f"{_STAGE}/old")
    os.chdir("/")
    mount("root", "/new", "tmpfs", MS_NOSUID | MS_NODEV, "size=16m,mode=755")
    _fill(view)
    layered = ""
    for path, source in binds:
        if view.writable_project and source == workspace:
            if layered:  # the project's path without links: the same layer
                os.makedirs(f"/new{path}", exist_ok=True)
                mount(f"/new{layered}", f"/new{path}", "", _MS_BIND | _MS_REC)
            else:
                _layered(source, path, view.scratch_bytes)
                layered = path
        elif (
            view.sockets
            and path not in system
            and source != workspace  # the private copy has no sockets
            and os.path.isdir(f"/old{source}")
            and not any(below(place, source) and place != source for place in mounted)
        ):
            _bind_without_sockets(source, path)
        else:
            _bind(source, path)
    _read_only("/new", recursive=False)
    os.chdir("/new")
    _pivot(".", ".")
    checked(_LIBC.umount2(b".", _MNT_DETACH), "umount the stage")
    os.chdir("/")


def _binds(view: RootView) -> list[tuple[str, str]]:
    """Pairs (place inside, real source outside), parents before children, nothing twice."""
    workspace = os.path.realpath(view.workspace)
    wanted: dict[str, str] = {}
    for path in (*system_paths(), *view.readable):
        if os.path.islink(path) and path in _SYSTEM:
            continue  # kept as a link
        for alias in (os.path.normpath(path), os.path.realpath(path)):
            wanted[alias] = os.path.realpath(path)
    for alias in (view.project, os.path.realpath(view.project)):
        wanted[alias] = workspace
    kept: list[tuple[str, str]] = []
    for path in sorted(wanted, key=lambda path: (path.count("/"), path)):
        source = wanted[path]
        above = next((pair for pair in reversed(kept) if below(path, pair[0])), None)
        if above is None or source == workspace or above[1] + path.removeprefix(above[0]) != source:
            kept.append((path, source))
    for path, source in kept:
        if source != workspace and below(path, view.project):
            _mount_point(workspace + path.removeprefix(view.project), is_folder=os.path.isdir(source))
    return kept


def _fill(view: RootView) -> None:
    """Put what is the same for every target into /new."""
    for path in _SYSTEM:
        if os.path.islink(f"/old{path}"):
            os.symlink(os.readlink(f"/old{path}"), f"/new{path}")
    os.makedirs("/new/etc")
    for path, text in _WRITTEN.items():
        with open(f"/new{path}", "w", encoding="ascii") as file:
            file.write(text.format(uid=os.getuid() or 65534, gid=os.getgid() or 65534))
    os.makedirs("/new/dev")
    for name in _DEVICES:
        _bind(f"/dev/{name}", f"/dev/{name}")
    for name, target in {"fd": "/proc/self/fd", "shm": view.scratch, "stdin": "/proc/self/fd/0",
                         "stdout": "/proc/self/fd/1", "stderr": "/proc/self/fd/2"}.items():  # fmt: skip
        os.symlink(target, f"/new/dev/{name}")
    for folder in ("/new/proc", "/new/tmp", f"/new{view.scratch}"):
        os.makedirs(folder, exist_ok=True)
    mount_scratch(f"/new{view.scratch}", view.scratch_bytes)
    mount_proc("/new/proc", most_processes=view.most_processes)


def _layered(source: str, path: str, size: int) -> None:
    """Overlay the workspace with a layer that is kept in memory and forgotten."""
    os.mkdir("/new/.layer")
    mount_scratch("/new/.layer", size)
    os.makedirs(f"/new{path}", exist_ok=True)
    _overlay(f"/old{source}", "/new/.layer", f"/new{path}")


def _overlay(lower: str, layer: str, target: str) -> None:
    """Mount ``lower`` at ``target``, with what is written kept in the empty folder ``layer``.

    Commas and colons end a path in the options of an overlay, and paths of users hold them: the options name
    only folders of our own.
    """
    for name in ("lower", "upper", "work"):
        os.mkdir(f"{layer}/{name}")
    mount(lower, f"{layer}/lower", "", _MS_BIND | _MS_REC)
    options = f"lowerdir={layer}/lower,upperdir={layer}/upper,workdir={layer}/work,userxattr"
    mount("overlay", target, "overlay", MS_NOSUID | MS_NODEV, options)
    checked(_LIBC.umount2(os.fsencode(f"{layer}/lower"), _MNT_DETACH), f"umount {layer}/lower")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """Where a throw-away layer has to go so that the whole project can be written. Paths are absolute."""

    project: str
    alias: str
    """The project's path without links; the same as ``project`` where there are none."""
    nested: Sequence[str]
    """What is bound inside the project (an environment of its own), which stays as it is."""


def cover(view: RootView) -> Cover:
    """Find out what :func:`put_layer` needs. To be asked before :func:`enter`, which takes links away."""
    project = os.path.normpath(view.project)
    inside = [path for path, _ in _binds(view) if path != project and below(path, project)]
    return Cover(project=project, alias=os.path.realpath(project), nested=inside)


def put_layer(over: Cover, scratch: str, size: int) -> None:
    """Give this process's own mount namespace an empty scratch folder and a layer over the project.

    Both are kept in memory, ``size`` bytes each, and disappear with the namespace.

    Raises:
        OSError: the kernel refuses one of the steps.

    """
    handles = [(path, os.open(path, os.O_PATH | os.O_CLOEXEC)) for path in over.nested]
    mount_scratch(scratch, size)  # holds the layer; the one below hides it
    _overlay(over.project, scratch, over.project)
    for path, handle in handles:
        mount(f"/proc/self/fd/{handle}", path, "", _MS_BIND | _MS_REC)
        os.close(handle)
    if over.alias != over.project:
        mount(over.project, over.alias, "", _MS_BIND | _MS_REC)
    mount_scratch(scratch, size)


def below(path: str, parent: str) -> bool:
    """Whether ``path`` is ``parent`` or lies in it (text only, no links followed)."""
    return path == parent or path.startswith(parent.rstrip("/") + "/")


def _mount_point(place: str, *, is_folder: bool) -> None:
    """Make sure that something of the right kind exists to mount over."""
    with contextlib.suppress(OSError):  # a read-only place that exists already is what we need
        os.makedirs(place if is_folder else os.path.dirname(place), exist_ok=True)
        if not is_folder and not os.path.exists(place):
            os.close(os.open(place, os.O_CREAT | os.O_WRONLY, 0o600))


def _bind(source: str, path: str) -> None:
    """Bind the machine's ``source`` at ``path`` of the new root, read-only."""
    target = f"/new{path}"
    _mount_point(target, is_folder=os.path.isdir(f"/old{source}"))
    mount(f"/old{source}", target, "", _MS_BIND | _MS_REC)
    _read_only(target, recursive=True)


def _bind_without_sockets(source: str, path: str) -> None:
    """Show the machine's folder ``source`` at ``path`` so that no server in it can be reached.

    A server listens at an inode (unix(7)), and an overlay has inodes of its own: everything is read as it is,
    and connecting is refused. What is mounted below ``source`` it does not show: that is asked before.
    More than two of them cannot lie on top of each other; then the folder is bound as it is.
    """
    stage = "/new/.stage"
    for name in ("lower", "none"):
        os.makedirs(f"{stage}/{name}", exist_ok=True)
    mount(f"/old{source}", f"{stage}/lower", "", _MS_BIND)
    _mount_point(f"/new{path}", is_folder=True)
    try:
        options = f"lowerdir={stage}/lower:{stage}/none,userxattr"
        mount("overlay", f"/new{path}", "overlay", MS_RDONLY | MS_NOSUID | MS_NODEV, options)
    except OSError:
        _bind(source, path)
    finally:
        checked(_LIBC.umount2(os.fsencode(f"{stage}/lower"), _MNT_DETACH), "umount the stage")


def _read_only(path: str, *, recursive: bool) -> None:
    """mount_setattr(2): read-only and without set-user-id, all submounts included (Linux 5.12)."""
    attributes = (ctypes.c_uint64 * 4)(MS_RDONLY | MS_NOSUID, 0, 0, 0)
    result = _LIBC.syscall(
        ctypes.c_long(_SYS_MOUNT_SETATTR),
        ctypes.c_long(_AT_FDCWD),
        os.fsencode(path),
        ctypes.c_ulong(_AT_RECURSIVE if recursive else 0),
        attributes,
        ctypes.c_size_t(32),
    )
    checked(result, f"make {path} read-only")


def _pivot(root: str, old: str) -> None:
    number = _SYS_PIVOT_ROOT.get(os.uname().machine)
    if number is None:
        raise OSError(f"no system-call numbers for {os.uname().machine}")
    result = _LIBC.syscall(ctypes.c_long(number), os.fsencode(root), os.fsencode(old))
    checked(result, f"pivot_root to {root}")
