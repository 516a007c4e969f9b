"""The arena of one evolution: a warm sandbox that is started again when it died, and its suite."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from ouroboros.arena.sandbox import Sandbox, SandboxPlan
from ouroboros.arena.suite import TestSuite, confined_baseline
from ouroboros.coordination.session import Session
from ouroboros.records.event import Stage


@dataclass(slots=True, kw_only=True)
class Arena:
    """A running sandbox for one plan, started again when it has died, and the suite that belongs to it."""

    plan: SandboxPlan
    suite: TestSuite | None
    _sandbox: Sandbox | None = None

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
        arena = cls(plan=plan, suite=suite)
        try:
            yield arena
        finally:
            arena.renew()

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
