"""What a rewrite costs and brings beside its speed: nine figures, three scores, and what can be traded.

A figure is measured on original and candidate in the same run, or it is absent with a reason.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

from ouroboros.records.candidate import MutationCandidate

DANGEROUS_POINTS = 80.0
"""What one finding costs that leads out of the program's own data."""
_MOST_DOUBTS = 70.0
"""Doubts add up to no more than this: many small ones are no danger."""


class FitnessMetric(StrEnum):
    """The eight figures; security is the ninth row of every table and has a score of its own."""

    PERFORMANCE = "performance"
    MEMORY = "memory"
    CORRECTNESS = "correctness"
    THROUGHPUT = "throughput"
    LATENCY = "latency"
    ENERGY = "energy"
    CODE_QUALITY = "code quality"
    MAINTAINABILITY = "maintainability"


class Better(StrEnum):
    """Which way a figure should go."""

    HIGHER = "higher"
    LOWER = "lower"


@dataclass(frozen=True, slots=True, kw_only=True)
class FitnessDetail:
    """A second figure of the same metric and unit, such as p99 beside p95. ``None`` where it is not known."""

    name: str
    original: float | None
    candidate: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FitnessValue:
    """One metric on both versions. Either both numbers are there, or ``absent`` says why not."""

    metric: FitnessMetric
    unit: str
    better: Better
    original: float | None = None
    candidate: float | None = None
    method: str = ""
    """How it was measured, in words."""
    absent: str = ""
    details: tuple[FitnessDetail, ...] = ()

    def __post_init__(self) -> None:
        """A number on one side alone compares nothing, and what is missing has a reason."""
        known = self.original is not None and self.candidate is not None
        if known == bool(self.absent) or (self.original is None) != (self.candidate is None):
            raise ValueError(f"{self.metric}: {self.original!r} and {self.candidate!r}, {self.absent!r}")

    @property
    def gain(self) -> float | None:
        """How many times as good the candidate is; ``None`` when absent or when a side is zero."""
        if not self.original or not self.candidate:
            return None
        ratio = self.candidate / self.original
        return ratio if self.better is Better.HIGHER else 1 / ratio


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityFinding:
    """Something in the candidate's text that was not in the original's, and what it costs in points."""

    what: str
    points: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityScore:
    """100: the change brings nothing new that could do harm. Read from the text, never from what it says."""

    findings: tuple[SecurityFinding, ...] = ()

    @property
    def points(self) -> float:
        """100 less the points of all findings, in [0, 100]; without a dangerous one at least 30."""
        dangers = sum(each.points for each in self.findings if each.points >= DANGEROUS_POINTS)
        doubts = sum(each.points for each in self.findings if each.points < DANGEROUS_POINTS)
        return max(0.0, 100.0 - dangers - min(_MOST_DOUBTS, doubts))


@dataclass(frozen=True, slots=True, kw_only=True)
class FitnessScore:
    """Everything measured about one candidate, one value for each metric."""

    values: tuple[FitnessValue, ...]
    security: SecurityScore

    def __post_init__(self) -> None:
        """No metric is forgotten, and none told twice."""
        if sorted(value.metric for value in self.values) != sorted(FitnessMetric):
            raise ValueError(f"not every metric once: {[str(value.metric) for value in self.values]}")

    def value(self, metric: FitnessMetric) -> FitnessValue:
        """The value of one metric."""
        return next(value for value in self.values if value.metric is metric)


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectiveWeights:
    """What the user cares about, in relation to each other; equal by default."""

    performance: float = 1.0
    power: float = 1.0
    security: float = 1.0

    def __post_init__(self) -> None:
        """Weights are a share of attention: none is negative, and not all are zero."""
        if min(self.parts) < 0 or not 0 < sum(self.parts) < float("inf"):
            raise ValueError(f"weights must not be negative, nor all zero: {self.parts}")

    @property
    def parts(self) -> tuple[float, float, float]:
        """Performance, power, security."""
        return self.performance, self.power, self.security

    @property
    def shares(self) -> tuple[float, float, float]:
        """The same, summing to one."""
        total = sum(self.parts)
        return self.performance / total, self.power / total, self.security / total

    @classmethod
    def of(cls, parts: tuple[float, float, float]) -> Self:
        """Weights from performance, power and security."""
        return cls(performance=parts[0], power=parts[1], security=parts[2])


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectiveScore:
    """Performance, power and security, each in [0, 100], with the user's weights."""

    performance: float
    """Per cent of the function's processor time that is saved; 0 when none is."""
    power: float
    """Per cent of its energy that is saved; 0 when none is."""
    security: float
    weights: ObjectiveWeights = field(default_factory=ObjectiveWeights)

    @property
    def parts(self) -> tuple[float, float, float]:
        """Performance, power, security."""
        return self.performance, self.power, self.security

    @property
    def overall(self) -> float:
        """Weighted mean, in [0, 100]."""
        return sum(share * part for share, part in zip(self.weights.shares, self.parts, strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class ParetoMutation:
    """A candidate that no other one beats in everything, and what choosing it means."""

    candidate: MutationCandidate
    objectives: ObjectiveScore
    description: str
    """What it brings, in words."""
    trade_offs: tuple[str, ...] = ()
    """Against every other candidate of the front, in words."""
    recommended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ParetoFront:
    """The non-dominated candidates of one function, best weighted score first."""

    mutations: tuple[ParetoMutation, ...]
    dominated: int
    """Accepted candidates that another one beats or equals in everything."""
    hypervolume: float
    """Share of the cube [0, 100]³ that the front dominates, in [0, 1]."""
