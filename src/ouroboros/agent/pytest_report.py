"""A pytest plugin that tells what every test did and which functions of the target it entered.

It is loaded with ``-p`` from a folder on ``PYTHONPATH`` that holds nothing but this file, so it imports the
standard library only and works with whatever pytest the target has. Environment:

* ``OUROBOROS_PYTEST_REPORT``: file that the JSON report is written to when the session ends, a bare name
  meaning the folder for temporary files; without it nothing happens.
* ``OUROBOROS_PYTEST_ONLY``: JSON file with the node ids to run; everything else is deselected.
* ``OUROBOROS_PYTEST_ROOT``: folder of the target; when set, functions entered below it are recorded per test.

Report: ``{"exit_status", "tests": {id: {"outcome", "seconds", "reaches": [index …]}}, "functions": [[file,
first line] …], "outside": [index …], "errors": [text …]}``. A session that ends early leaves no report,
which the supervisor takes as a failure.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

# A test counts as the worst thing that any of its phases (and subtests) reported.
SEVERITY = {"passed": 0, "skipped": 1, "xfailed": 2, "xpassed": 3, "failed": 4, "error": 5}

OPTIMIZED = 0x1
"""``inspect.CO_OPTIMIZED``: set for functions, not for bodies of modules and classes."""


def phase_outcome(report: Any) -> str | None:
    """What one phase of a test came to, one of :data:`SEVERITY`; ``None`` when it is no result."""
    outcome = str(report.outcome)
    if outcome not in {"passed", "failed", "skipped"}:  # "rerun" of pytest-rerunfailures is no result
        return None
    if hasattr(report, "wasxfail"):
        return {"skipped": "xfailed", "passed": "xpassed"}.get(outcome, outcome)
    return "error" if outcome == "failed" and report.when != "call" else outcome


class FunctionTracer:
    """Collects the functions below ``root`` that are entered, into whichever set is current.

    Python 3.12 offers ``sys.monitoring``, which costs one event per function and test; before that every
    call and return of every thread goes through a profile function.
    """

    def __init__(self, root: str) -> None:
        self._roots = tuple({os.path.join(path, "") for path in (root, os.path.realpath(root))})  # noqa: PTH118
        self._places: dict[CodeType, tuple[str, int] | None] = {}
        self._tool: int | None = None
        self.current: set[tuple[str, int]] = set()

    def place(self, code: CodeType) -> tuple[str, int] | None:
        """File relative to the root and first line of ``code``, or ``None`` when it is not the target's."""
        try:
            return self._places[code]
        except KeyError:
            pass
        found = None
        if not code.co_flags & OPTIMIZED:  # the body of a module or class
            self._places[code] = None
            return None
        # A relative name is one that was compiled by hand ("<string>", "setup.py"): not a module of the
        # target.
        for root in self._roots:
            if code.co_filename.startswith(root) and "site-packages" not in code.co_filename:
                found = (code.co_filename[len(root) :].replace(os.sep, "/"), code.co_firstlineno)
                break
        self._places[code] = found
        return found

    def start(self) -> None:
        """Begin to listen, in this thread and all later ones."""
        monitoring = getattr(sys, "monitoring", None)
        if monitoring is not None:
            for tool in (4, 3, 5, 2):
                if monitoring.get_tool(tool) is None:
                    monitoring.use_tool_id(tool, "ouroboros")
                    event = monitoring.events.PY_START
                    monitoring.register_callback(tool, event, self._entered)
                    monitoring.set_events(tool, event)
                    self._tool = tool
                    return
        threading.setprofile(self._profile)
        sys.setprofile(self._profile)

    def stop(self) -> None:
        """Stop listening."""
        if self._tool is not None:
            monitoring: Any = sys.monitoring  # type: ignore[attr-defined,unused-ignore]
            monitoring.set_events(self._tool, 0)
            monitoring.free_tool_id(self._tool)
            self._tool = None
        else:
            threading.setprofile(None)  # type: ignore[arg-type,unused-ignore]
            sys.setprofile(None)

    def switch(self, into: set[tuple[str, int]]) -> None:
        """Collect into another set from now on."""
        self.current = into
        if self._tool is not None:
            # Every function reports once and is then switched off; a new set needs them all again.
            monitoring: Any = sys.monitoring  # type: ignore[attr-defined,unused-ignore]
            monitoring.restart_events()
        elif sys.getprofile() is None:  # a test took the profile hook for itself
            sys.setprofile(self._profile)

    def _profile(self, frame: FrameType, event: str, argument: object) -> None:
        del argument
        if event == "call":
            place = self.place(frame.f_code)
            if place is not None:
                self.current.add(place)

    def _entered(self, code: CodeType, offset: int) -> object:
        del offset
        place = self.place(code)
        if place is not None:
            self.current.add(place)
        monitoring: Any = sys.monitoring  # type: ignore[attr-defined,unused-ignore]
        return monitoring.DISABLE


class Reporter:
    """The hooks. pytest finds them by name."""

    def __init__(self, target: Path, only: frozenset[str] | None, tracer: FunctionTracer | None) -> None:
        self._target = target
        self._only = only
        self._files = None if only is None else {name.partition("::")[0] for name in only}
        self._tracer = tracer
        self._tests: dict[str, dict[str, Any]] = {}
        self._reaches: dict[str, set[tuple[str, int]]] = {}
        self._errors: list[str] = []
        self._outside: set[tuple[str, int]] = set()
        self._fixtures: dict[int, set[tuple[str, int]]] = {}
        if tracer is not None:
            tracer.current = self._outside

    def pytest_ignore_collect(self, collection_path: Path, config: Any) -> bool | None:
        """Skip files without a wanted test: importing them is most of what a small selection costs."""
        if self._files is None or collection_path.suffix != ".py" or not collection_path.is_file():
            return None
        try:
            relative = collection_path.relative_to(config.rootpath).as_posix()
        except ValueError:  # outside the root directory ids are spelled in another way
            return None
        return None if relative in self._files else True

    def pytest_collection_modifyitems(self, config: Any, items: list[Any]) -> None:
        """Keep the wanted tests only."""
        if self._only is None:
            return
        dropped = [item for item in items if item.nodeid not in self._only]
        if dropped:
            items[:] = [item for item in items if item.nodeid in self._only]
            config.hook.pytest_deselected(items=dropped)

    def pytest_collectreport(self, report: Any) -> None:
        """A file that can't be collected is a failure, not an absence."""
        if report.failed:
            self._errors.append(f"{report.nodeid}: {str(report.longrepr)[-2000:]}")

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """What is entered from here on belongs to this test."""
        if self._tracer is not None:
            self._tracer.switch(self._reaches.setdefault(nodeid, set()))

    def pytest_runtest_teardown(self, item: Any) -> None:
        """A test also reaches what the wider fixtures that it uses have reached, whoever set them up."""
        if self._tracer is None:
            return
        fixtures = getattr(getattr(item, "_fixtureinfo", None), "name2fixturedefs", {})
        reached = self._reaches.setdefault(item.nodeid, set())
        for definitions in fixtures.values():
            for definition in definitions:
                reached |= self._fixtures.get(id(definition), set())

    def pytest_fixture_setup(self, fixturedef: Any) -> Iterator[None]:
        """Keep apart what a fixture wider than one test enters: later tests share it."""
        if self._tracer is None or fixturedef.scope == "function":
            yield
            return
        before = self._tracer.current
        own = self._fixtures.setdefault(id(fixturedef), set())
        self._tracer.switch(own)
        try:
            yield
        finally:
            before |= own
            self._tracer.switch(before)

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Note one phase of one test."""
        outcome = phase_outcome(report)
        if outcome is None:
            return
        entry = self._tests.setdefault(report.nodeid, {"outcome": "passed", "seconds": 0.0})
        entry["seconds"] += float(report.duration)
        if SEVERITY[outcome] > SEVERITY[entry["outcome"]]:
            entry["outcome"] = outcome

    def pytest_runtest_logfinish(self) -> None:
        """What happens between tests belongs to none."""
        if self._tracer is not None:
            self._tracer.switch(self._outside)

    def pytest_sessionfinish(self, exitstatus: int) -> None:
        """Write the report in one piece."""
        if self._tracer is not None:
            self._tracer.stop()
        functions: dict[tuple[str, int], int] = {}

        def indexes(places: set[tuple[str, int]]) -> list[int]:
            return [functions.setdefault(place, len(functions)) for place in sorted(places)]

        tests = {
            name: {**entry, "reaches": indexes(self._reaches.get(name, set()))}
            for name, entry in self._tests.items()
        }
        report = {
            "exit_status": int(exitstatus),
            "tests": tests,
            "outside": indexes(self._outside),
            "functions": list(functions),
            "errors": self._errors,
        }
        partial = self._target.with_name(self._target.name + ".partial")
        partial.write_text(json.dumps(report), encoding="utf-8")
        partial.replace(self._target)


def run_in_one_process(config: Any) -> None:
    """Switch pytest-xdist off: its workers would report to nobody, and timing wants a quiet machine."""
    for name, value in (("numprocesses", None), ("dist", "no"), ("tx", [])):
        if hasattr(config.option, name):
            setattr(config.option, name, value)


def pytest_configure(config: Any) -> None:
    """Register the hooks, when somebody waits for a report."""
    target = os.environ.get("OUROBOROS_PYTEST_REPORT")
    if not target:
        return
    run_in_one_process(config)
    only_file = os.environ.get("OUROBOROS_PYTEST_ONLY")
    only = frozenset(json.loads(Path(only_file).read_text(encoding="utf-8"))) if only_file else None
    root = os.environ.get("OUROBOROS_PYTEST_ROOT")
    tracer = FunctionTracer(root) if root else None
    config.pluginmanager.register(
        Reporter(Path(tempfile.gettempdir(), target), only, tracer), "ouroboros-report"
    )
    if tracer is not None:
        tracer.start()


# What pytest.hookimpl(...) leaves on a function; importing pytest here would break the rule that guests
# import the standard library only. First of all: xdist reads its options when it is configured.
vars(pytest_configure)["pytest_impl"] = {"tryfirst": True}
vars(Reporter.pytest_fixture_setup)["pytest_impl"] = {"hookwrapper": True}
