"""What earlier runs say about a region: how likely each operator is to gain there, and why.

Nothing here proves anything or leaves an operator out. It moves what is tried first, and damps what it says:
few attempts count little, and an operator that never gained keeps a part of its prior for ever.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ouroboros.mutation.resemblance import resemblance, signature
from ouroboros.records.experience import Experience
from ouroboros.records.source import GenomeRegion

PRIOR = 0.25
"""Likelihood that an operator which applies gains, before anything is known."""

_MACHINE_WEIGHT = 8.0
"""Attempts that the prior counts for against what all targets on this machine show."""
_TARGET_WEIGHT = 4.0
"""Attempts that the machine's figure counts for against what this target shows."""
_ALIKE = 0.5
"""Regions from this resemblance on are worth a look."""
_NEIGHBOURS = 8


def likelihood(experience: Experience, operator: str, target: str) -> float:
    """Probability in (0, 1) that ``operator`` gains in a region of ``target`` where it applies."""
    tried, passed, _ = experience.attempts(operator)
    machine = (passed + _MACHINE_WEIGHT * PRIOR) / (tried + _MACHINE_WEIGHT)
    tried, passed, _ = experience.attempts(operator, target)
    return (passed + _TARGET_WEIGHT * machine) / (tried + _TARGET_WEIGHT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Precedent:
    """An operator that won in a region which is much like this one."""

    operator: str
    function: str
    target: str
    alike: float
    """Resemblance in [0, 1]."""
    speedup: float | None = None

    @property
    def in_words(self) -> str:
        """For a report."""
        gained = f" ({self.speedup:.2f}x)" if self.speedup is not None else ""
        return f"{self.operator} first: it won{gained} in {self.function}, {self.alike:.0%} alike".replace(
            "%", " %"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Guidance:
    """What is known before a region's candidates are tried."""

    likelihoods: Mapping[str, float] = field(default_factory=dict)
    """By operator; those not listed have the prior."""
    precedents: tuple[Precedent, ...] = ()
    """The most alike first; each operator once."""

    def likelihood(self, operator: str) -> float:
        """Probability that ``operator`` gains where it applies."""
        return self.likelihoods.get(operator, PRIOR)

    def worked_nearby(self, operator: str) -> float:
        """Resemblance of the most similar region where ``operator`` won; 0 where there is none."""
        return max((each.alike for each in self.precedents if each.operator == operator), default=0.0)


def guidance(experience: Experience, region: GenomeRegion, target: str) -> Guidance:
    """What ``experience`` says about ``region`` of ``target``."""
    if not experience.regions:
        return Guidance()
    names = {attempt.operator for known in experience.regions for attempt in known.attempts}
    own = signature(region.source)
    near = sorted(
        (
            (alike, known)
            for known in experience.regions
            if any(attempt.won for attempt in known.attempts)
            and (alike := resemblance(own, known.signature)) >= _ALIKE
        ),
        key=lambda each: (-each[0], each[1].target, each[1].function),
    )
    precedents: dict[str, Precedent] = {}
    for alike, known in near[:_NEIGHBOURS]:
        for attempt in known.attempts:
            if attempt.won and attempt.operator not in precedents:
                precedents[attempt.operator] = Precedent(
                    operator=attempt.operator,
                    function=known.function,
                    target=known.target,
                    alike=alike,
                    speedup=attempt.speedup,
                )
    return Guidance(
        likelihoods={name: likelihood(experience, name, target) for name in sorted(names)},
        precedents=tuple(precedents.values()),
    )
