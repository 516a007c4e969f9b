"""Candidates per second through a real package's tests: warm server, fresh processes, mutmut, cosmic-ray.

The package is strsimpy 0.2.1 with its own tests, fetched from the package index. Candidates are small faults
in its functions, each tried with the tests that reach the function. The overhead is what a candidate costs
through the warm server beyond the same tests run again and again inside one ordinary pytest process. mutmut
and cosmic-ray make faults of their own in the same package, one at a time like we do; what they do before the
first fault is not counted. Faults that never end cost whatever deadline one sets, so they are left out of our
rates; for mutmut the fastest of several modules counts.
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
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import psutil

from ouroboros.arena.deliberate_faults import faults
from ouroboros.arena.sandbox_plan import SandboxPlan
from ouroboros.arena.suite import TestSuite, baseline, confined_baseline, reaching, run_tests
from ouroboros.arena.warm_server import WarmServer
from ouroboros.records.source import GenomeRegion, RegionKind, SourceFile, Span

PACKAGE, VERSION = "strsimpy", "0.2.1"
TOOLS = ("mutmut==3.8.1", "cosmic-ray==8.7.0", "pytest==9.2.0")
TIMES_MUTMUT, OVERHEAD_MS = 10.0, 10.0
ENDLESS_SECONDS = 1.0
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
BARE = """\
import json, sys, time
from _pytest.config import _prepareconfig
from _pytest.main import Session
asked = json.loads(sys.stdin.read())
config = _prepareconfig(["-q", "tests"], [])
session = Session.from_config(config)
config._do_configure()
config.hook.pytest_sessionstart(session=session)
config.hook.pytest_collection(session=session)
items = {item.nodeid: item for item in session.items}
answers = []
for ids in asked:
    session.items = [items[name] for name in ids]
    seconds = []
    for _ in range(4):
        started = time.perf_counter()
        config.hook.pytest_runtestloop(session=session)
        seconds.append(time.perf_counter() - started)
    answers.append(sorted(seconds[1:])[1])
sys.stderr.write("\\nANSWER" + json.dumps(answers))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One wrong version of a file, and the tests that reach the changed function."""

    path: str
    text: str
    ids: tuple[str, ...]


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


def candidates(project: Path, suite: TestSuite, count: int) -> list[Candidate]:
    """Up to ``count`` faults in functions that some test reaches, at random."""
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
    rng = random.Random(SEED)
    return rng.sample(found, min(count, len(found)))


def warm(plan: SandboxPlan, suite: TestSuite, chosen: list[Candidate]) -> dict[str, Any]:
    """Every candidate through the warm server, as the gate would ask it."""
    expected = {case.id: case.outcome for case in suite.cases}
    seconds: list[float] = []
    survivors: list[int] = []
    refused: dict[str, int] = {}
    failed = 0
    endless: set[int] = set()
    started = time.perf_counter()
    server = WarmServer(plan, suite, deadline_seconds=60)
    try:
        starting = time.perf_counter() - started
        server.run(list(suite.ids), {}, deadline_seconds=60)
        for index, each in enumerate(chosen):
            began = time.perf_counter()
            run = server.run(
                list(each.ids), {each.path: each.text}, deadline_seconds=ENDLESS_SECONDS, expected=expected
            )
            seconds.append(time.perf_counter() - began)
            if time.perf_counter() - began > ENDLESS_SECONDS:
                endless.add(index)
            elif run.refused:
                refused[run.refused] = refused.get(run.refused, 0) + 1
            elif run.problem or run.outcomes != {name: expected[name] for name in each.ids}:
                failed += 1
            else:
                survivors.append(index)
    finally:
        server.close()
    return {
        "start_seconds": starting,
        "seconds": seconds,
        "survivors": survivors,
        "failed": failed,
        "endless": endless,
        "refused": refused,
    }


def bare(project: Path, asked: list[list[str]]) -> list[float]:
    """Seconds that each set of tests takes inside one ordinary pytest process."""
    run = subprocess.run(
        [sys.executable, "-c", BARE], cwd=project, input=json.dumps(asked), capture_output=True, text=True,
        check=True, timeout=300, env={**os.environ, "PYTHONPATH": ""},
    )  # fmt: skip
    return [float(value) for value in json.loads(run.stderr.rpartition("ANSWER")[2])]


def fresh(plan: SandboxPlan, suite: TestSuite, chosen: list[Candidate]) -> float:
    """Candidates per second, each in a fresh confined pytest."""
    started = time.perf_counter()
    for each in chosen:
        run_tests(plan, suite, ids=each.ids, overlay={each.path: each.text}, deadline_seconds=20)
    return len(chosen) / (time.perf_counter() - started)


def others(project: Path, place: Path, seconds: float) -> tuple[dict[str, float], dict[str, str]]:
    """Faults per second of mutmut and cosmic-ray, and why one of them is missing."""
    python = place / "venv" / "bin" / "python"
    try:
        subprocess.run([sys.executable, "-m", "venv", str(place / "venv")], check=True, timeout=120)
        subprocess.run(
            [str(python), "-m", "pip", "install", "-q", *TOOLS], check=True, timeout=400, capture_output=True
        )
    except (OSError, subprocess.SubprocessError) as error:
        return {}, dict.fromkeys(("mutmut", "cosmic-ray"), f"cannot be installed: {error}")
    rates: dict[str, float] = {}
    missing: dict[str, str] = {}
    for name, measure in (("mutmut", _mutmut), ("cosmic-ray", _cosmic_ray)):
        copy = place / name
        shutil.copytree(project, copy)
        try:
            rates[name] = measure(python, copy, seconds)
        except (OSError, ValueError, subprocess.SubprocessError, sqlite3.Error) as error:
            missing[name] = f"does not run: {error}"
    return rates, missing


def _mutmut(python: Path, project: Path, seconds: float) -> float:
    """By its own account, one process at a time, on one module at a time until the time is spent."""
    rates: list[float] = []
    until = time.monotonic() + seconds
    for module in ("jaro_winkler", "cosine", "metric_lcs", "ngram", "levenshtein"):
        if rates and time.monotonic() > until:
            break
        command = [str(python.with_name("mutmut")), "run", "--max-children", "1", f"{PACKAGE}.{module}*"]
        output = _ended_whole(command, project, 300)
        told = re.findall(r"([0-9.]+) mutations/second", output)
        if told and float(told[-1]) > 0:
            rates.append(float(told[-1]))
    if not rates:
        raise ValueError("it tells no rate")
    return max(rates)


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
        chosen = candidates(project, suite, count)
        told = warm(plan, suite, chosen)
        ending = [index for index in range(len(chosen)) if index not in told["endless"]]
        alone = bare(project, [list(chosen[index].ids) for index in told["survivors"]])
        overhead = [
            (told["seconds"][index] - seconds) * 1000
            for index, seconds in zip(told["survivors"], alone, strict=True)
        ]
        figures = {
            "candidates": len(chosen),
            "tests_per_candidate": sum(len(each.ids) for each in chosen) / len(chosen),
            "passed": len(told["survivors"]),
            "failed": told["failed"],
            "endless": len(told["endless"]),
            "refused": told["refused"],
            "warm_start_seconds": told["start_seconds"],
            "warm_per_second": len(ending) / sum(told["seconds"][index] for index in ending),
            "warm_median_ms": median(told["seconds"]) * 1000,
            "bare_median_ms": median(alone) * 1000,
            "overhead_median_ms": median(overhead),
            "overhead_best_tenth_ms": sorted(overhead)[len(overhead) // 10],
            "fresh_per_second": fresh(plan, suite, [chosen[index] for index in ending[:fresh_count]]),
        }
        rates, missing = others(project, place, tool_seconds) if tool_seconds else ({}, {})
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
    if "mutmut" in rates:
        times = figures["warm_per_second"] / rates["mutmut"]
        aims["times_mutmut"] = {
            "aim": f"at least {TIMES_MUTMUT:g}",
            "value": times,
            "met": times >= TIMES_MUTMUT,
        }
    if options.json:
        report = {"benchmark": "evaluation_throughput", "figures": figures, "aims": aims}
        options.json.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    print(
        f"{figures['candidates']} faults in {PACKAGE} {VERSION}: {figures['failed']} noticed, "
        f"{figures['passed']} not, {figures['endless']} without end, "
        f"{sum(figures['refused'].values())} not swappable"
    )
    for name, reason in figures["skipped"].items():
        print(f"{name} skipped: {reason}")
    if options.quick:
        print("mutmut and cosmic-ray are not measured with --quick")
    rates = {"warm": figures["warm_per_second"], "fresh": figures["fresh_per_second"], **rates}
    told = ", ".join(f"{name} {rate:.1f}" for name, rate in rates.items())
    overhead = figures["overhead_median_ms"]
    print(f"candidates per second: {told}; {overhead:.1f} ms over the tests themselves")
    return 0 if all(aim["met"] for aim in aims.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
