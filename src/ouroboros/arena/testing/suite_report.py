"""What one run of a tests command said: how it ended, and the report of the plugin where there is one."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ouroboros.errors import TestsFailError

OUTPUT_TAIL_BYTES = 16_384
PASSING = frozenset({"passed", "skipped", "xfailed", "xpassed"})


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishedRun:
    """How a command ended. A negative ``exit_status`` is the signal that ended it."""

    exit_status: int
    output: str = field(repr=False)
    timed_out: bool
    wall_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedTest:
    """One test as the plugin saw it."""

    outcome: str
    seconds: float
    reaches: frozenset[tuple[str, int]] = field(default=frozenset(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SuiteReport:
    """One run of the tests. ``problem`` is set when the run cannot count at all."""

    run: FinishedRun
    tests: Mapping[str, ReportedTest] = field(default_factory=dict)
    errors: tuple[str, ...] = ()
    """Files that could not be collected, with the reason."""
    outside: frozenset[tuple[str, int]] = frozenset()
    problem: str = ""

    @property
    def outcomes(self) -> dict[str, str]:
        """Outcome per test id."""
        return {name: test.outcome for name, test in self.tests.items()}

    @property
    def failing(self) -> frozenset[str]:
        """Ids of tests that failed."""
        return frozenset(name for name, test in self.tests.items() if test.outcome not in PASSING)


def read_report(run: FinishedRun, data: bytes | None) -> SuiteReport:
    """Read the plugin's report (``None``: there is none). A damaged report is no report."""
    if run.timed_out:
        return SuiteReport(run=run, problem="the tests did not end in their time")
    if data is None:
        return SuiteReport(run=run, problem=f"pytest ended with status {run.exit_status} and left no report")
    try:
        report = json.loads(data)
        functions = [(str(path), int(line)) for path, line in report["functions"]]
        tests = {
            str(name): ReportedTest(
                outcome=str(test["outcome"]),
                seconds=float(test["seconds"]),
                reaches=_places(test["reaches"], functions),
            )
            for name, test in report["tests"].items()
        }
        errors = tuple(str(error) for error in report["errors"])
        outside = _places(report["outside"], functions)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        return SuiteReport(run=run, problem=f"the report of the tests cannot be read: {error!r}")
    return SuiteReport(run=run, tests=tests, errors=errors, outside=outside)


def _places(indexes: Any, functions: list[tuple[str, int]]) -> frozenset[tuple[str, int]]:
    return frozenset(functions[int(index)] for index in indexes)


def run_plain(
    command: Sequence[str],
    *,
    directory: Path,
    environment: Mapping[str, str],
    deadline_seconds: float,
) -> FinishedRun:
    """Run ``command`` unconfined (untouched source only) and wait; the whole process group ends with it.

    Raises:
        TestsFailError: the command cannot be started.

    """
    started = time.monotonic()
    with tempfile.TemporaryFile() as output:
        try:
            process = subprocess.Popen(
                command,
                cwd=directory,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        except OSError as error:
            raise TestsFailError(
                f"the tests cannot be started: {command[0]}: {error.strerror}; correct --tests or --python"
            ) from error
        timed_out = False
        try:
            process.wait(timeout=deadline_seconds)
        except subprocess.TimeoutExpired:
            timed_out = True
        finally:
            # Also when all is well: a server that a test left behind must not outlive it, nor on Ctrl-C.
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        output.seek(max(0, output.seek(0, os.SEEK_END) - OUTPUT_TAIL_BYTES))
        tail = output.read().decode("utf-8", "replace")
    return FinishedRun(
        exit_status=process.returncode,
        output=tail,
        timed_out=timed_out,
        wall_seconds=time.monotonic() - started,
    )


def with_tail(message: str, output: str, *, lines: int = 25) -> str:
    """``message`` and below it the last ``lines`` lines of ``output``."""
    tail = [line.rstrip() for line in output.strip().splitlines()[-lines:]]
    return "\n".join([message, *(f"    {line}" for line in tail)])
