"""What the machine can spare right now, and waiting until it can spare more."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil  # type: ignore[import-untyped]

_PRESSURE = Path("/proc/pressure/cpu")
_HIGH_PRESSURE_PERCENT = 40.0
_HIGH_LOAD_PER_CORE = 1.5
_LOOK_SECONDS = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Resources:
    """What the machine can spare right now."""

    cores: int
    load: float
    """Runnable processes, averaged over a minute, ours included."""
    available_bytes: int
    pressure_percent: float = 0.0
    """Share of the last ten seconds in which something waited for a processor (0 where not known)."""

    @classmethod
    def now(cls) -> Resources:
        """Ask the operating system."""
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        return cls(
            cores=cores,
            load=os.getloadavg()[0],
            available_bytes=psutil.virtual_memory().available,
            pressure_percent=_pressure_percent(),
        )

    @property
    def under_pressure(self) -> bool:
        """Whether others need the machine."""
        return self.pressure_percent > _HIGH_PRESSURE_PERCENT or self.load > _HIGH_LOAD_PER_CORE * self.cores


def _pressure_percent() -> float:
    with suppress(OSError, ValueError, IndexError):
        return float(_PRESSURE.read_text(encoding="ascii").split("avg10=", 1)[1].split()[0])
    return 0.0


def wait_until_calm(
    most_seconds: float,
    *,
    resources: Callable[[], Resources] = Resources.now,
    sleep: Callable[[float], None] = time.sleep,
) -> tuple[float, bool]:
    """Wait while others need the machine: what is timed now would be undecided, or take long to decide.

    Args:
        most_seconds: to wait at most; then timing goes on as it is, for pairs cancel what both sides meet.
        resources: asked again and again.
        sleep: waits.

    Returns:
        Seconds waited, and whether the machine is calm now.

    """
    waited = 0.0
    while resources().under_pressure:
        if waited + _LOOK_SECONDS > most_seconds:
            return waited, False
        sleep(_LOOK_SECONDS)
        waited += _LOOK_SECONDS
    return waited, True
