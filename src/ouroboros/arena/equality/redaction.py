"""A function of the user's takes private values out of recorded calls, inside the sandbox."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

from ouroboros.arena.sandboxing.sandbox import Sandbox
from ouroboros.errors import SandboxDiedError
from ouroboros.records.hotspot import RecordedCall

_SECONDS = 20.0
"""Wall time for the calls of one function."""


def redacted(
    sandbox: Sandbox, modules: tuple[str, ...], calls: Sequence[RecordedCall], *, by: str
) -> tuple[tuple[RecordedCall, ...], str]:
    """What the function ``by`` leaves of ``calls``, told by an arm of the untouched original.

    Args:
        sandbox: forks the arm; the payloads are read nowhere else.
        modules: import names to load in it.
        calls: recorded calls.
        by: ``pkg.mod:function``; gets ``args`` and ``kwargs`` and returns such a pair, or ``None``.

    Returns:
        The calls that may be kept, and what went wrong in words; one for which anything went wrong is not
        among them.

    """
    request = {"do": "redact", "by": by, "count": len(calls)}
    try:
        with sandbox.arm({}, modules) as arm:
            if arm.load_error:
                return (), f"its module does not load in the sandbox: {arm.load_error}"
            left, problem = arm.invented(request, calls, time.monotonic() + _SECONDS)
    except SandboxDiedError as error:
        return (), str(error)
    if len(left) < len(calls):
        problem = problem or f"{by} ended its process, took more than {_SECONDS:g} s, or returned too much"
    kept = zip(calls, left, strict=False)
    return tuple(replace(call, payload=new.payload) for call, new in kept if new.payload), problem
