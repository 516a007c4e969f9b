"""What an arm says that its calls cost, checked for form. Whether it is true, only the arm knows."""

from __future__ import annotations

from typing import Any

from ouroboros.agent.wire import FrameError
from ouroboros.records.evidence import CallCosts

_MOST_CALLS = 100_000
_MOST = 1 << 53
"""No count of bytes or nanoseconds is larger; JSON keeps integers exact up to here."""


def told_costs(head: dict[str, Any]) -> CallCosts:
    """Read an answer to ``cost``.

    Raises:
        FrameError: it holds something else than the numbers asked for.

    """
    nanoseconds = head.get("nanoseconds", [])
    if not isinstance(nanoseconds, list) or len(nanoseconds) > _MOST_CALLS:
        raise FrameError("no list of times")
    return CallCosts(
        latencies=tuple(_whole(value, 0) / 1e9 for value in nanoseconds),
        peak_bytes=_whole(head.get("peak_bytes", 0), 0),
        kept_bytes=_whole(head.get("kept_bytes", 0), -_MOST),
        kept_blocks=_whole(head.get("kept_blocks", 0), -_MOST),
    )


def _whole(value: object, least: int) -> int:
    if type(value) is not int or not least <= value <= _MOST:
        raise FrameError("a cost that is no number")
    return value
