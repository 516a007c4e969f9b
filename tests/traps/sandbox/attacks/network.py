"""Attempts to talk to somebody."""

from __future__ import annotations

import ctypes
import os
import socket

from ways import LIBC, read, system_call, tried, write


def _connected(family, kind, address):
    with socket.socket(family, kind) as talk:
        talk.settimeout(1)
        talk.connect(address)
        if kind == socket.SOCK_DGRAM:
            # A first datagram is sent into the blue; that nobody was there is told to the second.
            talk.send(b"attacked")
            talk.send(b"attacked")
    return address


def tcp(world):
    """A server on the loopback device of the machine."""
    return tried(
        lambda: _connected(socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", world["tcp"])),
        lambda: _connected(socket.AF_INET6, socket.SOCK_STREAM, ("::1", world["tcp"])),
        lambda: _connected(socket.AF_INET, socket.SOCK_STREAM, ("0.0.0.0", world["tcp"])),
        lambda: _connected(socket.AF_INET, socket.SOCK_STREAM, ("1.1.1.1", 53)),
    )


def udp_and_names(world):
    """Datagrams, and names, which travel in datagrams."""

    def named():
        return socket.getaddrinfo(f"{world['held_mark']}.example.com", 80)

    return tried(
        lambda: _connected(socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", world["udp"])),
        lambda: _connected(socket.AF_INET, socket.SOCK_DGRAM, ("8.8.8.8", 53)),
        lambda: _connected(socket.AF_INET6, socket.SOCK_DGRAM, ("2001:4860:4860::8888", 53)),
        named,
    )


def abstract(world):
    """A server without a file."""
    return tried(lambda: _connected(socket.AF_UNIX, socket.SOCK_STREAM, "\0" + world["abstract"]))


def by_path(world):
    """A server with a file, by path and through links."""

    def through_a_link():
        link = f"{os.environ.get('TMPDIR', '/tmp')}/s-{os.getpid()}"
        os.symlink(world["socket"], link)
        return _connected(socket.AF_UNIX, socket.SOCK_STREAM, link)

    return tried(
        lambda: _connected(socket.AF_UNIX, socket.SOCK_STREAM, world["socket"]),
        through_a_link,
        lambda: _connected(socket.AF_UNIX, socket.SOCK_STREAM, "/run/dbus/system_bus_socket"),
        lambda: _connected(socket.AF_UNIX, socket.SOCK_STREAM, "/var/run/docker.sock"),
    )


def by_path_in_the_project(world):
    """A server whose file lies where the target may read."""
    return tried(lambda: _connected(socket.AF_UNIX, socket.SOCK_STREAM, f"{world['project']}/inside.sock"))


def vsock(_world):
    """The host of a virtual machine, past its network."""

    def opened(address):
        with socket.socket(40, socket.SOCK_STREAM) as talk:
            talk.settimeout(0.2)
            try:
                talk.connect(address)
            except OSError:
                return "a socket that leaves the machine"
        return address

    return tried(lambda: opened((2, 1)), lambda: opened((1, 1)), lambda: read("/dev/vsock"))


def other_families(_world):
    """Every other family of sockets, and raw ones."""

    def opened(family, kind):
        socket.socket(family, kind).close()
        return family

    families = [number for number in range(1, 46) if number not in {1, 2, 10, 40}]
    kinds = (socket.SOCK_RAW, socket.SOCK_DGRAM, socket.SOCK_STREAM, socket.SOCK_SEQPACKET)
    ways = [lambda pair=(family, kind): opened(*pair) for family in families for kind in kinds]
    ways += [lambda family=family: opened(family, socket.SOCK_RAW) for family in (2, 10)]
    return " ".join(sorted(set(tried(*ways).split()), reverse=True))


def shared_memory_folder(world):
    """Memory files that other programs of the machine see."""
    mark = world["held_mark"]

    def theirs():
        return read(f"/dev/shm/{mark}")

    def ours():
        write(f"/dev/shm/{mark}-attacked")  # whether anybody sees it is looked for outside
        raise LookupError("nobody says whether it is seen")

    return tried(theirs, ours)


def interprocess(_world):
    """System V and POSIX objects, which outlive their maker."""

    def queue():
        attributes = (ctypes.c_long * 8)(0, 1, 8)
        return system_call(
            "mq_open", b"attacked", os.O_CREAT | os.O_RDWR, 0o600, ctypes.addressof(attributes)
        )

    def segment():
        found = system_call("shmget", 0, 4096, 0o1600)
        LIBC.shmctl(int(found.split()[1]), 0, None)
        return found

    return tried(
        segment,
        lambda: system_call("semget", 0x0A77AC, 1, 0o1600),
        lambda: system_call("msgget", 0x0A77AC, 0o1600),
        queue,
    )
