"""Candidates per second through a real package's tests: warm server, fresh processes, mutmut, cosmic-ray.

The package is strsimpy 0.2.1 with its own tests, fetched from the package index. Candidates are mutmut's own
mutants, each tried with the tests that mutmut has found for it, so both answer the same questions, and it is
counted how often the answers agree. Both stop a mutant at its first failing test. What they do before the
first mutant is not counted. Mutants that never end cost whatever deadline one sets, so they are left out of
both rates. We are asked one candidate at a time; mutmut runs one at a time, then as many as there are cores,
and its faster rate counts. cosmic-ray makes mutants of its own, one at a time.

The overhead is what a candidate costs through the warm server beyond the same tests run again and again
inside one ordinary pytest process; both are measured in turns.
Run: python benchmarks/evaluation_throughput.py [--quick] [--json FILE]
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import json
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
import textwrap
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import psutil

from ouroboros.arena.equality.deliberate_faults import faults
from ouroboros.arena.sandboxing.sandbox_plan import SandboxPlan
from ouroboros.arena.testing.suite import TestSuite, baseline, confined_baseline, reaching, run_tests
from ouroboros.arena.testing.warm_server import WarmServer
from ouroboros.records.source import GenomeRegion, RegionKind, SourceFile, Span

PACKAGE, VERSION = "strsimpy", "0.2.1"
TOOLS = ("mutmut==3.8.1", "cosmic-ray==8.7.0", "pytest==9.2.0")
TIMES_MUTMUT, OVERHEAD_MS = 10.0, 10.0
ENDLESS_SECONDS = 1.0
BLOCK = 25
SEED = 1
SETTINGS = """\
[tool.pytest.ini_options]
pythonpath = ["."]
addopts = "-p no:cacheprovider"
[tool.mutmut]
source_paths = ["strsimpy"]
pytest_add_cli_args_test_selection = ["tests"]
"""
COSMIC_RAY = """\
[cosmic-ray]
module-path = "strsimpy"
timeout = 20.0
excluded-modules = []
test-command = "{python} -m pytest -x -q tests"
[cosmic-ray.distributor]
name = "local"
"""
MUTANT = re.compile(r"x(?:ǁ(?P<holder>[^ǁ]+)ǁ|_)(?P<function>[^ǁ]+)__mutmut_[0-9]+")
"""How mutmut names what it makes of a function, or of a method of a class."""
BARE = """\
import json, os, sys, time
asking = os.fdopen(os.dup(0))  # pytest takes the other one
from _pytest.config import _prepareconfig
from _pytest.main import Session
config = _prepareconfig(["-q", "tests"], [])
session = Session.from_config(config)
config._do_configure()
config.hook.pytest_sessionstart(session=session)
config.hook.pytest_collection(session=session)
items = {item.nodeid: item for item in session.items}
for line in asking:
    session.items = [items[name] for name in json.loads(line)]
    seconds = []
    for _ in range(4):
        started = time.perf_counter()
        config.hook.pytest_runtestloop(session=session)
        seconds.append(time.perf_counter() - started)
    sys.stderr.write(f"{sorted(seconds[1:])[1]}\\n")
    sys.stderr.flush()
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One wrong version of a file, and the tests that reach the changed function."""

    path: str
    text: str
    ids: tuple[str, ...]
    name: str = ""
    """What mutmut calls it."""


def fetched(place: Path) -> Path:
    """The package with its tests in a folder of their own, below ``place``."""
    subprocess.run(
        [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-binary", ":all:",
         "--dest", str(place), f"{PACKAGE}=={VERSION}"],
        check=True, timeout=120, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    project = place / "project"
    for name in (PACKAGE, "tests"):
        (project / name).mkdir(parents=True)
    with tarfile.open(next(place.glob("*.tar.gz"))) as archive:
        archive.extractall(place, filter="data")
    for file in sorted((place / f"{PACKAGE}-{VERSION}" / PACKAGE).glob("*.py")):
        text = file.read_text(encoding="utf-8")
        if file.stem.endswith("_test"):
            text = text.replace("from .", f"from {PACKAGE}.")
            (project / "tests" / f"test_{file.stem.removesuffix('_test')}.py").write_text(text, "utf-8")
        else:
            (project / PACKAGE / file.name).write_text(text, encoding="utf-8")
    (project / "pyproject.toml").write_text(SETTINGS, encoding="utf-8")
    return project


def own_faults(project: Path, suite: TestSuite) -> list[Candidate]:
    """Faults of our own making in functions that some test reaches, for when mutmut is not there."""
    found: list[Candidate] = []
    for file in sorted((project / PACKAGE).glob("*.py")):
        text = file.read_text(encoding="utf-8")
        path = f"{PACKAGE}/{file.name}"
        source = SourceFile(path=path, module=f"{PACKAGE}.{file.stem}", text=text)
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef) and node.end_lineno is not None:
                span = Span(start=0, end=1, first_line=node.lineno, last_line=node.end_lineno)
                kind = RegionKind.FUNCTION
                region = GenomeRegion(file=source, qualname=node.name, kind=kind, span=span)
                ids = reaching(suite, region)
                if ids:
                    made = faults(text, node.body[0].lineno, node.end_lineno)
                    found += [Candidate(path=path, text=fault.text, ids=ids) for fault in made]
    return found


def of_mutmut(project: Path, suite: TestSuite) -> list[Candidate]:
    """The mutants that mutmut has made below ``project``, written out as whole files."""
    stats = json.loads((project / "mutants" / "mutmut-stats.json").read_text("utf-8"))
    reaches: dict[str, list[str]] = stats["tests_by_mangled_function_name"]
    found: list[Candidate] = []
    for file in sorted((project / PACKAGE).glob("*.py")):
        text = file.read_text("utf-8")
        mutated = (project / "mutants" / PACKAGE / file.name).read_text("utf-8")
        originals = {(around, node.name): node for around, node in _functions(text)}
        for _, node in _functions(mutated):
            made = MUTANT.fullmatch(node.name)
            original = made and originals.get((made["holder"] or "", made["function"]))
            if not made or not original:
                continue
            mangled = node.name.rpartition("__mutmut_")[0]
            ids = set(reaches.get(f"{PACKAGE}.{file.stem}.{mangled}", ()))
            if ids and ids <= set(suite.ids):
                changed = _body(mutated, node).replace(f"def {node.name}(", f"def {original.name}(", 1)
                lines = text.splitlines(keepends=True)
                lines[original.lineno - 1 : original.end_lineno] = [
                    textwrap.indent(changed, " " * original.col_offset)
                ]
                found.append(
                    Candidate(
                        path=f"{PACKAGE}/{file.name}",
                        text="".join(lines),
                        ids=tuple(name for name in suite.ids if name in ids),
                        name=f"{PACKAGE}.{file.stem}.{node.name}",
                    )
                )
    return found


def _functions(text: str) -> list[tuple[str, ast.FunctionDef]]:
    """Functions and methods of a module: name of the class or "", and the definition."""
    module = ast.parse(text)
    holders = [("", module), *((node.name, node) for node in module.body if isinstance(node, ast.ClassDef))]
    return [
        (name, node) for name, holder in holders for node in holder.body if isinstance(node, ast.FunctionDef)
    ]


def _body(text: str, node: ast.FunctionDef) -> str:
    return textwrap.dedent("".join(text.splitlines(keepends=True)[node.lineno - 1 : node.end_lineno]))


@dataclass(slots=True)
class Trials:
    """What became of the candidates, by their index."""

    start_seconds: float = 0.0
    seconds: dict[int, float] = field(default_factory=dict)
    bare_seconds: dict[int, float] = field(default_factory=dict)
    """Of the survivors: their tests alone."""
    killed: set[int] = field(default_factory=set)
    endless: set[int] = field(default_factory=set)
    refused: dict[str, int] = field(default_factory=dict)


def trials(plan: SandboxPlan, suite: TestSuite, chosen: list[Candidate]) -> Trials:
    """Every candidate through the warm server, as the gate would ask it, in turns with the bare tests."""
    expected = {case.id: case.outcome for case in suite.cases}
    told = Trials()
    started = time.perf_counter()
    with (
        contextlib.closing(WarmServer(plan, suite, deadline_seconds=60)) as server,
        bare(plan.project) as alone,
    ):
        told.start_seconds = time.perf_counter() - started
        server.run(list(suite.ids), {}, deadline_seconds=60)
        for first in range(0, len(chosen), BLOCK):
            block = range(first, min(first + BLOCK, len(chosen)))
            survivors = [index for index in block if _survives(server, chosen[index], expected, index, told)]
            for index in survivors:
                told.bare_seconds[index] = alone(chosen[index].ids)
    return told


def _survives(
    server: WarmServer, each: Candidate, expected: dict[str, str], index: int, told: Trials
) -> bool:
    """Try one candidate and note what became of it."""
    began = time.perf_counter()
    run = server.run(
        list(each.ids), {each.path: each.text}, deadline_seconds=ENDLESS_SECONDS, expected=expected
    )
    told.seconds[index] = time.perf_counter() - began
    if told.seconds[index] > ENDLESS_SECONDS:
        told.endless.add(index)
    elif run.refused:
        told.refused[run.refused] = told.refused.get(run.refused, 0) + 1
    elif run.problem or run.outcomes != {name: expected[name] for name in each.ids}:
        told.killed.add(index)
    else:
        return True
    return False


@contextlib.contextmanager
def bare(project: Path) -> Iterator[Callable[[Sequence[str]], float]]:
    """One ordinary pytest process that says how many seconds some tests take inside it."""
    process = subprocess.Popen(
        [sys.executable, "-c", BARE], cwd=project, text=True, env={**os.environ, "PYTHONPATH": ""},
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
    asking, answers = process.stdin, process.stderr
    assert asking is not None
    assert answers is not None

    def seconds(ids: Sequence[str]) -> float:
        asking.write(json.dumps(ids) + "\n")
        asking.flush()
        return float(answers.readline())

    with process:
        try:
            yield seconds
        finally:
            process.kill()


def fresh(plan: SandboxPlan, suite: TestSuite, chosen: list[Candidate]) -> float:
    """Candidates per second, each in a fresh confined pytest."""
    started = time.perf_counter()
    for each in chosen:
        run_tests(plan, suite, ids=each.ids, overlay={each.path: each.text}, deadline_seconds=20)
    return len(chosen) / (time.perf_counter() - started)


def installed(place: Path) -> Path:
    """The interpreter of an environment with the other tools.

    Raises:
        OSError, subprocess.SubprocessError: they cannot be installed.

    """
    python = place / "venv" / "bin" / "python"
    subprocess.run([sys.executable, "-m", "venv", str(place / "venv")], check=True, timeout=120)
    subprocess.run(
        [str(python), "-m", "pip", "install", "-q", *TOOLS], check=True, timeout=400, capture_output=True
    )
    return python


def prepared(python: Path, project: Path, copy: Path) -> None:
    """Let mutmut make all its mutants in a copy of the project, and find the tests of each."""
    shutil.copytree(project, copy)
    _mutmut(python, copy, [f"{PACKAGE}.jaro_winkler.*__mutmut_1"], children=1)


def _mutmut(python: Path, project: Path, names: Sequence[str], *, children: int) -> float:
    """Mutants per second, by its own account.

    Raises:
        ValueError: it tells no rate.

    """
    command = [str(python.with_name("mutmut")), "run", "--max-children", str(children), *names]
    output = _ended_whole(command, project, 400)
    told = re.findall(r"([0-9.]+) mutations/second", output)
    if not told:
        raise ValueError(f"it tells no rate: {output[-500:]}")
    return float(told[-1])


def _agreeing(project: Path, chosen: list[Candidate], told: Trials) -> tuple[int, int]:
    """On how many mutants we and mutmut say the same, of those on which both say something."""
    statuses: dict[str, int | None] = {}
    for file in (project / "mutants" / PACKAGE).glob("*.meta"):
        statuses |= json.loads(file.read_text("utf-8"))["exit_code_by_key"]
    same = asked = 0
    for index, each in enumerate(chosen):
        if statuses.get(each.name) in {0, 1} and (index in told.killed or index in told.bare_seconds):
            asked += 1
            same += (index in told.killed) == (statuses[each.name] == 1)
    return same, asked


def _ended_whole(command: list[str], project: Path, seconds: float) -> str:
    """Output of a command; when it has ended, or its time is up, nothing that it started goes on."""
    process = subprocess.Popen(
        command, cwd=project, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        start_new_session=True,
    )  # fmt: skip
    output = ""
    try:
        with contextlib.suppress(subprocess.TimeoutExpired):
            output = process.communicate(timeout=seconds)[0]
    finally:
        # Both tools leave faulty programs that never end behind, some in sessions of their own.
        for pid in _below(process.pid, str(project.parent)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.wait()
    return output


def _below(leader: int, folder: str) -> list[int]:
    """Processes of the session of ``leader``, and those that run a program from ``folder``."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, ProcessLookupError):
            if os.getsid(process.pid) == leader or folder in " ".join(process.cmdline()):
                found.append(process.pid)
    return found


def _cosmic_ray(python: Path, project: Path, seconds: float) -> float:
    """Results in its session file after ``seconds``."""
    (project / "cr.toml").write_text(COSMIC_RAY.format(python=python), encoding="utf-8")
    tool = str(python.with_name("cosmic-ray"))
    subprocess.run(
        [tool, "init", "cr.toml", "cr.sqlite"], cwd=project, check=True, timeout=120, capture_output=True
    )
    started = time.monotonic()
    _ended_whole([tool, "exec", "cr.toml", "cr.sqlite"], project, seconds)
    spent = time.monotonic() - started
    with contextlib.closing(sqlite3.connect(project / "cr.sqlite")) as session:
        (count,) = session.execute("select count(*) from work_results").fetchone()
    return float(count) / spent


def measure(count: int, fresh_count: int, tool_seconds: float) -> dict[str, Any]:
    """All figures."""
    rates: dict[str, float] = {}
    missing: dict[str, str] = {}
    with tempfile.TemporaryDirectory(prefix="ouroboros-throughput-") as folder:
        place = Path(folder)
        project = fetched(place)
        python = Path(sys.executable)
        suite = baseline(
            "pytest -q tests", workspace=project, working_directory=".", python=python,
            environment={"PATH": os.defpath}, deadline_seconds=60,
        )  # fmt: skip
        plan = SandboxPlan(python=python, project=project, workspace=project)
        suite = confined_baseline(plan, suite, deadline_seconds=60)
        tools, found = None, []
        if tool_seconds:
            try:
                tools = installed(place)
                prepared(tools, project, place / "mutmut")
                found = of_mutmut(place / "mutmut", suite)
            except (OSError, ValueError, subprocess.SubprocessError) as error:
                missing["mutmut"] = str(error)
        found = found or own_faults(project, suite)
        chosen = random.Random(SEED).sample(found, min(count, len(found)))
        told = trials(plan, suite, chosen)
        ending = [index for index in range(len(chosen)) if index not in told.endless]
        overhead = sorted(told.seconds[index] - seconds for index, seconds in told.bare_seconds.items())
        figures: dict[str, Any] = {
            "candidates": len(chosen),
            "tests_per_candidate": sum(len(each.ids) for each in chosen) / len(chosen),
            "passed": len(told.bare_seconds),
            "failed": len(told.killed),
            "endless": len(told.endless),
            "refused": told.refused,
            "warm_start_seconds": told.start_seconds,
            "warm_per_second": len(ending) / sum(told.seconds[index] for index in ending),
            "warm_median_ms": median(told.seconds.values()) * 1000,
            "bare_median_ms": median(told.bare_seconds.values()) * 1000,
            "overhead_median_ms": median(overhead) * 1000,
            "overhead_best_tenth_ms": overhead[len(overhead) // 10] * 1000,
            "fresh_per_second": fresh(plan, suite, [chosen[index] for index in ending[:fresh_count]]),
        }
        names = [chosen[index].name for index in ending if chosen[index].name]
        if tools and names:
            for children in sorted({1, os.cpu_count() or 1}):
                try:
                    rates[f"mutmut, {children} at a time"] = _mutmut(
                        tools, place / "mutmut", names, children=children
                    )
                    figures["agreeing"] = _agreeing(place / "mutmut", chosen, told)
                except (OSError, ValueError, subprocess.SubprocessError) as error:
                    missing["mutmut"] = str(error)
        if tools:
            shutil.copytree(project, place / "cosmic-ray")
            try:
                rates["cosmic-ray"] = _cosmic_ray(tools, place / "cosmic-ray", tool_seconds)
            except (OSError, subprocess.SubprocessError, sqlite3.Error) as error:
                missing["cosmic-ray"] = str(error)
    figures["others_per_second"] = rates
    figures["skipped"] = missing
    return figures


def main() -> int:
    """Run and print; the exit status is 0 when the aims are met."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="few candidates, no other tools; under a minute")
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args()
    figures = measure(100, 5, 0) if options.quick else measure(1000, 40, 60)
    aims: dict[str, Any] = {
        "overhead_ms": {
            "aim": f"at most {OVERHEAD_MS:g}",
            "value": figures["overhead_median_ms"],
            "met": figures["overhead_median_ms"] <= OVERHEAD_MS,
        }
    }
    rates = figures["others_per_second"]
    of_mutmut_only = [rate for name, rate in rates.items() if name.startswith("mutmut")]
    if of_mutmut_only:
        times = figures["warm_per_second"] / max(of_mutmut_only)
        aims["times_mutmut"] = {
            "aim": f"at least {TIMES_MUTMUT:g}",
            "value": times,
            "met": times >= TIMES_MUTMUT,
        }
    if options.json:
        report = {"benchmark": "evaluation_throughput", "figures": figures, "aims": aims}
        options.json.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    print(
        f"{figures['candidates']} mutants of {PACKAGE} {VERSION}: {figures['failed']} noticed, "
        f"{figures['passed']} not, {figures['endless']} without end, "
        f"{sum(figures['refused'].values())} not swappable"
    )
    for name, reason in figures["skipped"].items():
        print(f"{name} skipped: {reason}")
    if "agreeing" in figures:
        print("mutmut says the same on {} of {}".format(*figures["agreeing"]))
    if options.quick:
        print("mutmut and cosmic-ray are not measured with --quick")
    rates = {"warm": figures["warm_per_second"], "fresh": figures["fresh_per_second"], **rates}
    told = ", ".join(f"{name} {rate:.1f}" for name, rate in rates.items())
    overhead = figures["overhead_median_ms"]
    print(f"candidates per second: {told}; {overhead:.1f} ms over the tests themselves")
    return 0 if all(aim["met"] for aim in aims.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
