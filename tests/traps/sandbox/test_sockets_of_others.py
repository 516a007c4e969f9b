"""A command may use unix sockets of its own; servers of others are out of reach wherever their file lies."""

from __future__ import annotations

import socket
import sys
from dataclasses import replace

import pytest

from ouroboros.arena.sandboxing.commands import run_confined

CONNECT = "import socket; socket.socket(socket.AF_UNIX).connect({!r})"
TALK = """
import os, socket, sys, threading
for folder in (os.environ["TMPDIR"], os.getcwd()):
    place = os.path.join(folder, "own")
    server = socket.socket(socket.AF_UNIX)
    server.bind(place)
    server.listen()
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(place)
        client.sendall(b"x")
        assert server.accept()[0].recv(1) == b"x"
one, other = socket.socketpair()
one.sendall(b"y")
assert other.recv(1) == b"y"
"""


def _status(plan, code: str) -> tuple[int, str]:
    seen = run_confined(
        plan, [sys.executable, "-c", code], overlay={}, deadline_seconds=30, extra_environment={}, collect=[]
    )
    return seen.exit_status, seen.output


@pytest.fixture
def server(tmp_path):
    """A server whose file lies in a folder of packages; it sees who comes."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listening:
        listening.bind(str(tmp_path / "s"))
        listening.listen()
        listening.setblocking(False)
        yield listening


def test_a_server_among_the_packages_is_seen_and_not_reached(plan, server, tmp_path) -> None:
    (tmp_path / "beside.py").write_text("VALUE = 7\n", encoding="ascii")
    reading = replace(plan, sys_path=(*plan.sys_path, str(tmp_path)))
    status, output = _status(reading, CONNECT.format(server.getsockname()))
    assert (status, "ConnectionRefusedError" in output) == (1, True)
    with pytest.raises(BlockingIOError):
        server.accept()
    read = f"import sys; sys.path.append({str(tmp_path)!r}); import beside; assert beside.VALUE == 7"
    assert _status(reading, read)[0] == 0


def test_sockets_among_themselves_work(plan) -> None:
    status, output = _status(plan, TALK)
    assert status == 0, output
