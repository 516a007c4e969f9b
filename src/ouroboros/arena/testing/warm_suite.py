"""The tests gate of one candidate, in milliseconds where that is possible.

A warm pass is enough for the gate of a single candidate: the whole suite is run again in fresh processes
before anything ships. A warm failure is only a reason to ask a fresh run, whose answer counts. So swapping
code into imported modules decides nothing by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from ouroboros.arena.sandboxing.sandbox_plan import SandboxPlan
from ouroboros.arena.testing.suite import TestSuite, run_tests
from ouroboros.arena.testing.warm_server import WarmRun, WarmServer
from ouroboros.errors import SandboxDiedError
from ouroboros.records.evidence import Gate, TestEvidence

_LEAST_SECONDS = 5.0
_SLOWDOWN = 10.0
"""A warm run may take this many times what its tests took untouched; then a fresh run decides."""
_MOST_FAILURES = 3


@dataclass(slots=True, kw_only=True)
class WarmSuite:
    """The tests of one target, with a warm server that is started when it is first needed."""

    plan: SandboxPlan
    suite: TestSuite
    note: Callable[[str], None] = lambda _text: None
    """Told, once, why there is no warm server."""
    warm_passes: int = 0
    fresh_runs: int = 0
    why_fresh: str = ""
    """Why the last candidate was tried in a fresh process; "" when it passed in a warm one."""
    _server: WarmServer | None = None
    _unavailable: str = ""
    _failures: int = 0
    _vouched: dict[str, bool] = field(default_factory=dict)
    """Whether a test does in a fork what it does in a fresh process, on the untouched source."""

    def run(
        self, *, ids: Collection[str], overlay: Mapping[str, str], deadline_seconds: float
    ) -> TestEvidence:
        """Run tests on a candidate; arguments and answer are those of :func:`suite.run_tests`.

        Raises:
            SandboxUnavailableError: the machine offers less isolation than the plan demands.

        """
        wanted = {case.id: case.outcome for case in self.suite.cases if case.id in ids}
        self.why_fresh = self._why_fresh(wanted, overlay, deadline_seconds) if wanted else ""
        if wanted and not self.why_fresh:
            self.warm_passes += 1
            return TestEvidence(gate=Gate.PASSED, tests=len(wanted))
        self.fresh_runs += 1
        return run_tests(self.plan, self.suite, ids=ids, overlay=overlay, deadline_seconds=deadline_seconds)

    def close(self) -> None:
        """End the server; a later run starts another."""
        if self._server is not None:
            self._server.close()
            self._server = None

    def _why_fresh(self, wanted: Mapping[str, str], overlay: Mapping[str, str], most_seconds: float) -> str:
        """Why a warm run does not settle it, or "" when all tests passed in one."""
        try:
            server = self._started(most_seconds)
            if server is None:
                return self._unavailable
            unusable = self._unusable(server, wanted, most_seconds)
            if unusable:
                return f"{unusable} does not behave in a warm process as in a fresh one"
            run = server.run(
                list(wanted),
                overlay,
                deadline_seconds=min(most_seconds, self._seconds(wanted)),
                expected=wanted,
            )
        except SandboxDiedError as error:
            self._failed(str(error))
            return str(error)
        return _deviation(run, wanted)

    def _started(self, most_seconds: float) -> WarmServer | None:
        if self._server is None and not self._unavailable:
            if not self.suite.is_pytest:
                self._unavailable = "only pytest can be kept warm"
            else:
                seconds = min(most_seconds, _LEAST_SECONDS + _SLOWDOWN * self.suite.seconds)
                self._server = WarmServer(self.plan, self.suite, deadline_seconds=seconds)
        return self._server

    def _failed(self, reason: str) -> None:
        """Let the server go; one that never comes up is not tried again and again."""
        self._failures += 1
        never_started = self._server is None
        self.close()
        if never_started or self._failures >= _MOST_FAILURES:
            self._unavailable = reason
            self.note(f"tests of candidates run in fresh processes: {reason}")

    def _unusable(self, server: WarmServer, wanted: Mapping[str, str], most_seconds: float) -> str:
        """A test that must not be judged warm, or ""; tests that are new here are tried untouched first."""
        new = [name for name in wanted if name not in self._vouched]
        held = [name for name in new if name in server.collected]
        if held:
            run = server.run(held, {}, deadline_seconds=min(most_seconds, self._seconds(held)))
            if run.refused:  # there was nothing to swap
                raise SandboxDiedError(run.refused)
            for name in held:
                self._vouched[name] = not run.problem and run.outcomes.get(name) == wanted[name]
        for name in new:
            self._vouched.setdefault(name, False)
        return next((name for name in wanted if not self._vouched[name]), "")

    def _seconds(self, ids: Collection[str]) -> float:
        """Wall seconds to wait for these tests."""
        return _LEAST_SECONDS + _SLOWDOWN * sum(case.seconds for case in self.suite.cases if case.id in ids)


def _deviation(run: WarmRun, wanted: Mapping[str, str]) -> str:
    if run.refused or run.problem:
        return run.refused or run.problem
    for name, outcome in wanted.items():
        if run.outcomes.get(name) != outcome:
            return f"{name}: {run.outcomes.get(name, 'not run to its end')} in a warm process"
    return ""
