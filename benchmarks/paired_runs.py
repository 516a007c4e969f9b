"""What the benchmarks of ``ouroboros evolve`` share: run it on a copy, time versions of a project without it.

Versions are timed in fresh processes, one after the other in turn: CPU seconds by the kernel's account,
median of the paired ratios, bootstrap interval. A version that prints anything else than the original has
failed.
"""

from __future__ import annotations

import json
import math
import os
import random
import shlex
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

RUN_SECONDS = 300
"""Wall seconds after which one run of a version is ended."""


class NotReproducibleError(Exception):
    """The original fails, or does not print the same twice: nothing can be compared with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """How many times as fast as the original a version is, its 95 % interval; ``failed`` says why not."""

    speedup: float = 1.0
    low: float = 1.0
    high: float = 1.0
    failed: str = ""

    @property
    def counted(self) -> float:
        """What enters a mean: the ratio when it is certainly not 1, else 1."""
        return self.speedup if self.low > 1.0 or self.high < 1.0 else 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Evolved:
    """What came of one ``evolve --apply``: winners as ``function (operators)``, or why there is nothing."""

    winners: tuple[str, ...] = ()
    seconds: float = 0.0
    note: str = ""
    why_not: Mapping[str, str] | None = None
    """Reason by function, for the functions without a winner."""


def environment(cache: Path) -> dict[str, str]:
    """Of every process here: no random hashes, machine code kept in a folder of ours."""
    return {
        **os.environ,
        "PYTHONHASHSEED": "0",
        "NUMBA_CACHE_DIR": str(cache),
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def timed(
    project: Path, arguments: Sequence[str], cache: Path, *, prefix: str = "", limit: float = RUN_SECONDS
) -> tuple[float, str]:
    """One run of ``python arguments`` in ``project``: CPU seconds, and what it printed with ``prefix``.

    A run that fails or is ended after ``limit`` wall seconds has printed ``exit STATUS``.
    """
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=project,
            env=environment(cache),
            stdout=output,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + limit
        while True:
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
            if pid:
                break
            if time.monotonic() > deadline:
                process.kill()
            time.sleep(0.002)
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        printed = "".join(line for line in output if line.startswith(prefix))
    seconds = usage.ru_utime + usage.ru_stime
    return seconds, printed if process.returncode == 0 else f"exit {process.returncode}"


def interval(logs: Sequence[float], draws: int = 2000) -> tuple[float, float]:
    """95 % bootstrap interval of the median of paired log ratios, as ratios."""
    chance = random.Random(7)
    medians = sorted(statistics.median(chance.choices(logs, k=len(logs))) for _ in range(draws))
    return math.exp(medians[int(0.025 * draws)]), math.exp(medians[int(0.975 * draws)])


def compare(
    original: Path,
    versions: Mapping[str, Path],
    arguments: Sequence[str],
    cache: Path,
    *,
    pairs: int,
    prefix: str = "",
) -> tuple[float, dict[str, Ratio]]:
    """CPU seconds of the original, and how fast each of ``versions`` is beside it.

    Only lines of output that begin with ``prefix`` are compared.

    Raises:
        NotReproducibleError: the original does not run, or prints something else each time.

    """
    spent, expected = timed(original, arguments, cache, prefix=prefix)
    if expected.startswith("exit "):
        raise NotReproducibleError(f"the original leaves with {expected}")
    for project in versions.values():
        timed(project, arguments, cache)  # compiles and caches, as a deployed program has done once
    logs: dict[str, list[float]] = {name: [] for name in versions}
    failed: dict[str, str] = {}
    chance = random.Random(7)
    for _ in range(pairs):
        order = [("", original), *((name, path) for name, path in versions.items() if name not in failed)]
        chance.shuffle(order)
        seconds: dict[str, float] = {}
        for name, project in order:
            seconds[name], printed = timed(project, arguments, cache, prefix=prefix)
            if printed != expected:
                if not name:
                    raise NotReproducibleError("the original does not print the same twice")
                failed[name] = (
                    f"FAILED: {printed.strip()}" if printed.startswith("exit ") else "FAILED: differs"
                )
        for name, spent_here in seconds.items():
            if name and name not in failed:
                logs[name].append(math.log(seconds[""] / max(spent_here, 1e-4)))
    found: dict[str, Ratio] = {}
    for name, each in logs.items():
        if name in failed:
            found[name] = Ratio(failed=failed[name])
            continue
        low, high = interval(each)
        found[name] = Ratio(speedup=math.exp(statistics.median(each)), low=low, high=high)
    return spent, found


def evolve(
    project: Path, arguments: Sequence[str], cache: Path, *, budget: float, more: Sequence[str] = ()
) -> Evolved:
    """``ouroboros evolve --apply`` on ``project`` with ``python arguments`` as its workload."""
    report = project.parent / f"{project.name}.json"
    beside = Path(sys.executable).with_name("ouroboros")
    command = [str(beside)] if beside.exists() else ["ouroboros"]
    command += ["evolve", str(project), "--workload", shlex.join([sys.executable, *arguments]), "--apply"]
    command += ["--json", str(report), "--budget", f"{budget:g}s", "--seed", "1", *more]
    started = time.monotonic()
    try:
        run = subprocess.run(
            command, cwd=project, env=environment(cache), capture_output=True, text=True, check=False,
            timeout=budget * 2 + 180,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return Evolved(
            seconds=time.monotonic() - started,
            note=f"evolve did not end within twice its budget of {budget:g} s",
        )
    seconds = round(time.monotonic() - started, 1)
    if run.returncode:
        tail = (run.stderr.strip() or run.stdout.strip() or "no output").splitlines()[-1]
        return Evolved(seconds=seconds, note=f"evolve left with {run.returncode}: {tail[:90]}")
    functions = json.loads(report.read_text())["functions"]
    winners = tuple(
        f"{each['function']} ({' + '.join(each['winner']['operators'])})"
        for each in functions
        if each["winner"]
    )
    why_not = {each["function"]: each["why_no_winner"] for each in functions if not each["winner"]}
    return Evolved(winners=winners, seconds=seconds, note="" if winners else "no winner", why_not=why_not)


def geometric_mean(ratios: Iterable[float]) -> float:
    """Of no ratios: 1."""
    logs = [math.log(ratio) for ratio in ratios]
    return math.exp(statistics.fmean(logs)) if logs else 1.0


def write_figures(
    file: Path | None, benchmark: str, figures: Mapping[str, Any], aims: Mapping[str, tuple[float, int]]
) -> None:
    """Write ``--json``: all figures, and for each aim its value and whether it is met.

    Args:
        file: where to; ``None`` writes nothing.
        benchmark: its name.
        figures: everything measured.
        aims: name of a figure to what it should be, and 1 (at least) or -1 (at most).

    """
    if file is None:
        return
    met = {
        name: {"aim": aim, "value": figures[name], "met": direction * (figures[name] - aim) >= 0}
        for name, (aim, direction) in aims.items()
    }
    told = {"benchmark": benchmark, "figures": figures, "aims": met}
    file.write_text(json.dumps(told, indent=2) + "\n")


class Rows:
    """Rows of a long benchmark, kept in a file as they come, so that an interruption loses one at most."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self.kept: dict[str, dict[str, Any]] = {}
        if file is not None and file.exists():
            try:
                self.kept = json.loads(file.read_text())["rows"]
            except (ValueError, KeyError) as error:
                raise SystemExit(
                    f"{file} holds no rows of an earlier run ({error}): name another file"
                ) from error

    def add(self, name: str, row: dict[str, Any]) -> None:
        """Keep one finished row."""
        self.kept[name] = row
        if self._file is not None:
            fresh = self._file.with_name(f"{self._file.name}.new")
            fresh.write_text(json.dumps({"rows": self.kept}, indent=1))
            fresh.replace(self._file)
