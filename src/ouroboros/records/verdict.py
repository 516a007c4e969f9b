"""What was decided about a candidate, why, and the report of a whole evolution."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from ouroboros.records.candidate import MutationCandidate
from ouroboros.records.evidence import CallCensus, Evidence, Gate, Measurement
from ouroboros.records.experience import OperatorAttempt
from ouroboros.records.fitness import ObjectiveWeights, ParetoFront
from ouroboros.records.hotspot import Hotspot, TypeProfile
from ouroboros.records.run_environment import RunEnvironment, Throughput


class Rejection(StrEnum):
    """Why a candidate did not win; the keys of ``rejected`` in the report."""

    DOES_NOT_LOAD = "does not load"
    DIFFERENT_RESULT = "different result"
    NO_EVIDENCE = "no evidence"
    CRASHED = "crashed or out of limits"
    NOT_FASTER = "not faster"
    UNDECIDED = "undecided"
    TESTS_FAIL = "tests fail"
    NOT_ACCEPTABLE = "below the acceptance criteria"
    NOT_CONFIRMED = "gain not confirmed"
    BEATEN = "beaten by another candidate"
    COMBINATION = "dropped from the combination"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """PASSED with evidence, or FAILED/UNKNOWN with a reason."""

    evidence: Evidence
    gate: Gate
    rejection: Rejection | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        """A winner has no rejection; everything else has one."""
        if (self.gate is Gate.PASSED) != (self.rejection is None):
            raise ValueError(f"verdict {self.gate} with rejection {self.rejection}")

    @property
    def candidate(self) -> MutationCandidate:
        """The candidate judged."""
        return self.evidence.candidate


@dataclass(frozen=True, slots=True, kw_only=True)
class LostCandidate:
    """A candidate that did not win, as far as a report tells of it."""

    identity: str
    operators: tuple[str, ...]
    rejection: str
    reason: str = ""
    speedup: float | None = None
    """As far as it was timed."""
    expected: str = ""
    got: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ancestor:
    """A candidate that a winner was grown from."""

    identity: str
    operators: tuple[str, ...]
    speedup: float | None = None
    """Over the original, as screening saw it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionOutcome:
    """One hot function's part of the report."""

    hotspot: Hotspot
    winner: Verdict | None
    candidates: int
    rejected: dict[str, int] = field(default_factory=dict)
    why_no_winner: str = ""
    front: ParetoFront | None = None
    """What the winner was chosen from, as screening saw it."""
    calls: CallCensus | None = None
    """What every candidate had to answer; ``None`` where no calls were collected."""
    types: TypeProfile | None = None
    """With which kinds of arguments it (or what encloses it) is called."""
    lost: tuple[LostCandidate, ...] = ()
    lineage: tuple[Ancestor, ...] = ()
    """What the winner was grown from, oldest first; empty where it was made from the original."""
    attempts: tuple[OperatorAttempt, ...] = ()
    """How each operator fared; ``won`` is told by the winner alone."""
    guidance: tuple[str, ...] = ()
    """In words, what earlier runs put first here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkloadOutcome:
    """The whole workload before and after all winners, run interleaved in the sandbox."""

    before_seconds: float
    after_seconds: float
    measurement: Measurement
    output_compared: bool = True
    """Whether every run printed the same; ``False`` where the original itself never does."""
    notes: tuple[str, ...] = ()
    """What a reader of these figures has to know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvolutionReport:
    """Everything that one ``ouroboros evolve`` found. ``started`` is seconds since the epoch."""

    target: str
    started: float
    seconds: float
    functions: tuple[FunctionOutcome, ...]
    workload: WorkloadOutcome | None
    texts: dict[str, str] = field(repr=False, default_factory=dict)
    """Path of every changed file (relative to the project) and its complete new text."""
    extensions: dict[str, bytes] = field(repr=False, default_factory=dict)
    """Compiled parts that these texts bind: path relative to the project → content."""
    original_checksums: dict[str, str] = field(default_factory=dict)
    sandbox_level: str = ""
    tests_run: int = 0
    weights: ObjectiveWeights = field(default_factory=ObjectiveWeights)
    """By which the winners were chosen."""
    float_tolerance: float | None = None
    """Relative difference that floats were allowed to have; ``None``: they were compared to the bit."""
    notes: tuple[str, ...] = ()
    throughput: Throughput | None = None
    environment: RunEnvironment | None = None
    command: tuple[str, ...] = ()
    """Words of the command that makes this run again; those before ``ouroboros`` are variables."""
    folder: str = ""
    """Where that command was given."""

    @property
    def winners(self) -> tuple[Verdict, ...]:
        """Winning verdicts, hottest function first."""
        return tuple(outcome.winner for outcome in self.functions if outcome.winner is not None)
