"""Energy of a stretch of work: from the processor's own counters, or else from a stated model.

RAPL counts what a whole processor package uses, whoever uses it, and root alone may read it on most machines
(https://docs.kernel.org/power/powercap/powercap.html). Virtual machines have none as a rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

MODEL_WATTS = 5.0
"""An assumption, not a measurement: watts of one busy logical processor. Only ratios of it say anything."""
MODEL = f"model: processor seconds x {MODEL_WATTS:g} W for one busy processor (assumed, not measured)"
COUNTED = "counters of the processor package (RAPL), whatever else ran meanwhile included"

_POWERCAP = Path("/sys/class/powercap")


@dataclass(frozen=True, slots=True, kw_only=True)
class EnergyCounters:
    """The machine's package counters: path of each and the value at which it starts again."""

    ranges: Mapping[Path, int]

    @classmethod
    def found(cls, root: Path = _POWERCAP) -> EnergyCounters | None:
        """Counters below ``root`` that this process may read; ``None`` where there are none."""
        ranges: dict[Path, int] = {}
        try:
            for folder in sorted(root.glob("intel-rapl:*")):
                if folder.name.count(":") == 1:  # a second colon: a part of a package, counted there
                    counter = folder / "energy_uj"
                    int(counter.read_text(encoding="ascii"))
                    ranges[counter] = int((folder / "max_energy_range_uj").read_text(encoding="ascii"))
        except (OSError, ValueError):
            return None
        return cls(ranges=ranges) if ranges else None

    def read(self) -> Mapping[Path, int] | None:
        """Microjoules of each counter so far; ``None`` when one cannot be read any more."""
        try:
            return {counter: int(counter.read_text(encoding="ascii")) for counter in self.ranges}
        except (OSError, ValueError):
            return None

    def joules_since(self, before: Mapping[Path, int]) -> float | None:
        """Joules used since a reading, each counter having started again at most once; ``None`` as above."""
        now = self.read()
        if now is None:
            return None
        return sum((now[each] - before[each]) % (limit + 1) for each, limit in self.ranges.items()) / 1e6
