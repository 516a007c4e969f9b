"""Who may win, and who does: acceptance criteria, and a tournament among those who meet them."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass

from ouroboros.records.evidence import Evidence
from ouroboros.records.fitness import FitnessMetric, FitnessScore, SecurityScore


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptanceCriteria:
    """What every winner has to meet, whatever else it is good at."""

    correctness_percent: float = 100.0
    """Share of the compared calls and tests that agree."""
    minimum_speedup: float = 1.02
    """Ratio of original to candidate processor time that has to be exceeded."""
    memory_growth: float = 4.0
    """How many times the memory of the original one call may take at most …"""
    memory_free_bytes: int = 64 * 2**20
    """… as long as it is more than this: small calls may grow freely."""
    minimum_security: float = 25.0
    """Points of 100; one dangerous finding leaves 20."""

    def shortfalls(self, fitness: FitnessScore) -> tuple[str, ...]:
        """In words, every criterion that is not met; an unknown figure does not meet its own.

        Memory is the exception, where the original could not be measured either: then it says nothing.
        """
        return tuple(
            filter(
                None,
                (
                    self._incorrect(fitness),
                    self._slow(fitness),
                    self._large(fitness),
                    self.insecurity(fitness.security),
                ),
            )
        )

    def _incorrect(self, fitness: FitnessScore) -> str:
        value = fitness.value(FitnessMetric.CORRECTNESS)
        if value.candidate is None:
            return f"correctness is not known ({value.absent})"
        if value.candidate < self.correctness_percent:
            return f"correctness is {value.candidate:.4g} %, {self.correctness_percent:.4g} % are asked for"
        return ""

    def _slow(self, fitness: FitnessScore) -> str:
        value = fitness.value(FitnessMetric.PERFORMANCE)
        if value.candidate is None:
            return f"the gain is not known ({value.absent})"
        if value.candidate <= self.minimum_speedup:
            return f"a gain of {value.candidate:.3f}x does not exceed {self.minimum_speedup:.3f}x"
        return ""

    def _large(self, fitness: FitnessScore) -> str:
        value = fitness.value(FitnessMetric.MEMORY)
        if value.candidate is None or value.original is None:
            return f"memory is not known ({value.absent})" if value.absent.startswith("the candidate") else ""
        kept = next((each for each in value.details if each.name == "kept"), None)
        # What calls leave behind counts like what one of them holds: a cache may not grow without end either.
        original = max(value.original, (kept and kept.original) or 0.0)
        candidate = max(value.candidate, (kept and kept.candidate) or 0.0)
        allowed = max(self.memory_free_bytes, self.memory_growth * original)
        if candidate > allowed:
            needed, before, most = (f"{each / 2**20:.0f} MiB" for each in (candidate, original, allowed))
            return f"it needs {needed}, {most} are allowed (original: {before})"
        return ""

    def insecurity(self, security: SecurityScore) -> str:
        """In words, why a change of this score may not win; "" where it may. Needs no measurement."""
        if security.points < self.minimum_security:
            found = "; ".join(finding.what for finding in security.findings[:3])
            return f"security has {security.points:.0f} of {self.minimum_security:.0f} points ({found})"
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TournamentSelector:
    """Knock-out among candidates that meet the criteria.

    The better weighted score wins a match; scores have one decimal. Between equals the lower risk wins, then
    the code that is easier to maintain, and at last a lot drawn from ``seed`` and the candidate's identity.
    So the same entrants have the same champion, in whatever order they arrive.
    """

    seed: str
    group: int = 2
    """Candidates that meet in one match, at least two."""

    def champion(self, entrants: Sequence[Evidence]) -> Evidence:
        """The winner of the last match.

        Args:
            entrants: one or more, each with objectives and fitness.

        Raises:
            ValueError: nobody entered, or someone was not scored.

        """
        if not entrants:
            raise ValueError("a tournament without entrants")
        left = sorted(entrants, key=lambda each: each.candidate.identity)
        rng = random.Random(self.seed)
        while len(left) > 1:
            rng.shuffle(left)
            groups = [left[start : start + self.group] for start in range(0, len(left), self.group)]
            left = [max(members, key=self._standing) for members in groups]
        return left[0]

    def _standing(self, entrant: Evidence) -> tuple[float, int, float, str]:
        """Larger is better; a total order, so who meets whom decides nothing but the number of matches."""
        if entrant.objectives is None or entrant.fitness is None:
            raise ValueError(f"{entrant.candidate.identity} was not scored")
        kept = entrant.fitness.value(FitnessMetric.MAINTAINABILITY).candidate
        lot = hashlib.sha256(f"{self.seed}\0{entrant.candidate.identity}".encode()).hexdigest()
        return (
            round(entrant.objectives.overall, 6),
            -int(entrant.candidate.risk),
            round(kept, 1) if kept is not None else 0.0,
            lot,
        )
