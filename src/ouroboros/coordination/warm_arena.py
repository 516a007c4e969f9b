"""The arena of one evolution: a warm sandbox that is started again when it died, and its suite."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

from ouroboros.arena.sandboxing.sandbox import Sandbox, SandboxPlan
from ouroboros.arena.testing.suite import TestSuite, confined_baseline
from ouroboros.arena.testing.warm_suite import WarmSuite
from ouroboros.coordination.session import Session
from ouroboros.records.event import Stage
from ouroboros.records.evidence import Gate, TestEvidence
from ouroboros.records.run_environment import Throughput


@dataclass(slots=True, kw_only=True)
class Arena:
    """A running sandbox for one plan, started again when it has died, and the suite that belongs to it."""

    plan: SandboxPlan
    suite: TestSuite | None
    _sandbox: Sandbox | None = None
    _tests: WarmSuite | None = None

    @classmethod
    @contextmanager
    def opened(cls, session: Session, plan: SandboxPlan, suite: TestSuite | None) -> Iterator[Arena]:
        """Open the arena; tests that cannot behave inside the sandbox as outside are set aside first."""
        if suite is not None:
            session.say(Stage.BASELINE, "running the untouched tests inside the sandbox")
            suite = confined_baseline(plan, suite, deadline_seconds=session.settings.tests_timeout_seconds)
            if suite.excluded:
                session.note(
                    f"{len(suite.excluded)} tests cannot run inside the sandbox: "
                    + "; ".join(f"{name}: {why}" for name, why in list(suite.excluded.items())[:3])
                )
        tests = None if suite is None else WarmSuite(plan=plan, suite=suite, note=session.note)
        arena = cls(plan=plan, suite=suite, _tests=tests)
        try:
            yield arena
        finally:
            arena.renew()
            if tests is not None:
                tests.close()

    @property
    def sandbox(self) -> Sandbox:
        """The warm sandbox."""
        if self._sandbox is None:
            self._sandbox = Sandbox.start(self.plan)
        return self._sandbox

    @property
    def level(self) -> str:
        """How strongly candidates are isolated, by name."""
        return self.sandbox.level.name.lower()

    def run_tests(
        self, *, ids: Collection[str], overlay: Mapping[str, str], deadline_seconds: float
    ) -> TestEvidence:
        """Tests on one candidate, in a warm process where that settles it (``arena.suite.run_tests``)."""
        if self._tests is None:
            return TestEvidence(gate=Gate.UNKNOWN, reason="the target has no tests")
        return self._tests.run(ids=ids, overlay=overlay, deadline_seconds=deadline_seconds)

    @property
    def test_runs(self) -> tuple[int, int]:
        """How many candidates' tests were settled in a warm process, and how many in a fresh one."""
        return (self._tests.warm_passes, self._tests.fresh_runs) if self._tests else (0, 0)

    def renew(self) -> None:
        """Throw the warm sandbox away; the next use starts a fresh one."""
        if self._sandbox is not None:
            self._sandbox.close()
            self._sandbox = None

    def fresh(self, hash_seed: int, *, compiles: bool = True) -> Sandbox:
        """A sandbox in a new interpreter with another hash seed; the caller closes it.

        Numba takes seconds to start, so it is imported beforehand only where something ``compiles``.
        """
        kept = (name for name in self.plan.preload if compiles or name.partition(".")[0] != "numba")
        return Sandbox.start(replace(self.plan, hash_seed=hash_seed, preload=tuple(kept)))


def throughput(session: Session, arena: Arena, seconds: float) -> Throughput:
    """What the search brought in ``seconds`` of wall time, and what trying several at a time did for it."""
    batches = session.batcher.statistics
    warm, fresh = arena.test_runs
    return Throughput(
        candidates=session.funnel["candidates"],
        seconds=seconds,
        batches=batches.batches,
        largest=batches.largest,
        alone=batches.alone,
        alone_seconds=batches.alone_seconds,
        together=batches.together,
        together_seconds=batches.together_seconds,
        success_rate=batches.success_rate,
        warm_tests=warm,
        fresh_tests=fresh,
    )
