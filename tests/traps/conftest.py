"""A small target on a real sandbox, into which candidates are put by hand."""

from __future__ import annotations

import pickle
import random
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ouroboros.arena.equality.call_book import CallBook, open_book
from ouroboros.arena.equality.replay import check
from ouroboros.arena.sandboxing.sandbox import Limits, Sandbox, SandboxLevel, SandboxPlan, probe
from ouroboros.arena.timing.pairs import Contest, calibrated, pair
from ouroboros.records.candidate import MutationCandidate, MutationSeverity, RefactoringOp, Risk
from ouroboros.records.evidence import ReplayEvidence
from ouroboros.records.hotspot import Hotspot, RecordedCall
from ouroboros.records.source import GenomeRegion, RegionKind, SourceFile, Span

LIMITS = Limits(memory_bytes=512 << 20, scratch_bytes=16 << 20, output_bytes=64 << 10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One module of the small target; ``function`` is the region that candidates change."""

    sandbox: Sandbox
    module: str
    original: str
    function: str

    @property
    def region(self) -> GenomeRegion:
        """The whole file, named after the function."""
        text = self.original
        return GenomeRegion(
            file=SourceFile(path=f"{self.module}.py", module=self.module, text=text),
            qualname=self.function,
            kind=RegionKind.FUNCTION,
            span=Span(start=0, end=len(text), first_line=1, last_line=text.count("\n")),
        )

    def call(self, *args: Any, name: str = "", **kwargs: Any) -> RecordedCall:
        """A recorded call of the region."""
        return RecordedCall(
            function=f"{self.module}:{name or self.function}",
            payload=pickle.dumps((args, kwargs)),
            seconds=0.0001,
        )

    def candidate(self, text: str, **facts: Any) -> MutationCandidate:
        """A candidate with any text at all."""
        return MutationCandidate(
            hotspot=Hotspot(region=self.region, self_share=0.9, cumulative_share=0.9, samples=100),
            text=text,
            operators=("by hand",),
            categories=(RefactoringOp.STRENGTH_REDUCTION,),
            severity=MutationSeverity.MINOR,
            risk=Risk.LOW,
            **facts,
        )

    def book(
        self, calls: Sequence[RecordedCall], *, generated: int = 0, tolerance: float | None = None
    ) -> CallBook:
        """What the original does on ``calls`` and on generated ones."""
        book = open_book(
            self.sandbox,
            self.region,
            [(self.region.name, calls)],
            modules=(self.module,),
            generated=generated,
            rng=random.Random(7),
            tolerance=tolerance,
        )
        assert isinstance(book, CallBook), book
        return book

    def check(
        self,
        text: str,
        calls: Sequence[RecordedCall],
        *,
        generated: int = 0,
        tolerance: float | None = None,
    ) -> ReplayEvidence:
        """Replay ``calls`` on a candidate."""
        book = self.book(calls, generated=generated, tolerance=tolerance)
        return check(self.sandbox, book, self.candidate(text), tested=True)

    def contest(self, text: str, calls: Sequence[RecordedCall], **facts: Any) -> Contest:
        """A calibrated contest of the original against ``text``."""
        return calibrated(
            self.sandbox,
            Contest(
                modules=(self.module,),
                original={},
                candidate={f"{self.module}.py": text},
                calls=tuple(calls),
                **facts,
            ),
            first=True,
        )

    def pair(self, text: str, calls: Sequence[RecordedCall], **facts: Any) -> float:
        """Log ratio of one timed pair, in processor time."""
        return pair(self.sandbox, self.contest(text, calls, **facts), random.Random(3)).cpu


@pytest.fixture(scope="session")
def hostile_plan(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Mapping[str, str]], SandboxPlan]:
    """Make a plan for a target with the given modules (name → text)."""
    if probe().level < SandboxLevel.FULL:
        pytest.skip("this machine offers no full sandbox")

    def plan(modules: Mapping[str, str]) -> SandboxPlan:
        project = tmp_path_factory.mktemp("target")
        for name, text in modules.items():
            (project / f"{name}.py").write_text(text, encoding="utf-8")
        return SandboxPlan(
            python=Path(sys.executable),
            project=project,
            workspace=project,
            sys_path=(
                str(project),
                *[entry for entry in sys.path if "site-packages" in entry or "lib" in entry],
            ),
            modules={name: f"{name}.py" for name in modules},
            limits=LIMITS,
        )

    return plan


@pytest.fixture(scope="session")
def make_target() -> type[Target]:
    """The class of one module under attack."""
    return Target
