"""Attempts on files, secrets and descriptors."""

from __future__ import annotations

import glob
import os
import pwd
import site
import sys

from ways import read, system_call, tried, write


def passwd(_world):
    """Who has an account on this machine."""

    def users():
        with open("/etc/passwd", encoding="utf-8") as file:
            found = {line.partition(":")[0] for line in file} - {"root", "sandbox"}
        if not found:
            raise LookupError("nobody")
        return found

    return tried(users, lambda: read("/etc/shadow")[:0] or "shadow")


def ssh_key(world):
    """The private key of the user, wherever the home may be."""
    homes = [world["home"], os.path.expanduser("~"), pwd.getpwuid(os.getuid()).pw_dir, "/root"]
    homes += glob.glob("/home/*")
    return tried(*[lambda home=home: read(f"{home}/.ssh/id_ed25519") for home in homes])


def write_system(_world):
    """Leave something in the folders of the system."""
    places = ["/usr/attacked", "/usr/bin/python3", "/etc/passwd", "/etc/ld.so.preload", "/bin/attacked",
              "/attacked", "/lib/attacked", "/dev/attacked"]  # fmt: skip
    return tried(*[lambda place=place: write(place) for place in places])


def poison_packages(_world):
    """Leave code that every later interpreter runs."""
    folders = [*site.getsitepackages(), os.path.dirname(os.__file__)]
    names = ["sitecustomize.py", "attacked.pth", "__pycache__/os.cpython-311.pyc"]
    places = [os.path.join(folder, name) for folder in folders for name in names]
    places += [os.__file__, sys.executable, os.path.join(sys.prefix, "pyvenv.cfg")]
    return tried(*[lambda place=place: write(place) for place in places])


def environment(world):
    """A secret in the environment."""
    return tried(lambda: os.environ[world["variable"]], lambda: os.environb[world["variable"].encode()])


def environments(world):
    """A secret in the environment of any process."""

    def found(pid):
        content = read(f"/proc/{pid}/environ") or b""
        if world["variable"].encode() not in content:
            raise LookupError("not there")
        return content

    pids = [name for name in os.listdir("/proc") if name.isdigit()] + ["self", str(world["process"])]
    return tried(*[lambda pid=pid: found(pid) for pid in pids])


def write_outside(world):
    """Change a file of the user, or make one."""
    folder = world["folder"]
    return tried(
        lambda: write(f"{folder}/attacked"),
        lambda: write(f"{folder}/kept"),
        lambda: os.unlink(f"{folder}/kept"),
        lambda: os.rename(f"{folder}/kept", f"{folder}/gone"),
        lambda: os.symlink("/etc/passwd", f"{folder}/link"),
        lambda: os.chmod(f"{folder}/kept", 0o777),
        lambda: os.truncate(f"{folder}/kept", 0),
        lambda: os.utime(f"{folder}/kept", (0, 0)),
    )


def read_secret(world):
    """A secret beside the project, by its path and round corners."""
    secret = world["secret"]
    scratch = os.environ.get("TMPDIR", "/tmp")

    def through_a_link():
        link = f"{scratch}/link-{os.getpid()}"
        os.symlink(secret, link)
        return read(link)

    def through_a_hard_link():
        link = f"{scratch}/hard-{os.getpid()}"
        os.link(secret, link)
        return read(link)

    return tried(
        lambda: read(secret),
        lambda: read(world["project"] + "/../" + os.path.relpath(secret, os.path.dirname(world["project"]))),
        through_a_link,
        through_a_hard_link,
        lambda: os.listdir(world["folder"]),
        lambda: os.stat(secret).st_size,
    )


def through_processes(world):
    """Out through the root and the folders of other processes."""
    ways = []
    for pid in ("1", "self", "thread-self", str(os.getppid()), str(world["process"])):
        for door in ("root", "cwd", "root/proc/1/root"):
            path = f"/proc/{pid}/{door}{world['secret']}"
            ways.append(lambda path=path: read(path))
    ways.append(lambda: system_call("open_by_handle_at", -100, 0, 0))
    ways.append(lambda: os.chroot(os.environ.get("TMPDIR", "/tmp")))
    return tried(*ways)


def inherited(world):
    """A descriptor that was left open, by number and through /proc."""
    mark = world["held_mark"].encode()

    def found(number):
        if mark not in os.pread(number, 100, 0):
            raise LookupError("something else")
        return number

    def reopened(number):
        if mark not in read(f"/proc/self/fd/{number}"):
            raise LookupError("something else")
        return number

    # Reading from a channel would wait; what is looked for is a file.
    files = [number for number in range(3, 256) if _is_file(number)]
    ways = [lambda number=number, way=way: way(number) for number in files for way in (found, reopened)]
    return tried(*ways) if ways else "refused: nothing is open"


def _is_file(number):
    try:
        return os.readlink(f"/proc/self/fd/{number}").startswith("/")
    except OSError:
        return False


def reopened_output(_world):
    """Reach a file of the supervisor through the own output, or fill it without end."""

    def flood():
        with open("/proc/self/fd/1", "wb", buffering=0) as file:
            file.writelines(b"x" * (1 << 20) for _ in range(64))
        place = os.readlink("/proc/self/fd/1")
        if place.startswith("pipe:"):
            raise LookupError("a pipe that keeps only its tail")
        return place

    return tried(flood)


def device_nodes(_world):
    """The disk, by a device of one's own."""
    place = f"{os.environ.get('TMPDIR', '/tmp')}/disk-{os.getpid()}"
    return tried(
        lambda: os.mknod(place, 0o60600, os.makedev(8, 0)),
        lambda: os.mknod(place, 0o20600, os.makedev(1, 1)),
        lambda: read("/dev/mem"),
        lambda: read("/dev/kmsg"),
        lambda: read("/dev/sda"),
        lambda: read("/dev/vda"),
        lambda: read("/proc/kcore"),
    )


def kernel_settings(_world):
    """Settings of the kernel."""
    names = ["kernel/core_pattern", "kernel/hostname", "vm/drop_caches", "kernel/sysrq", "fs/file-max",
             "kernel/modprobe", "kernel/ns_last_pid"]  # fmt: skip
    ways = [lambda name=name: write(f"/proc/sys/{name}") for name in names]
    ways += [lambda: write("/proc/sysrq-trigger"), lambda: write("/sys/kernel/uevent_helper")]
    ways += [lambda: write("/proc/self/oom_score_adj"), lambda: write("/proc/1/oom_score_adj")]
    return tried(*ways)


def descriptors_closed(_world):
    """Close everything: the channel to the supervisor and the output too."""
    os.closerange(0, 256)
    return "refused: nobody hears this"
