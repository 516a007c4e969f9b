"""Where time goes, and what flows through the hot code."""

from __future__ import annotations

from dataclasses import dataclass, field

from ouroboros.records.source import GenomeRegion

EARLIER = "earlier"
"""Origin of a call that an earlier run recorded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileSample:
    """Samples that fell on one line of one file, aggregated over a run.

    ``stack`` is outermost first, each entry ``(absolute file, line, function name)``; ``count`` samples.
    """

    stack: tuple[tuple[str, int, str], ...]
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A profiled workload: which clock, the last rate, mean wall seconds of a run, every distinct stack."""

    source: str
    clock: str
    rate_hz: float
    seconds: float
    samples: tuple[ProfileSample, ...]

    @property
    def total(self) -> int:
        """Number of samples taken."""
        return sum(sample.count for sample in self.samples)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hotspot:
    """A region and its part of the run. Shares are of all samples, in [0, 1]."""

    region: GenomeRegion
    self_share: float
    cumulative_share: float
    samples: int
    lines: tuple[tuple[int, int], ...] = ()
    """(line number in the file, samples whose innermost frame is there), hottest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeProfile:
    """What recorded calls of a region look like. Types are ``module.qualname``, element types in brackets.

    ``parameters`` maps a parameter name to ``{type name: calls}``, e.g. ``{"xs": {"list[int]": 40}}``.
    A sample, never a proof: what rests on it needs a guard at run time.
    """

    parameters: dict[str, dict[str, int]] = field(default_factory=dict)
    returns: dict[str, int] = field(default_factory=dict)
    calls_seen: int = 0
    distinct_share: float = 1.0
    """Share of seen calls whose arguments no earlier one had, in [0, 1]; low means repeats."""
    values: dict[str, dict[str, int]] = field(default_factory=dict)
    """Parameter name to ``{literal as source text: calls}``, most frequent first, at most eight each: plain
    arguments only (``None``, ``bool``, ``int``, ``float``, ``str`` and ``bytes`` of up to 40 characters)."""
    sizes: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Parameter name to median and largest ``len`` of the arguments that are built-in containers or texts."""
    attributes: dict[str, dict[str, int]] = field(default_factory=dict)
    """``parameter.attribute`` to ``{type name: calls}``, as in ``self.items``: instance attributes, before
    the call, of arguments whose class is written in Python."""
    lines: dict[int, int] = field(default_factory=dict)
    """Line of the region's file (1-based) to how often the observed calls ran it; empty: not observed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedCall:
    """One real call of a region. ``payload`` is a pickle and is read only inside the sandbox.

    ``outcome`` is the digest of the canonical description of what the call did (``agent.canonical``),
    or ``None`` when it could not be described.
    """

    function: str
    """``pkg.mod:Class.method`` of the called region."""
    payload: bytes = field(repr=False)
    outcome: str | None = None
    raised: bool = False
    seconds: float = 0.0
    origin: str = "workload"
    """``workload``, ``tests``, ``earlier`` (recorded by an earlier run); ``generated``, ``corpus`` (a kept
    counterexample) or ``symbolic`` (suggested by symbolic execution): calls that nobody made."""
