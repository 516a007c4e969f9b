"""What the loop says while it works. The live view, the log and later the daemon listen to these."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    """Stages of the loop, in order."""

    READ = "read"
    BASELINE = "baseline"
    PROFILE = "profile"
    RECORD = "record"
    MUTATE = "mutate"
    TEST = "test"
    CONFIRM = "confirm"
    COMBINE = "combine"
    REPORT = "report"


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """One step of the loop, for whoever watches."""

    stage: Stage
    message: str
    function: str = ""
    """Region at work, ``pkg.mod:qualname``, or empty."""
    funnel: tuple[tuple[str, int], ...] = ()
    """Counts so far in order: candidates, same results, faster, confirmed …"""
    best: str = ""
    seconds_left: float | None = None
