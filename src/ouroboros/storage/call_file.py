"""The format of a file of kept calls: a head as JSON, then one line for each call.

Payloads are pickles: they are carried as they are, with a digest that shows damage, and never read here.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from ouroboros.records.hotspot import EARLIER, RecordedCall

_FORMAT = 1
_TEXTS = ("function", "source", "command", "import_name", "main_file", "redacted_by")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptCalls:
    """Calls of one function that one run recorded, and what they depend on."""

    function: str
    """``pkg.mod:Class.method``, the region's name."""
    source: str
    """Checksum of the region's own text; the calls of another text are forgotten."""
    command: str
    """Checksum of the command that made them, which may itself hold secrets."""
    import_name: str
    """Name under which that run imported the function's module."""
    main_file: str = ""
    """Script, relative to the project, that ran as ``__main__``; what was pickled from it is found there."""
    redacted_by: str = ""
    """The function that took private values out before the calls were kept."""
    calls: tuple[RecordedCall, ...] = field(repr=False)


def encoded(project: str, kept: KeptCalls) -> bytes:
    """Content of a file.

    Args:
        project: absolute path of the project, for listings.
        kept: what is to be kept.

    """
    head = {
        "format": _FORMAT,
        "project": project,
        **{name: getattr(kept, name) for name in _TEXTS},
        "calls": len(kept.calls),
    }
    return "".join(json.dumps(each) + "\n" for each in (head, *map(_line, kept.calls))).encode("utf-8")


def head_of(content: bytes) -> dict[str, Any]:
    """The first line of a file.

    Raises:
        ValueError, KeyError, TypeError, RecursionError: it is none, or of another version.

    """
    head = json.loads(content.split(b"\n", 1)[0])
    if head["format"] != _FORMAT:
        raise ValueError(f"its format is {head['format']!r}, not {_FORMAT}")
    return dict(head)


def decoded(content: bytes) -> KeptCalls:
    """What a file holds; its calls have the origin ``earlier``.

    Raises:
        ValueError, KeyError, TypeError, RecursionError: it is damaged, or of another version.

    """
    head = head_of(content)
    calls = tuple(_call(str(head["function"]), line) for line in content.splitlines()[1:])
    if len(calls) != head["calls"]:
        raise ValueError(f"it holds {len(calls)} calls, not {head['calls']}")
    return KeptCalls(**{name: str(head[name]) for name in _TEXTS}, calls=calls)


def _line(call: RecordedCall) -> dict[str, Any]:
    return {
        "payload": base64.b64encode(call.payload).decode("ascii"),
        "digest": hashlib.sha256(call.payload).hexdigest(),
        "raised": call.raised,
        "seconds": call.seconds,
    }


def _call(function: str, line: bytes) -> RecordedCall:
    told = json.loads(line)
    payload = base64.b64decode(told["payload"], validate=True)
    seconds = float(told["seconds"])
    if hashlib.sha256(payload).hexdigest() != told["digest"] or not 0 <= seconds < float("inf"):
        raise ValueError("a call in it is damaged")
    return RecordedCall(
        function=function, payload=payload, raised=bool(told["raised"]), seconds=seconds, origin=EARLIER
    )
