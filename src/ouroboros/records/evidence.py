"""What was seen when a candidate was put to the test. Evidence states; a verdict judges."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum

from ouroboros.records.candidate import MutationCandidate
from ouroboros.records.fitness import FitnessScore, ObjectiveScore
from ouroboros.records.hotspot import RecordedCall


class Gate(StrEnum):
    """What one gate answers. UNKNOWN never ships."""

    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "unknown"


class GateName(StrEnum):
    """The gates as a reader meets them, in their order."""

    CALLS = "enough calls that the original answers alike twice"
    REPLAY = "loads; every call answered as by the original"
    LINES = "every changed line executed by those calls"
    SCREENING = "faster, by a test that may stop early"
    TESTS = "tests that reach it"
    CRITERIA = "memory and security within the criteria"
    BEST = "best of its function"
    SYMBOLIC = "calls that symbolic execution suggests"
    FAULTS = "the calls notice wrong versions of the original"
    HASH_SEED = "every call again, under another hash seed"
    CONFIRMATION = "faster in fresh processes, number of pairs fixed beforehand"
    FIGURES = "every figure measured anew, within the criteria"
    TOGETHER = "every call again, with all winners in the files"
    SUITE = "the whole test suite, with all winners"
    WORKLOAD = "the whole workload prints the same and is not slower"


@dataclass(frozen=True, slots=True, kw_only=True)
class GateAnswer:
    """What one gate said of a candidate, written down when it said it."""

    gate: GateName
    answer: Gate
    told: str = ""
    """What the answer rests on, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """The first place where candidate and original disagree, in words a person can act on."""

    call: str
    expected: str
    got: str
    arguments: str = ""
    """The smallest call that was found to show it, as somebody would type it; "" when none was looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallCensus:
    """Where the calls of a book come from, and what was left out of it."""

    origins: dict[str, int] = field(default_factory=dict)
    """Calls by ``RecordedCall.origin``."""
    distinct_recorded: int = 0
    """Recorded calls with different arguments."""
    raised: int = 0
    """Calls that the original answers with an exception."""
    put_aside: dict[str, int] = field(default_factory=dict)
    """Recorded calls that prove nothing, by reason."""
    screening: int = 0
    """Calls timed while screening."""
    confirming: int = 0
    """Calls timed while confirming."""
    fresh_inputs: bool = False
    """Whether confirmation timed other calls than screening."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayEvidence:
    """Calls made on original and candidate alike and compared deeply, outside the sandbox."""

    gate: Gate
    recorded_calls: int = 0
    """Recorded calls that agreed."""
    distinct_recorded: int = 0
    """Of these, calls with different arguments: a call made twice proves once."""
    earlier_calls: int = 0
    """How many of them an earlier run recorded."""
    generated_calls: int = 0
    """Generated calls that agreed."""
    through: str = ""
    """Region whose calls were replayed when it is not the changed one (an enclosing call)."""
    executed_changed_lines: bool | None = None
    largest_float_difference: float | None = None
    """Greatest relative difference between floats of original and candidate, where a tolerance allows one;
    ``None``: floats were compared to the bit."""
    difference: Difference | None = None
    counterexample: RecordedCall | None = field(default=None, repr=False)
    """An invented call that shows the difference by itself, worth keeping for other candidates."""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultEvidence:
    """How many deliberately wrong versions of the original the replayed calls told from it."""

    tried: int
    noticed: int
    overlooked: tuple[str, ...] = ()
    """What was changed where in those that were not noticed; some of them may change nothing at all."""
    possible: int = 0
    """How many such faults there are; those that were tried are drawn from them at random."""
    sound: bool = True
    """Whether the untouched original was not noticed when it went the same way; else nothing counts."""

    @property
    def rate(self) -> float | None:
        """Share that was noticed, in [0, 1]; ``None`` where nothing could be tried."""
        return self.noticed / self.tried if self.tried else None


@dataclass(frozen=True, slots=True, kw_only=True)
class SymbolicEvidence:
    """Calls that symbolic execution suggested, made on original and candidate and compared like any others.

    Only a call that really differs counts against a candidate. ``paths`` and ``exhausted`` are what a process
    said that ran the candidate's code: words for the reader, on which nothing rests.
    """

    gate: Gate
    """PASSED: none of the suggested calls differs; FAILED: one does; UNKNOWN: not compared."""
    calls: int = 0
    """Suggested calls that agreed."""
    paths: int = 0
    """Pairs of paths through both versions that were explored, as the search said."""
    exhausted: bool = False
    """Whether the search said that there are no other paths."""
    seconds: float = 0.0
    """Wall seconds of search and replay."""
    difference: Difference | None = None
    counterexample: RecordedCall | None = field(default=None, repr=False)
    """The suggested call that differs, made as simple as it could be."""
    reason: str = ""

    @property
    def in_words(self) -> str:
        """One line for people."""
        if self.gate is Gate.UNKNOWN:
            return f"not compared: {self.reason}"
        if self.gate is Gate.FAILED:
            return self.reason
        every = "and knows no others" if self.exhausted else "of more"
        told = f"{self.calls} suggested calls agree; CrossHair says it explored {self.paths} paths {every}"
        return f"{told} ({self.reason})" if self.reason else told


@dataclass(frozen=True, slots=True, kw_only=True)
class TestEvidence:
    """The target's own tests, original and candidate."""

    __test__ = False

    gate: Gate
    tests: int = 0
    reason: str = ""
    seen_to_reach: int = 0
    """How many of the tests were seen to enter the region; 0 where that could not be traced."""
    names: tuple[str, ...] = ()
    """Some of the tests, by id; those that were seen to enter the region where any was."""


PROCESSOR_CLOCK = "process CPU seconds, read from outside"
WALL_CLOCK = "wall-clock seconds, read from outside"
"""What decides where a candidate uses several processors: it spends as much processor time, in less time."""

LEAST_PAIRS = 6
"""Fewer pairs give no 95 % interval: the ends are then the slowest and the fastest pair."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """Original against candidate, interleaved. ``speedup`` is original time over candidate time."""

    speedup: float
    low: float
    high: float
    pairs: int
    p_value: float
    """Of "not faster": anytime-valid 1/E while screening, Wilcoxon when confirmed."""
    e_value: float = 0.0
    clock: str = PROCESSOR_CLOCK
    wall_speedup: float | None = None
    processor_speedup: float | None = None
    """By processor time, where the wall clock decides."""
    instruction_ratio: float | None = None
    """Original's instructions over the candidate's, where the machine counts them: a second opinion."""
    decided: Gate = Gate.UNKNOWN
    """PASSED: faster; FAILED: slower or not faster enough; UNKNOWN: undecided."""
    margin: float = 1.0
    """Ratio that had to be exceeded; ``p_value`` is of "not above it"."""
    log_ratios: tuple[float, ...] = ()
    """Of the pairs behind the interval, in the order they were timed; of many pairs an even part."""
    chained: bool = False
    """Whether the pairs were timed against the candidate's parent and multiplied by the parent's gain."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """All that is known about one candidate. A part that was not reached is ``None``."""

    candidate: MutationCandidate
    sandbox_level: str
    replay: ReplayEvidence | None = None
    faults: FaultEvidence | None = None
    screening: Measurement | None = None
    tests: TestEvidence | None = None
    symbolic: SymbolicEvidence | None = None
    confirmation: Measurement | None = None
    fitness: FitnessScore | None = None
    objectives: ObjectiveScore | None = None
    notes: tuple[str, ...] = field(default=())
    gates: tuple[GateAnswer, ...] = ()
    """Every gate that was asked, in order."""

    def answered(self, gate: GateName, answer: Gate, told: str = "") -> Evidence:
        """Evidence with the answer of one more gate."""
        return replace(self, gates=(*self.gates, GateAnswer(gate=gate, answer=answer, told=told)))


class Outcome(StrEnum):
    """How one call ended."""

    RETURNED = "returned"
    RAISED = "raised"
    LOST = "lost"
    """No answer: crashed, killed, out of time, or it could not be described."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What one call did, told in a canonical text that holds results, never judgements.

    ``description`` covers value or exception, arguments afterwards, shared identity and emitted output
    (``agent.canonical``); ``digest`` is SHA-256 over the *whole* description, which may be capped here.
    """

    outcome: Outcome
    description: str = field(default="", repr=False)
    digest: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallCosts:
    """What an arm says its calls cost: an observation from inside, on which no proof rests.

    A candidate that forges it gains points in a secondary objective, and nothing else.
    """

    latencies: tuple[float, ...] = ()
    """Wall seconds of each call, the quickest of its rounds."""
    peak_bytes: int = 0
    """Most memory that any one call had in use beyond what was there before it."""
    kept_bytes: int = 0
    """Memory in use after all calls beyond that before them, their results thrown away; may be negative."""
    kept_blocks: int = 0
    """Likewise in blocks of the interpreter's allocator."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """One timed stretch of calls, both clocks read by the supervisor outside the sandbox."""

    cpu_seconds: float
    wall_seconds: float
    digest: str = ""
    """SHA-256 over the digests of what the timed calls returned, for the supervisor to compare."""
    telling_seconds: float = 0.0
    """Processor time that the arm then took to tell what the last round had returned."""
    deferred: bool = False
    """Whether lazy parts of the results were used up only then: work that ``telling_seconds`` holds."""
    instructions: int | None = None
    """Executed instructions by the processor's counter, where there is one."""
