"""A proposed change and where it came from."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

from ouroboros.records.hotspot import Hotspot
from ouroboros.records.source import GenomeRegion, checksum


class RefactoringOp(StrEnum):
    """Ten categories that keep the algorithm."""

    LOOP_UNROLLING = "loop unrolling"
    FUNCTION_INLINING = "function inlining"
    DEAD_CODE_ELIMINATION = "dead-code elimination"
    CONSTANT_FOLDING = "constant folding and propagation"
    COMMON_SUBEXPRESSION = "common-subexpression elimination"
    LOOP_INVARIANT_MOTION = "loop-invariant code motion"
    COMPREHENSION = "comprehension/built-in conversion"
    BRANCH_SIMPLIFICATION = "branch simplification and reordering"
    LOOP_FUSION = "loop fusion/fission"
    STRENGTH_REDUCTION = "strength reduction"


class OptimizationOp(StrEnum):
    """Ten categories that change how the result is reached."""

    MEMOISATION = "memoisation"
    DATA_STRUCTURE = "data-structure substitution"
    CACHE_LOCALITY = "cache locality"
    VECTORISATION = "SIMD/vectorisation"
    PARALLELISATION = "parallelisation"
    NATIVE_COMPILATION = "native compilation"
    LAZY_EVALUATION = "lazy evaluation and short-circuit"
    ALLOCATION_REDUCTION = "allocation reduction"
    STRING_BUILDING = "string building and I/O batching"
    ALGORITHM_SUBSTITUTION = "algorithm and library substitution"


Category = RefactoringOp | OptimizationOp


class MutationSeverity(IntEnum):
    """How much of the region changes."""

    TRIVIAL = 1
    MINOR = 2
    MODERATE = 3
    MAJOR = 4
    CRITICAL = 5


class Risk(IntEnum):
    """How a wrong instance of this change would show itself."""

    LOW = 1
    """Behaviour is proven or guarded statically; a mistake shows in any call."""
    MEDIUM = 2
    """Depends on run-time types behind a guard."""
    HIGH = 3
    """Keeps state between calls, or compiles to another arithmetic."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MutationCandidate:
    """A whole new text for one file, changed in and for one region."""

    hotspot: Hotspot
    text: str = field(repr=False)
    """The file's complete new text."""
    operators: tuple[str, ...]
    """Names of the operators applied, in order."""
    categories: tuple[Category, ...]
    severity: MutationSeverity
    risk: Risk
    keeps_state: bool = False
    """Whether a call may leave something behind that a later call uses (a cache)."""
    conjecture: bool = False
    """Whether it is a guess, or grown from one: right only as far as calls have shown."""
    note: str = ""
    parents: tuple[str, ...] = ()
    """Identities of the candidates that this one was grown from, oldest first."""
    places: int = 1
    """Rewrites of its last operator that it makes at once."""

    @property
    def region(self) -> GenomeRegion:
        """The region that this candidate changes, as it is in the original."""
        return self.hotspot.region

    @property
    def identity(self) -> str:
        """Twelve hex characters that name this candidate: same file, same new text, same identity."""
        return checksum(f"{self.region.file.path}\0{self.region.file.checksum}\0{self.text}")[:12]

    @property
    def shares_processors(self) -> bool:
        """Whether it works on several processors at once, so that the clock on the wall has to decide."""
        return OptimizationOp.PARALLELISATION in self.categories

    @property
    def generation(self) -> int:
        """1 for a candidate made from the original."""
        return len(self.parents) + 1
