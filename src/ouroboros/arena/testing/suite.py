"""The target's own tests: a baseline on the untouched copy, then confined runs that must repeat it.

The report of a confined run is written by the process that also runs the candidate. It can be forged by
hostile code, so passing tests alone never make a winner: replay, which is compared outside the sandbox,
comes first.
"""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from ouroboros.arena.sandboxing.commands import run_confined
from ouroboros.arena.sandboxing.sandbox import SandboxPlan
from ouroboros.arena.testing.pytest_command import FOLDER, ONLY, TestsCommand, plugin_files
from ouroboros.arena.testing.suite_report import (
    FinishedRun,
    ReportedTest,
    SuiteReport,
    read_report,
    run_plain,
    with_tail,
)
from ouroboros.errors import TestsFailError
from ouroboros.records.evidence import Gate, TestEvidence
from ouroboros.records.source import GenomeRegion

WHOLE_COMMAND = "(whole command)"
"""Id of the one case of a command whose single tests cannot be seen."""

REPORT = "ouroboros-tests.json"
TRACING_SLOWDOWN = 4.0
"""The traced run may take this many times the deadline: before Python 3.12 it pays for every call."""

_REMEDY = "mend them, or give a command that passes with --tests"


@dataclass(frozen=True, slots=True, kw_only=True)
class TestCase:
    """One test of the target on the untouched source."""

    __test__ = False

    id: str
    outcome: str
    """``passed``, ``skipped``, ``xfailed`` or ``xpassed``."""
    seconds: float
    reaches: frozenset[tuple[str, int]] = field(default=frozenset(), repr=False)
    """(file relative to the project, first line) of every function of the project that the test entered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TestSuite:
    """The target's tests with their outcomes on the untouched source."""

    __test__ = False

    command: str
    is_pytest: bool
    cases: tuple[TestCase, ...]
    flaky: tuple[str, ...] = ()
    """Ids that did not do the same twice; quarantined: never run again, reported."""
    excluded: Mapping[str, str] = field(default_factory=dict)
    """Ids that cannot behave in the sandbox as outside, with the reason; never run again, reported."""
    outside: frozenset[tuple[str, int]] = field(default=frozenset(), repr=False)
    """Functions entered while tests were collected: every test depends on them."""
    traced: bool = True
    """Whether ``reaches`` is known; otherwise every test is taken to reach everything."""
    seconds: float = 0.0
    """Wall seconds of one untraced run outside the sandbox."""

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of all usable cases."""
        return tuple(case.id for case in self.cases)


def baseline(
    command: str,
    *,
    workspace: Path,
    working_directory: str,
    python: Path,
    environment: Mapping[str, str],
    deadline_seconds: float,
) -> TestSuite:
    """Run the tests twice on the untouched copy, the second time noting which functions each test enters.

    A test whose outcome differs is run a third time, so that tracing alone quarantines nothing.

    Args:
        command: what the user gave as ``--tests``; ``pytest`` and ``python`` mean those of ``python``.
        workspace: root of the private copy of the project.
        working_directory: where the command runs, relative to ``workspace``.
        python: the target's interpreter.
        environment: the complete environment of the run.
        deadline_seconds: wall seconds that one untraced run may take.

    Raises:
        TestsFailError: tests fail in both runs, none are collected, the command cannot run or runs out of
        time. UsageError: the command cannot be understood.

    """
    parsed = TestsCommand.parse(command)
    directory = workspace / working_directory

    def run(root: str = "") -> SuiteReport:
        return _run_outside(
            parsed,
            directory=directory,
            python=python,
            environment=environment,
            deadline_seconds=deadline_seconds * (TRACING_SLOWDOWN if root else 1.0),
            root=root,
        )

    first = run()
    if first.run.timed_out:
        raise TestsFailError(
            f"the tests ({command}) did not end within {deadline_seconds:g} s on the untouched source; "
            f"raise --tests-timeout or give fewer tests with --tests"
        )
    if not parsed.is_pytest:
        return _whole_command(command, first, run())
    if first.problem:
        raise TestsFailError(
            with_tail(f"the tests ({command}) cannot run: {first.problem}", first.run.output)
        )
    if not first.tests and not first.errors:
        where = working_directory or "."
        raise TestsFailError(
            with_tail(
                f"the tests ({command}) collected no test in {where}; correct --tests, or leave it out and "
                "give --workload",
                first.run.output,
            )
        )
    second = run(str(workspace))
    traced = not second.problem
    steady = second if traced and second.outcomes == first.outcomes else run()
    return _judged(command, first, steady, second if traced else None)


def _judged(command: str, first: SuiteReport, steady: SuiteReport, traced: SuiteReport | None) -> TestSuite:
    """Make the suite of two untouched runs, or say what is wrong with it."""
    output = first.run.output
    failing = sorted(first.failing & steady.failing & (traced or steady).failing)
    if failing:
        named = ", ".join(failing[:5]) + (f" and {len(failing) - 5} more" if len(failing) > 5 else "")
        raise TestsFailError(
            with_tail(f"the tests ({command}) fail twice on the untouched source: {named}; {_REMEDY}", output)
        )
    if first.errors and steady.errors:
        raise TestsFailError(
            with_tail(f"the tests ({command}) cannot be collected: {first.errors[0]}", output)
        )
    names = sorted(first.tests.keys() | steady.tests.keys())
    # Failing under tracing alone is not flaky; failing in an untraced run and passing in another run is.
    flaky = tuple(
        name
        for name in names
        if first.outcomes.get(name) != steady.outcomes.get(name) or name in first.failing | steady.failing
    )
    if first.run.exit_status and steady.run.exit_status and not flaky:
        raise TestsFailError(
            with_tail(f"the tests ({command}) pass, but it ends with status {first.run.exit_status}", output)
        )
    if len(flaky) == len(names):
        raise TestsFailError(
            f"none of the {len(names)} tests ({command}) does the same twice: they prove nothing"
        )
    return TestSuite(
        command=command,
        is_pytest=True,
        cases=tuple(
            _case(name, test, None if traced is None else traced.tests.get(name))
            for name, test in first.tests.items()
            if name not in flaky
        ),
        flaky=flaky,
        outside=frozenset() if traced is None else traced.outside,
        traced=traced is not None,
        seconds=first.run.wall_seconds,
    )


def _case(name: str, test: ReportedTest, traced: ReportedTest | None) -> TestCase:
    reaches = frozenset() if traced is None else traced.reaches
    return TestCase(id=name, outcome=test.outcome, seconds=test.seconds, reaches=reaches)


def _whole_command(command: str, first: SuiteReport, second: SuiteReport) -> TestSuite:
    """A command whose single tests cannot be seen: it passes as a whole or fails as a whole."""
    if first.run.exit_status and second.run.exit_status:
        reason = f"ends with status {first.run.exit_status} twice on the untouched source; {_REMEDY}"
        raise TestsFailError(with_tail(f"the tests ({command}): {reason}", first.run.output))
    if first.run.exit_status or second.run.exit_status or second.run.timed_out:
        raise TestsFailError(
            f"the tests ({command}) pass once and fail once on the untouched source; "
            f"as a whole command nothing can be quarantined: give a steady command with --tests"
        )
    seconds = first.run.wall_seconds
    case = TestCase(id=WHOLE_COMMAND, outcome="passed", seconds=seconds)
    return TestSuite(command=command, is_pytest=False, cases=(case,), traced=False, seconds=seconds)


def reaching(suite: TestSuite, region: GenomeRegion) -> tuple[str, ...]:
    """Ids of the tests that enter ``region`` or something defined in it; all ids where that is not known."""
    if not suite.traced or _within(region, suite.outside):
        return suite.ids
    return seen_to_reach(suite, region)


def seen_to_reach(suite: TestSuite, region: GenomeRegion) -> tuple[str, ...]:
    """Ids of the tests that were seen to enter ``region`` themselves; none where nothing was traced."""
    return tuple(case.id for case in suite.cases if _within(region, case.reaches))


def _within(region: GenomeRegion, places: frozenset[tuple[str, int]]) -> bool:
    span = region.span
    return any(
        path == region.file.path and span.first_line <= line <= span.last_line for path, line in places
    )


def confined_baseline(plan: SandboxPlan, suite: TestSuite, *, deadline_seconds: float) -> TestSuite:
    """Run the untouched tests inside the sandbox and set aside those that behave differently there.

    Raises:
        SandboxUnavailableError: the machine offers too little isolation.

    """
    report = _run_inside(plan, suite, ids=suite.ids, overlay={}, deadline_seconds=deadline_seconds)
    problem = _whole_problem(report, suite)
    excluded = {} if not problem else dict.fromkeys(suite.ids, f"in the sandbox {problem}")
    if not problem and suite.is_pytest:
        excluded = {
            case.id: f"{report.outcomes.get(case.id, 'not reported')} in the sandbox, {case.outcome} outside"
            for case in suite.cases
            if report.outcomes.get(case.id) != case.outcome
        }
    cases = tuple(case for case in suite.cases if case.id not in excluded)
    return replace(suite, cases=cases, excluded={**suite.excluded, **excluded})


def run_tests(
    plan: SandboxPlan,
    suite: TestSuite,
    *,
    ids: Collection[str] | None,
    overlay: Mapping[str, str],
    deadline_seconds: float,
) -> TestEvidence:
    """Run tests confined, with the files of ``overlay`` exchanged.

    PASSED only when every wanted test reports exactly its outcome on the untouched source; UNKNOWN when
    there is no test to run; FAILED otherwise, a missing report included.

    Args:
        plan: the sandbox to run in.
        suite: what :func:`confined_baseline` returned.
        ids: tests to run, or ``None`` for all.
        overlay: path relative to the project → text.
        deadline_seconds: wall seconds for the run.

    """
    wanted = [case for case in suite.cases if ids is None or case.id in ids]
    if not wanted:
        return TestEvidence(gate=Gate.UNKNOWN, reason="no test of the target reaches this code")
    report = _run_inside(
        plan, suite, ids=[case.id for case in wanted], overlay=overlay, deadline_seconds=deadline_seconds
    )
    problem = _whole_problem(report, suite)
    if not problem and suite.is_pytest:
        problem = _first_deviation(report, wanted)
    if problem:
        return TestEvidence(gate=Gate.FAILED, reason=problem)
    return TestEvidence(gate=Gate.PASSED, tests=len(wanted))


def _first_deviation(report: SuiteReport, wanted: list[TestCase]) -> str:
    for case in wanted:
        outcome = report.outcomes.get(case.id)
        if outcome is None:
            why = f": its file cannot be collected, {report.errors[0][-400:]}" if report.errors else ""
            return f"{case.id} was not run to its end{why}"
        if outcome != case.outcome:
            return f"{case.id}: {outcome}, was {case.outcome}"
    return ""


def _whole_problem(report: SuiteReport, suite: TestSuite) -> str:
    """Why a run cannot count whatever its single tests say, or ""."""
    if report.problem:
        return with_tail(report.problem, report.run.output, lines=5)
    # Tests are left out on purpose, so pytest may end with 1 because of a coverage threshold; no crash may
    # hide there.
    if report.run.exit_status not in ({0, 1} if suite.is_pytest else {0}):
        return with_tail(f"the tests end with status {report.run.exit_status}", report.run.output, lines=5)
    return ""


def _run_outside(
    parsed: TestsCommand,
    *,
    directory: Path,
    python: Path,
    environment: Mapping[str, str],
    deadline_seconds: float,
    root: str,
) -> SuiteReport:
    with tempfile.TemporaryDirectory(prefix="ouroboros-tests-") as scratch:
        folder = Path(scratch)
        if not parsed.is_pytest:
            merged = parsed.environment(environment, python)
            command = parsed.whole(python)
            return SuiteReport(
                run=run_plain(
                    command, directory=directory, environment=merged, deadline_seconds=deadline_seconds
                )
            )
        for name, text in plugin_files(None).items():
            (folder / name).write_text(text, encoding="utf-8")
        merged = parsed.environment(environment, python, plugin_folder=scratch)
        merged["OUROBOROS_PYTEST_REPORT"] = str(folder / REPORT)
        if root:
            merged["OUROBOROS_PYTEST_ROOT"] = root
        run = run_plain(
            parsed.reporting(python),
            directory=directory,
            environment=merged,
            deadline_seconds=deadline_seconds,
        )
        report = folder / REPORT
        return read_report(run, report.read_bytes() if report.is_file() else None)


def _run_inside(
    plan: SandboxPlan,
    suite: TestSuite,
    *,
    ids: Collection[str],
    overlay: Mapping[str, str],
    deadline_seconds: float,
) -> SuiteReport:
    parsed = TestsCommand.parse(suite.command)
    added: dict[str, str] = {}
    extra = parsed.environment(plan.environment, plan.python)
    command = parsed.whole(plan.python)
    if parsed.is_pytest:
        folder = PurePosixPath(plan.working_directory, FOLDER)
        added = {str(folder / name): text for name, text in plugin_files(ids).items()}
        command = parsed.reporting(plan.python)
        extra = parsed.environment(plan.environment, plan.python, plugin_folder=FOLDER)
        extra |= {"OUROBOROS_PYTEST_REPORT": REPORT, "OUROBOROS_PYTEST_ONLY": f"{FOLDER}/{ONLY}"}
    outcome = run_confined(
        plan,
        command,
        overlay={**overlay, **added},
        deadline_seconds=deadline_seconds,
        extra_environment=extra,
        collect=[REPORT] if parsed.is_pytest else [],
    )
    run = FinishedRun(
        exit_status=outcome.exit_status,
        output=outcome.output,
        timed_out=outcome.timed_out,
        wall_seconds=outcome.wall_seconds,
    )
    if parsed.is_pytest:
        return read_report(run, outcome.files.get(REPORT))
    return SuiteReport(run=run, problem="the tests did not end in their time" if run.timed_out else "")
