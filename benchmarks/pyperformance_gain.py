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
import shutil
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from paired_runs import (
    NotReproducibleError,
    Ratio,
    Rows,
    compare,
    environment,
    evolve,
    geometric_mean,
    write_figures,
)
from pyperformance_drive import main_part_of

DRIVE = Path(__file__).with_name("pyperformance_drive.py")
QUICK = ("spectral_norm",)  # evolve overruns small budgets: one fits into a minute
AIMS = {"geometric_mean": (4.0, 1), "slower": (0, -1), "different_results": (0, -1)}


@dataclass(slots=True, kw_only=True)
class Row:
    """One benchmark's line of the table."""

    name: str
    speedup: float = 1.0
    low: float = 1.0
    high: float = 1.0
    winners: tuple[str, ...] = ()
    evolve_seconds: float = 0.0
    original_cpu_seconds: float = 0.0
    note: str = ""

    @property
    def counted(self) -> float:
        """What enters the mean: the speed-up (or slow-down) when it is certain, else 1.0."""
        return Ratio(speedup=self.speedup, low=self.low, high=self.high).counted


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


def prepared(folder: Path, place: Path) -> Path:
    """A private copy of a benchmark with the driver in it."""
    shutil.copytree(folder, place, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(DRIVE, place / "drive.py")
    main_part = main_part_of((place / "run_benchmark.py").read_text(encoding="utf-8"))
    (place / "main_part.py").write_text(main_part, encoding="utf-8")
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
    told = ",".join(f"{key}={value['loops']}" for key, value in loops.items())
    arguments = ["drive.py", "--loops", told]
    row = Row(name=name)
    evolved = prepared(folder, work / name)
    before = {path: path.read_bytes() for path in evolved.rglob("*.py")}
    outcome = evolve(evolved, arguments, cache, budget=options.budget)
    row.winners, row.evolve_seconds, row.note = outcome.winners, outcome.seconds, outcome.note
    if all(path.read_bytes() == text for path, text in before.items()):
        return row
    try:
        spent, ratios = compare(
            original,
            {"evolved": evolved},
            arguments,
            cache,
            pairs=5 if options.quick else 9,
            prefix="digest ",
        )
    except NotReproducibleError as error:
        row.note = str(error)
        return row
    ratio = ratios["evolved"]
    row.original_cpu_seconds = round(spent, 3)
    row.speedup, row.low, row.high, row.note = ratio.speedup, ratio.low, ratio.high, ratio.failed
    return row


def figures(rows: list[Row], skipped: dict[str, str]) -> dict[str, Any]:
    """Everything measured, for ``--json``."""
    return {
        "geometric_mean": geometric_mean(row.counted for row in rows),
        "benchmarks": len(rows),
        "faster": sum(row.low > 1.0 for row in rows),
        "slower": sum(row.high < 1.0 for row in rows),
        "different_results": sum("FAILED" in row.note for row in rows),
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
        "--resume", type=Path, metavar="FILE", help="keep finished rows here, and go on from them"
    )
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
    kept = Rows(options.resume)
    with tempfile.TemporaryDirectory(prefix="ouroboros-gain-") as folder:
        for name in names:
            if name in kept.kept:
                rows.append(Row(**kept.kept[name]))
                continue
            found = measure(name, every[name], Path(folder), options)
            if isinstance(found, str):
                skipped[name] = found
                print(f"{name:26} {found if options.list else 'skipped: ' + found}", flush=True)
                continue
            rows.append(found)
            kept.add(name, asdict(found))
            won = "; ".join(found.winners) or "-"
            print(
                f"{name:26} {found.counted:7.2f}x  [{found.low:.2f}, {found.high:.2f}]  "
                f"{found.evolve_seconds:6.1f} s  {won}  {found.note}",
                flush=True,
            )
    if options.list:
        return
    result = figures(rows, skipped)
    write_figures(options.json, "pyperformance_gain", result, AIMS)
    counts = ", ".join(
        f"{result[key]} {key.replace('_', ' ')}" for key in ("faster", "slower", "different_results")
    )
    print(
        f"geometric mean {result['geometric_mean']:.3f}x over {len(rows)} benchmarks "
        f"({counts}, {len(skipped)} cannot run here)"
    )


if __name__ == "__main__":
    main()
