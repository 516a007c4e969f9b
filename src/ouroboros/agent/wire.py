"""Frames between the supervisor and a confined process: a JSON head and raw bytes, both bounded.

The confined side is hostile. Whoever receives from it names the largest frame that makes sense; anything
else is a :class:`FrameError`. Nothing here is ever evaluated or unpickled.
"""

from __future__ import annotations

import json
import socket
import struct
import time
from collections.abc import Callable, Iterable
from typing import Any

_LENGTHS = struct.Struct("<II")
_CHUNK = 1 << 18
_WATCH_SECONDS = 0.05

GONE = "the process ended"
"""What a :class:`FrameError` says when the other side is no longer there."""

LARGEST_HEAD = 8 << 20
LARGEST_BLOB = 256 << 20


class FrameError(Exception):
    """The other side closed, sent something that is no frame, or was too slow."""


def send_frame(
    channel: socket.socket, head: dict[str, Any], blob: bytes = b"", *, deadline: float | None = None
) -> None:
    """Send one frame.

    Args:
        channel: a connected stream socket.
        head: JSON object.
        blob: raw bytes that belong to it.
        deadline: ``time.monotonic()`` value after which sending gives up; ``None`` waits for ever.

    Raises:
        FrameError: the other side is gone or did not read in time.

    """
    encoded = json.dumps(head, separators=(",", ":")).encode("ascii")
    try:
        for part in (_LENGTHS.pack(len(encoded), len(blob)) + encoded, blob):
            if part:
                channel.settimeout(_left(deadline))
                channel.sendall(part)
    except (OSError, ValueError) as error:
        raise FrameError(f"could not send: {error}") from error


def taken_apart(listing: Iterable[tuple[str, int]], blob: bytes) -> tuple[list[tuple[str, bytes]], bytes]:
    """Name and bytes of each part of ``blob``, which lie in it one after the other, and what comes after.

    Args:
        listing: name and size in bytes of each part.
        blob: the raw bytes of a frame.

    """
    parts: list[tuple[str, bytes]] = []
    position = 0
    for name, size in listing:
        parts.append((name, blob[position : position + size]))
        position += size
    return parts, blob[position:]


def receive_frame(
    channel: socket.socket,
    *,
    deadline: float | None = None,
    largest_head: int = LARGEST_HEAD,
    largest_blob: int = LARGEST_BLOB,
    watch: Callable[[], None] | None = None,
) -> tuple[dict[str, Any], bytes]:
    """Receive one frame.

    Args:
        channel: a connected stream socket.
        deadline: ``time.monotonic()`` value after which receiving gives up; ``None`` waits for ever.
        largest_head: bytes of JSON accepted.
        largest_blob: raw bytes accepted.
        watch: called about every 50 ms meanwhile; may raise FrameError.

    Returns:
        The head (always a JSON object) and the raw bytes.

    Raises:
        FrameError: end of file, too slow, too large, or not a JSON object.

    """
    head_length, blob_length = _LENGTHS.unpack(_exactly(channel, _LENGTHS.size, deadline, watch))
    if head_length > largest_head or blob_length > largest_blob:
        raise FrameError(f"frame of {head_length} + {blob_length} bytes is larger than allowed")
    encoded = _exactly(channel, head_length, deadline, watch)
    blob = _exactly(channel, blob_length, deadline, watch)
    try:
        head = json.loads(encoded)
    except (ValueError, RecursionError) as error:
        raise FrameError(f"not a frame: {error}") from error
    if not isinstance(head, dict):
        raise FrameError(f"frame head is a {type(head).__name__}, not an object")
    return head, blob


def _exactly(
    channel: socket.socket, length: int, deadline: float | None, watch: Callable[[], None] | None
) -> bytes:
    """Receive ``length`` bytes; memory grows with what arrives, not with what was announced."""
    received = bytearray()
    watched = time.monotonic()
    while len(received) < length:
        # By the clock, not by silence: who sends a byte now and then is watched all the same.
        if watch is not None and time.monotonic() - watched >= _WATCH_SECONDS:
            watch()
            watched = time.monotonic()
        try:
            left = _left(deadline)
            if watch is not None:
                left = _WATCH_SECONDS if left is None else min(left, _WATCH_SECONDS)
            channel.settimeout(left)
            part = channel.recv(min(_CHUNK, length - len(received)))
        except TimeoutError as error:
            if watch is not None and (deadline is None or time.monotonic() < deadline):
                continue
            raise FrameError("no answer in time") from error
        except OSError as error:
            raise FrameError(f"could not receive: {error}") from error
        if not part:
            raise FrameError(GONE)
        received += part
    return bytes(received)


def _left(deadline: float | None) -> float | None:
    """Seconds until ``deadline``; raises TimeoutError when it has passed."""
    if deadline is None:
        return None
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("no answer in time")
    return left
