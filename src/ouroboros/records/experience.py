"""What became of rewrites in earlier runs: which operators were tried where, and how far they came."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorAttempt:
    """One operator in one region in one run."""

    operator: str
    tried: int
    """Candidates for which it was the last operator applied."""
    passed: int = 0
    """Those of them that gave the same results faster, though another one may have been chosen."""
    won: bool = False
    """Whether it is part of the winner."""
    speedup: float | None = None
    """The greatest gain over the original of a candidate that it made alone, as screening saw it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionExperience:
    """One region in one run."""

    target: str
    """The root that was evolved."""
    function: str
    """``pkg.mod:Class.method``."""
    signature: tuple[int, ...] = ()
    """Sketch of its syntax (``mutation.resemblance``); empty where it is not known."""
    attempts: tuple[OperatorAttempt, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Experience:
    """All that is remembered, of every target on this machine; each region as it went the last time."""

    regions: tuple[RegionExperience, ...] = ()

    def attempts(self, operator: str, target: str | None = None) -> tuple[int, int, int]:
        """In how many regions ``operator`` was tried, passed and won; ``target``: of that one alone."""
        found = [
            attempt
            for region in self.regions
            if target is None or region.target == target
            for attempt in region.attempts
            if attempt.operator == operator and attempt.tried
        ]
        return (
            len(found),
            sum(attempt.passed > 0 or attempt.won for attempt in found),
            sum(attempt.won for attempt in found),
        )
