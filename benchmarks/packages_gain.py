"""What ``ouroboros evolve`` makes of four mature packages, beside compiling all of them with Cython.

Source archives come from the package index, pinned. Each is evolved with its own tests as ``--tests`` and a
workload of ours (``packages/``), which is then timed on the original, the evolved and the compiled package,
in turn, in fresh processes. Whatever prints anything else than the original has failed, and so has an evolved
package whose own tests do not pass afterwards as they did before.
"""

from __future__ import annotations

import argparse
import os
import shlex
import shutil
import subprocess
import sys
import tarfile
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

HERE = Path(__file__).parent / "packages"
CYTHON = "cython==3.3.1"
QUICK = ("intervaltree",)
AIMS = {"beat_cython": (3, 1), "tests_green": (4, 1), "different_results": (0, -1)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A pinned package: what it is, the folder of its modules, and how its own tests are run."""

    version: str
    kind: str
    folder: str
    tests: str


PACKAGES = {
    "sqlparse": Package(
        version="0.6.1", kind="parser", folder="sqlparse", tests="-m pytest -q -p no:cacheprovider tests"
    ),
    "commonmark": Package(
        version="0.9.2",
        kind="document processing",
        folder="commonmark",
        tests="-m pytest -q -p no:cacheprovider commonmark/tests/unit_tests.py",
    ),
    "intervaltree": Package(
        version="3.2.1",
        kind="data structure",
        folder="intervaltree",
        tests="-m pytest -q -p no:cacheprovider test",
    ),
    "pyasn1": Package(
        version="0.6.5",
        kind="protocol encoding",
        folder="pyasn1",
        tests="-m pytest -q -p no:cacheprovider tests",
    ),
}


@dataclass(slots=True, kw_only=True)
class Row:
    """One package's line of the table."""

    name: str
    kind: str
    evolved: Ratio
    cython: Ratio
    cython_note: str = ""
    tests_green: bool = False
    winners: tuple[str, ...] = ()
    why_not: dict[str, str]
    evolve_seconds: float = 0.0
    original_cpu_seconds: float = 0.0
    note: str = ""


def row_from(told: dict[str, Any]) -> Row:
    """A row that an earlier run kept."""
    return Row(**{**told, "evolved": Ratio(**told["evolved"]), "cython": Ratio(**told["cython"])})


def unpacked(name: str, package: Package, work: Path) -> Path:
    """The source archive of a package, fetched and unpacked.

    Raises:
        SystemExit: it cannot be had.

    """
    wanted = f"{name}=={package.version}"
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-deps",
        "--no-binary",
        ":all:",
        wanted,
    ]
    run = subprocess.run(
        [*command, "--dest", str(work)], capture_output=True, text=True, check=False, timeout=300
    )
    archives = sorted(work.glob(f"{name}-*.tar.gz"))
    if run.returncode or not archives:
        told = (run.stderr.strip() or "no archive").splitlines()[-1]
        raise SystemExit(f"{wanted} cannot be fetched: {told}")
    with tarfile.open(archives[0]) as archive:
        archive.extractall(work / f"{name}-archive", filter="data")
    (root,) = (work / f"{name}-archive").iterdir()
    shutil.copy(HERE / f"{name}.py", root / "workload_of_ours.py")
    return root


def cython_home(work: Path) -> tuple[Path | None, str]:
    """A folder with Cython and setuptools, or why there is none."""
    home = work / "cython"
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(home), CYTHON, "setuptools"]
    run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    if run.returncode:
        return None, (run.stderr.strip() or "pip failed").splitlines()[-1][:100]
    if shutil.which("cc") is None and shutil.which("gcc") is None:
        return None, "no C compiler"
    return home, ""


def compiled(project: Path, package: Package, home: Path) -> str:
    """Compile every module of a package in place; why that failed, or nothing.

    It is done beside the project: the build would read the project's own settings and stop at some of them.
    """
    bare = project.with_name(f"{project.name}-compiling")
    shutil.copytree(project / package.folder, bare / package.folder)
    modules = [
        str(path.relative_to(bare))
        for path in sorted((bare / package.folder).rglob("*.py"))
        if path.name not in {"__init__.py", "__main__.py"} and "tests" not in path.parts
    ]
    command = [sys.executable, "-m", "Cython.Build.Cythonize", "-q", "-k", "-i", "-3", *modules]
    told = {**os.environ, "PYTHONPATH": str(home)}
    run = subprocess.run(
        command, cwd=bare, env=told, capture_output=True, text=True, check=False, timeout=900
    )
    built = list((bare / package.folder).rglob("*.so"))
    for extension in built:
        shutil.copy(extension, project / extension.relative_to(bare))
    if not built:
        return (run.stderr.strip() or "nothing was built").splitlines()[-1][:100]
    return "" if len(built) == len(modules) else f"{len(built)} of {len(modules)} modules compiled"


def green(project: Path, package: Package, cache: Path) -> bool:
    """Whether the package's own tests pass."""
    run = subprocess.run(
        [sys.executable, *shlex.split(package.tests)],
        cwd=project,
        env={**environment(cache), "PYTHONPATH": "."},
        capture_output=True,
        check=False,
        timeout=600,
    )
    return run.returncode == 0


def measure(name: str, work: Path, options: argparse.Namespace) -> Row:
    """One package from archive to figures."""
    package = PACKAGES[name]
    original = unpacked(name, package, work)
    cache = work / f"{name}-machine-code"
    row = Row(name=name, kind=package.kind, evolved=Ratio(), cython=Ratio(), why_not={})
    if not green(original, package, cache):
        row.note = "its own tests fail before anything is changed"
        return row
    versions = {kind: work / f"{name}-{kind}" for kind in ("evolved", "cython")}
    for project in versions.values():
        shutil.copytree(original, project, ignore=shutil.ignore_patterns("__pycache__"))
    home, row.cython_note = cython_home(work)
    row.cython_note = row.cython_note or compiled(versions["cython"], package, home or work)
    arguments = ["workload_of_ours.py"]
    tests = shlex.join([sys.executable, *shlex.split(package.tests)])
    outcome = evolve(versions["evolved"], arguments, cache, budget=options.budget, more=("--tests", tests))
    row.winners, row.evolve_seconds, row.note = outcome.winners, outcome.seconds, outcome.note
    row.why_not = dict(outcome.why_not or {})
    row.tests_green = green(versions["evolved"], package, cache)
    try:
        row.original_cpu_seconds, ratios = compare(
            original, versions, arguments, cache, pairs=5 if options.quick else 9
        )
    except NotReproducibleError as error:
        row.note = str(error)
        return row
    row.evolved, row.cython = ratios["evolved"], ratios["cython"]
    row.note = row.evolved.failed or row.note
    return row


def figures(rows: list[Row]) -> dict[str, Any]:
    """Everything measured, for ``--json``."""
    return {
        "packages": len(rows),
        "beat_cython": sum(row.evolved.counted > row.cython.counted for row in rows),
        "tests_green": sum(row.tests_green for row in rows),
        "geometric_mean": geometric_mean(row.evolved.counted for row in rows),
        "cython_geometric_mean": geometric_mean(row.cython.counted for row in rows),
        "different_results": sum(bool(row.evolved.failed) for row in rows),
        "rows": [asdict(row) for row in rows],
    }


def shown(row: Row) -> str:
    """One line of the table."""
    ours, theirs = row.evolved, row.cython
    tests = "tests pass" if row.tests_green else "TESTS FAIL"
    return (
        f"{row.name:13} {ours.counted:.2f}x [{ours.low:.2f}, {ours.high:.2f}]  {tests}  "
        f"Cython {theirs.failed or f'{theirs.counted:.2f}x'} {row.cython_note}  {row.evolve_seconds:.0f} s  "
        f"{'; '.join(row.winners) or '-'}  {row.note}"
    )


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one package, small budget, about a minute")
    parser.add_argument("--only", nargs="+", metavar="NAME", choices=list(PACKAGES))
    parser.add_argument("--budget", type=float, help="seconds of evolve for each package (300; quick: 20)")
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument(
        "--resume", type=Path, metavar="FILE", help="keep finished rows here, go on from them"
    )
    options = parser.parse_args()
    options.budget = options.budget or (20 if options.quick else 300)
    names = options.only or (QUICK if options.quick else list(PACKAGES))
    rows: list[Row] = []
    kept = Rows(options.resume)
    with tempfile.TemporaryDirectory(prefix="ouroboros-packages-") as folder:
        for name in names:
            if name in kept.kept:
                rows.append(row_from(kept.kept[name]))
            else:
                rows.append(measure(name, Path(folder), options))
                kept.add(name, asdict(rows[-1]))
            print(shown(rows[-1]), flush=True)
    result = figures(rows)
    write_figures(options.json, "packages_gain", result, AIMS)
    print(
        f"beats Cython on {result['beat_cython']} of {len(rows)}, own tests pass on {result['tests_green']}; "
        f"geometric mean {result['geometric_mean']:.2f}x, Cython {result['cython_geometric_mean']:.2f}x"
    )


if __name__ == "__main__":
    main()
