"""Frames: what goes in comes out, and everything else is an error."""

from __future__ import annotations

import socket
import struct
import time

import pytest

from ouroboros.agent.wire import FrameError, receive_frame, send_frame


@pytest.fixture
def ends():
    left, right = socket.socketpair()
    yield left, right
    left.close()
    right.close()


def test_a_frame_arrives_as_it_was_sent(ends):
    send_frame(ends[0], {"text": "é\ud800"}, b"\0raw")
    assert receive_frame(ends[1]) == ({"text": "é\ud800"}, b"\0raw")


@pytest.mark.parametrize("content", [b"[]", b"nonsense", b"\xff\xfe", b"[" * 100_000, b'{"a": 1'])
def test_what_is_no_object_is_an_error(ends, content):
    ends[0].sendall(struct.pack("<II", len(content), 0) + content)
    with pytest.raises(FrameError):
        receive_frame(ends[1])


def test_a_frame_beyond_its_bound_is_refused_before_it_is_read(ends):
    ends[0].sendall(struct.pack("<II", 2, 1 << 31) + b"{}")
    with pytest.raises(FrameError, match="larger than allowed"):
        receive_frame(ends[1], largest_blob=10)


def test_the_end_of_the_other_side_is_an_error(ends):
    ends[0].sendall(b"\x05\0")
    ends[0].close()
    with pytest.raises(FrameError, match="ended"):
        receive_frame(ends[1])


def test_a_deadline_in_the_past_gives_up_at_once(ends):
    with pytest.raises(FrameError, match="in time"):
        receive_frame(ends[1], deadline=time.monotonic() - 1)
    with pytest.raises(FrameError, match="in time"):
        send_frame(ends[0], {}, deadline=time.monotonic() - 1)
