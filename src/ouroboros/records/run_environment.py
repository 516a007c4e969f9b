"""Where and how fast a run took place: what a second run has to share to see the same figures."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RunEnvironment:
    """Interpreter, machine and isolation of one run."""

    version: str
    """Of Ouroboros."""
    interpreter: str
    """The target's: implementation, version and path."""
    system: str
    processor: str
    cores: int
    memory_bytes: int
    load_before: float
    """Runnable processes, averaged over a minute, as the run began."""
    load_after: float
    layers: tuple[str, ...]
    """Mechanisms of the kernel that confined the candidates."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Throughput:
    """How many candidates a run went through, and what trying several at a time brought."""

    candidates: int
    """That went through the gates of the search, as far as each came."""
    seconds: float
    """Wall seconds of the search."""
    batches: int = 0
    """Of replays."""
    largest: int = 0
    """Most candidates replayed at a time."""
    alone: int = 0
    alone_seconds: float = 0.0
    together: int = 0
    together_seconds: float = 0.0
    success_rate: float = 1.0
    """Share of the replayed ones that gave the same results, in [0, 1]."""
    warm_tests: int = 0
    """Candidates whose tests passed in a fork of a process that had collected them."""
    fresh_tests: int = 0
    """Candidates whose tests ran in a fresh process."""

    @property
    def per_second(self) -> float | None:
        """Candidates a second of the search; ``None`` before any."""
        return _rate(self.candidates, self.seconds)

    @property
    def alone_per_second(self) -> float | None:
        """Replays a second in batches of one."""
        return _rate(self.alone, self.alone_seconds)

    @property
    def together_per_second(self) -> float | None:
        """Replays a second in larger batches."""
        return _rate(self.together, self.together_seconds)

    @property
    def gain(self) -> float | None:
        """Replays a second in larger batches over those in batches of one; ``None`` unless both are known."""
        alone, together = self.alone_per_second, self.together_per_second
        return together / alone if alone and together else None


def _rate(count: int, seconds: float) -> float | None:
    return count / seconds if count and seconds > 0 else None
