"""How much faster `ouroboros evolve` makes the benchmarks of pyperformance, measured apart from it.

Each benchmark becomes a project of its own with the same generic workload (``pyperformance_drive.py``).
Evolve runs on a copy; original and result are then timed here, in fresh processes, interleaved: CPU seconds
from the kernel, median of paired ratios, bootstrap interval. A result that prints anything else than the
original counts as failed. The geometric mean is over all benchmarks that can run here; no gain, no
significant difference and failure are 1.0.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import math
import os
import random
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

DRIVE = Path(__file__).with_name("pyperformance_drive.py")
QUICK = ("spectral_norm",)  # evolve overruns small budgets: one fits into a minute
AIMS = {"geometric_mean": {"at_least": 1.5}, "different_results": {"at_most": 0}}


@dataclass(slots=True, kw_only=True)
class Row:
    """One benchmark's line of the table."""

    name: str
    speedup: float = 1.0
    low: float = 1.0
    high: float = 1.0
    winners: list[str] = field(default_factory=list)
    evolve_seconds: float = 0.0
    original_cpu_seconds: float = 0.0
    note: str = ""

    @property
    def counted(self) -> float:
        """What enters the mean: the speed-up (or slow-down) when it is certain, else 1.0."""
        return self.speedup if self.low > 1.0 or self.high < 1.0 else 1.0


def folders() -> dict[str, Path]:
    """Name and folder of every benchmark of the installed pyperformance."""
    spec = importlib.util.find_spec("pyperformance")
    if spec is None or spec.origin is None:
        raise SystemExit("pyperformance is not installed: install the development dependencies")
    home = Path(spec.origin).parent / "data-files" / "benchmarks"
    return {
        path.parent.name.removeprefix("bm_"): path.parent
        for path in sorted(home.glob("bm_*/run_benchmark.py"))
    }


def environment(cache: Path) -> dict[str, str]:
    """Of every process here: no random hashes, machine code kept in a folder of ours."""
    return {
        **os.environ,
        "PYTHONHASHSEED": "0",
        "NUMBA_CACHE_DIR": str(cache),
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def calibrate(project: Path, seconds: float, cache: Path) -> tuple[dict[str, Any], str]:
    """Loops per function for a workload of about ``seconds``, or why the benchmark cannot run here."""
    command = [sys.executable, "drive.py", "--calibrate", str(seconds)]
    try:
        run = subprocess.run(
            command,
            cwd=project,
            env=environment(cache),
            capture_output=True,
            text=True,
            timeout=90,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {}, "one loop takes more than 90 s"
    lines = [line for line in run.stdout.splitlines() if line.startswith("calibration ")]
    if run.returncode or not lines:
        tail = (run.stderr.strip() or "printed nothing").splitlines()[-1]
        return {}, tail[:110]
    return json.loads(lines[-1].removeprefix("calibration ")), ""


def timed(project: Path, arguments: list[str], cache: Path, limit: float) -> tuple[float, str]:
    """One run in a fresh process: CPU seconds by the kernel's account, and what it printed of digests."""
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen(
            [sys.executable, "drive.py", *arguments],
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
        digests = "\n".join(line for line in output.read().splitlines() if line.startswith("digest "))
    return (
        usage.ru_utime + usage.ru_stime,
        digests if process.returncode == 0 else f"exit {process.returncode}",
    )


def interval(logs: list[float], draws: int = 2000) -> tuple[float, float]:
    """95 % bootstrap interval of the median of paired log ratios, as ratios."""
    chance = random.Random(7)
    medians = sorted(statistics.median(chance.choices(logs, k=len(logs))) for _ in range(draws))
    return math.exp(medians[int(0.025 * draws)]), math.exp(medians[int(0.975 * draws)])


def compare(original: Path, evolved: Path, arguments: list[str], cache: Path, pairs: int, row: Row) -> None:
    """Time both, one after the other in turn, and fill ``row``; anything different fails it."""
    spent, expected = timed(original, arguments, cache, 300)
    if not expected.startswith("digest "):
        row.note = f"the original does not run again: {expected}"
        return
    timed(evolved, arguments, cache, 300)  # compiles and caches, as a deployed program has done once
    row.original_cpu_seconds = round(spent, 3)
    logs = []
    for pair in range(pairs):
        order = (original, evolved) if pair % 2 else (evolved, original)
        seconds = {}
        for project in order:
            seconds[project], printed = timed(project, arguments, cache, 300)
            if printed != expected:
                row.note = "FAILED: different result" if project == evolved else "not reproducible by itself"
                return
        logs.append(math.log(seconds[original] / max(seconds[evolved], 1e-4)))
    row.speedup = math.exp(statistics.median(logs))
    row.low, row.high = interval(logs)


def evolve(project: Path, arguments: list[str], budget: float, cache: Path, row: Row) -> bool:
    """Run ``ouroboros evolve --apply`` on ``project``; whether it ran to its end."""
    report = project.parent / f"{project.name}.json"
    workload = shlex.join([sys.executable, "drive.py", *arguments])
    beside = Path(sys.executable).with_name("ouroboros")
    command = [str(beside)] if beside.exists() else ["ouroboros"]
    command += ["evolve", str(project), "--workload", workload, "--apply", "--json", str(report)]
    command += ["--budget", f"{budget:g}s", "--seed", "1"]
    started = time.monotonic()
    try:
        run = subprocess.run(
            command, cwd=project, env=environment(cache), capture_output=True, text=True, check=False,
            timeout=budget * 2 + 120,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        row.note = f"evolve did not end within twice its budget of {budget:g} s"
        return False
    finally:
        row.evolve_seconds = round(time.monotonic() - started, 1)
    if run.returncode:
        tail = (run.stderr.strip() or run.stdout.strip() or "no output").splitlines()[-1]
        row.note = f"evolve left with {run.returncode}: {tail[:90]}"
        return False
    for function in json.loads(report.read_text())["functions"]:
        if function["winner"]:
            row.winners.append(f"{function['function']} ({' + '.join(function['winner']['operators'])})")
    return True


def prepared(folder: Path, place: Path) -> Path:
    """A private copy of a benchmark with the driver in it."""
    shutil.copytree(folder, place, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(DRIVE, place / "drive.py")
    return place


def measure(name: str, folder: Path, work: Path, options: argparse.Namespace) -> Row | str:
    """One benchmark from copy to figures, or why it cannot run here."""
    cache = work / f"{name}-machine-code"
    original = prepared(folder, work / f"{name}-original")
    loops, reason = calibrate(original, 0.5 if options.quick else 1.5, cache)
    if reason:
        return reason
    if not loops:
        return "it times no function"
    if options.list:
        return "runs: " + ", ".join(
            f"{key} {value['seconds_per_loop']:.4f} s" for key, value in loops.items()
        )
    arguments = ["--loops", ",".join(f"{key}={value['loops']}" for key, value in loops.items())]
    row = Row(name=name)
    evolved = prepared(folder, work / name)
    before = {path: path.read_bytes() for path in evolved.rglob("*.py")}
    if evolve(evolved, arguments, options.budget, cache, row):
        if all(path.read_bytes() == text for path, text in before.items()):
            row.note = "no winner"
        else:
            compare(original, evolved, arguments, cache, 5 if options.quick else 9, row)
    return row


def figures(rows: list[Row], skipped: dict[str, str]) -> dict[str, Any]:
    """Everything measured, for ``--json``."""
    mean = math.exp(statistics.fmean(math.log(row.counted) for row in rows)) if rows else 1.0
    return {
        "geometric_mean": mean,
        "benchmarks": len(rows),
        "faster": sum(row.low > 1.0 for row in rows),
        "slower": sum(row.high < 1.0 for row in rows),
        "different_results": sum("different result" in row.note for row in rows),
        "rows": [asdict(row) | {"counted": row.counted} for row in rows],
        "skipped": skipped,
    }


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one benchmark, small budget, about a minute")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="these benchmarks only")
    parser.add_argument("--budget", type=float, help="seconds of evolve per benchmark (120; quick: 12)")
    parser.add_argument(
        "--jobs", type=int, default=1, choices=[1], help="one at a time: others would disturb the clock"
    )
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument(
        "--list", action="store_true", help="only say what can run here, and seconds per loop"
    )
    options = parser.parse_args()
    options.budget = options.budget or (12 if options.quick else 120)
    every = folders()
    names = options.only or (QUICK if options.quick else list(every))
    unknown = sorted(set(names) - set(every))
    if unknown:
        raise SystemExit(f"no such benchmark: {', '.join(unknown)}; there are {', '.join(every)}")
    rows: list[Row] = []
    skipped: dict[str, str] = {}
    with tempfile.TemporaryDirectory(prefix="ouroboros-gain-") as folder:
        for name in names:
            found = measure(name, every[name], Path(folder), options)
            if isinstance(found, str):
                skipped[name] = found
                print(f"{name:26} {found if options.list else 'skipped: ' + found}", flush=True)
                continue
            rows.append(found)
            won = "; ".join(found.winners) or "-"
            print(
                f"{name:26} {found.counted:7.2f}x  [{found.low:.2f}, {found.high:.2f}]  "
                f"{found.evolve_seconds:6.1f} s  {won}  {found.note}",
                flush=True,
            )
    if options.list:
        return
    result = figures(rows, skipped)
    if options.json:
        options.json.write_text(
            json.dumps({"benchmark": "pyperformance_gain", "figures": result, "aims": AIMS}, indent=2) + "\n"
        )
    counts = ", ".join(
        f"{result[key]} {key.replace('_', ' ')}" for key in ("faster", "slower", "different_results")
    )
    print(
        f"geometric mean {result['geometric_mean']:.3f}x over {len(rows)} benchmarks "
        f"({counts}, {len(skipped)} cannot run here)"
    )


if __name__ == "__main__":
    main()
