"""What ``ouroboros evolve`` makes of small realistic modules, beside ``ruff --fix --unsafe-fixes``.

The modules (``antipatterns/``, listed in ``antipatterns/catalogue.toml``) cover the published performance
rules of ruff, perflint and refurb, and algorithmic patterns. Each is a project of its own, its
``python <module>.py`` the workload. Original, evolved and ruff's version are then timed here, apart from the
engine; whichever prints anything else than the original has failed. No gain, no certain difference and
failure count as 1.0.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import tomllib
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

HERE = Path(__file__).parent / "antipatterns"
RULES = "PERF,FURB,C4,SIM,UP"
QUICK = ("newsletter_dedupe",)
AIMS = {"improved": (54, 1), "times_ruff": (10.0, 1), "slower": (0, -1), "different_results": (0, -1)}


@dataclass(slots=True, kw_only=True)
class Row:
    """One module's line of the table."""

    name: str
    pattern: str
    evolved: Ratio
    ruff: Ratio
    ruff_fixes: int = 0
    winners: tuple[str, ...] = ()
    why_not: dict[str, str]
    evolve_seconds: float = 0.0
    original_cpu_seconds: float = 0.0
    note: str = ""


def row_from(told: dict[str, Any]) -> Row:
    """A row that an earlier run kept."""
    return Row(**{**told, "evolved": Ratio(**told["evolved"]), "ruff": Ratio(**told["ruff"])})


def catalogue() -> dict[str, str]:
    """Name of every module and the pattern it holds."""
    entries = tomllib.loads((HERE / "catalogue.toml").read_text())
    present = {path.stem for path in HERE.glob("*.py")}
    if set(entries) != present:
        raise SystemExit(f"catalogue.toml and the folder differ in {sorted(set(entries) ^ present)}")
    return {name: entry["pattern"] for name, entry in entries.items()}


def fixed_by_ruff(project: Path, name: str, cache: Path) -> int:
    """Let ruff change the module as far as it dares; how many lines it changed."""
    file = project / f"{name}.py"
    before = file.read_text().splitlines()
    beside = Path(sys.executable).with_name("ruff")
    command = [str(beside) if beside.exists() else "ruff", "check", "--isolated", "--preview", "--quiet"]
    command += ["--select", RULES, "--fix", "--unsafe-fixes", "--target-version", "py311", file.name]
    subprocess.run(command, cwd=project, env=environment(cache), capture_output=True, check=False, timeout=60)
    return len(set(file.read_text().splitlines()) ^ set(before))


def measure(name: str, pattern: str, work: Path, options: argparse.Namespace) -> Row:
    """One module from copies to figures."""
    cache = work / f"{name}-machine-code"
    projects = {kind: work / f"{name}-{kind}" for kind in ("original", "evolved", "ruff")}
    for project in projects.values():
        project.mkdir()
        shutil.copy(HERE / f"{name}.py", project)
    arguments = [f"{name}.py"]
    row = Row(name=name, pattern=pattern, evolved=Ratio(), ruff=Ratio(), why_not={})
    row.ruff_fixes = fixed_by_ruff(projects["ruff"], name, cache)
    outcome = evolve(projects["evolved"], arguments, cache, budget=options.budget)
    row.winners, row.evolve_seconds, row.note = outcome.winners, outcome.seconds, outcome.note
    row.why_not = dict(outcome.why_not or {})
    text = (HERE / f"{name}.py").read_bytes()
    changed = {
        kind: project
        for kind, project in projects.items()
        if kind != "original" and (project / f"{name}.py").read_bytes() != text
    }
    if not changed:
        return row
    try:
        row.original_cpu_seconds, ratios = compare(
            projects["original"], changed, arguments, cache, pairs=5 if options.quick else 7
        )
    except NotReproducibleError as error:
        row.note = str(error)
        return row
    row.evolved = ratios.get("evolved", row.evolved)
    row.ruff = ratios.get("ruff", row.ruff)
    row.note = row.evolved.failed or row.note
    return row


def figures(rows: list[Row]) -> dict[str, Any]:
    """Everything measured, for ``--json``."""
    ours = geometric_mean(row.evolved.counted for row in rows)
    theirs = geometric_mean(row.ruff.counted for row in rows)
    return {
        "modules": len(rows),
        "improved": sum(row.evolved.low > 1.0 for row in rows),
        "slower": sum(row.evolved.high < 1.0 for row in rows),
        "different_results": sum(bool(row.evolved.failed) for row in rows),
        "geometric_mean": ours,
        "ruff_geometric_mean": theirs,
        "ruff_improved": sum(row.ruff.low > 1.0 for row in rows),
        "ruff_different_results": sum(bool(row.ruff.failed) for row in rows),
        "times_ruff": ours / theirs,
        "rows": [asdict(row) for row in rows],
    }


def shown(row: Row) -> str:
    """One line of the table."""
    ours, theirs = row.evolved, row.ruff.failed or f"{row.ruff.counted:.2f}x"
    told = f"{row.name:22} {ours.counted:8.2f}x [{ours.low:.2f}, {ours.high:.2f}]  ruff {theirs}"
    return f"{told}  {row.evolve_seconds:4.0f} s  {'; '.join(row.winners) or '-'}  {row.note}"


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one module, small budget, about a minute")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="these modules only")
    parser.add_argument("--budget", type=float, help="seconds of evolve for each module (60; quick: 20)")
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument(
        "--resume", type=Path, metavar="FILE", help="keep finished rows here and go on from them"
    )
    options = parser.parse_args()
    options.budget = options.budget or (20 if options.quick else 60)
    every = catalogue()
    names = options.only or (QUICK if options.quick else list(every))
    unknown = sorted(set(names) - set(every))
    if unknown:
        raise SystemExit(f"no such module: {', '.join(unknown)}; there are {', '.join(every)}")
    rows: list[Row] = []
    kept = Rows(options.resume)
    with tempfile.TemporaryDirectory(prefix="ouroboros-antipatterns-") as folder:
        for number, name in enumerate(names, 1):
            if name in kept.kept:
                rows.append(row_from(kept.kept[name]))
            else:
                rows.append(measure(name, every[name], Path(folder), options))
                kept.add(name, asdict(rows[-1]))
            print(f"{number:2}/{len(names)} {shown(rows[-1])}", flush=True)
    result = figures(rows)
    write_figures(options.json, "antipatterns_gain", result, AIMS)
    print(
        f"{result['improved']} of {len(rows)} improved, {result['different_results']} with another output; "
        f"geometric mean {result['geometric_mean']:.2f}x, ruff {result['ruff_geometric_mean']:.2f}x: "
        f"{result['times_ruff']:.1f} times"
    )


if __name__ == "__main__":
    main()
