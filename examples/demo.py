"""Two programs made faster before your eyes: a small shop of ours and a package from PyPI.

    python examples/demo.py [--package primepy|strsimpy]

Everything happens in a new temporary folder; the repository is only read. `make demo` calls this with the project's own
environment. Exit status: 0 when every program that ran has a winner, 1 when one has none, 2 when it could not start,
130 after Ctrl-C.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
from dataclasses import dataclass
from pathlib import Path

EXAMPLES = Path(__file__).resolve().parent
BRANCH = "ouroboros/faster"
# Shorter than by default, so that the demo fits into minutes: fewer functions, intervals that are a little wider, and
# no C extensions, which take half a minute each to build.
SHORTER = {"OUROBOROS_CONFIRMATION_PAIRS": "10", "OUROBOROS_MAX_REGIONS": "12", "OUROBOROS_BUILD_SECONDS": "0"}
PACKAGES = {"primepy": ("primePy", "1.3"), "strsimpy": ("strsimpy", "0.2.1")}
INSTALL_SECONDS = 60
LONGEST_SECONDS = 330
"""For both programs together. Budgets bound the search only: what was found goes through the last gates even when
a busy machine takes longer for them, up to here."""
RESERVED_SECONDS = 85
"""Kept for the second program."""


@dataclass
class Target:
    """A program to evolve: its project folder, how to run it, and the budget in seconds."""

    title: str
    project: Path
    workload: str
    tests: str
    budget: int


class CannotStart(Exception):
    """Something that the demo needs is missing; the message says what to do."""


def say(text: str = "") -> None:
    print(textwrap.fill(text, 96) if text else "", flush=True)


def heading(text: str) -> None:
    print(f"\n=== {text} ===", flush=True)


def git(project: Path, *arguments: str) -> str:
    settings = ["-c", "user.name=Ouroboros demo", "-c", "user.email=demo@localhost", "-c", "commit.gpgsign=false"]
    settings += ["-c", "init.defaultBranch=main", "-c", f"core.hooksPath={os.devnull}"]
    done = subprocess.run(
        ["git", *settings, *arguments], cwd=project, capture_output=True, text=True, check=False, timeout=30
    )
    if done.returncode != 0:
        raise CannotStart(f"git {arguments[0]} failed in {project}: {done.stderr.strip()}")
    return done.stdout


def make_repository(project: Path) -> None:
    """Put everything in ``project`` under version control, so that the winners can become commits."""
    if shutil.which("git") is None:
        raise CannotStart("git is not installed: install it, the demo shows the winners as commits")
    (project / ".gitignore").write_text("__pycache__/\n*.pyc\n*.dist-info/\n", encoding="utf-8")
    git(project, "init", "-q")
    git(project, "config", "user.name", "Ouroboros demo")
    git(project, "config", "user.email", "demo@localhost")
    git(project, "config", "commit.gpgsign", "false")
    git(project, "add", "-A")
    git(project, "commit", "-q", "-m", "As it was")


def storefront(folder: Path) -> Target:
    project = folder / "storefront"
    shutil.copytree(
        EXAMPLES / "storefront", project, ignore=shutil.ignore_patterns("__pycache__", ".*", "*.egg-info")
    )
    make_repository(project)
    return Target("storefront, a small shop", project, "python load.py 3", "python -m pytest -q", 75)


def installer(target: Path, requirement: str) -> list[str]:
    """The command that installs one package without its dependencies, with pip or, where there is none, uv."""
    options = ["--no-deps", "--target", str(target), requirement]
    if importlib.util.find_spec("pip") is not None:
        return [sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check", *options]
    if shutil.which("uv") is not None:
        return ["uv", "pip", "install", "-q", "--python", sys.executable, *options]
    raise CannotStart("neither pip nor uv is there to install a package from PyPI with")


def third_party(folder: Path, key: str) -> Target | None:
    """The package as a project, or ``None`` (with a reason told) when the registry cannot be reached."""
    package, version = PACKAGES[key]
    project = folder / key
    project.mkdir()
    command = installer(project, f"{package}=={version}")
    say(f"Installing {package} {version} from PyPI into {project} ...")
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=INSTALL_SECONDS)
        failure = "" if done.returncode == 0 else (done.stderr.strip() or "no message").splitlines()[-1]
    except subprocess.TimeoutExpired:
        failure = f"no answer within {INSTALL_SECONDS} seconds"
    if failure:
        say(f"{package} {version} could not be installed ({failure}). Is the package registry reachable from here? The "
            "demo goes on without this part.")
        return None
    for file in (EXAMPLES / "third_party" / key).glob("*.py"):
        shutil.copy(file, project / file.name)
    make_repository(project)
    tests = "python -m pytest -q test_package.py"
    return Target(f"{package} {version} from PyPI", project, "python workload.py", tests, 60)


def engine() -> list[str]:
    """The command ``ouroboros`` of the environment that runs this file."""
    if importlib.util.find_spec("ouroboros") is None:
        raise CannotStart("ouroboros is not installed for this Python: run `make demo`, it sets everything up")
    script = Path(sys.executable).with_name("ouroboros")
    if script.exists():
        return [str(script)]
    return [sys.executable, "-c", "from ouroboros.cli.main import main; main()"]


def stop(child: subprocess.Popen) -> None:
    """Let the child end by itself (the terminal's Ctrl-C reached it too), then ask, then make it."""
    steps = ((2, None), (15, signal.SIGINT), (5, signal.SIGTERM), (5, signal.SIGKILL))
    for seconds, number in steps:
        if number is not None:
            child.send_signal(number)
        try:
            child.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            continue
        return


def evolve(target: Target, reports: Path, patience: float) -> dict | None:
    """Run the engine on ``target``, for ``patience`` seconds at most; its JSON report, or ``None`` without one."""
    name = target.project.name
    data, page = reports / f"{name}.json", reports / f"{name}.html"
    arguments = ["evolve", ".", "--workload", target.workload, "--tests", target.tests]
    arguments += ["--budget", f"{target.budget}s", "--branch", BRANCH]
    heading(target.title)
    settings = " ".join(f"{name}={value}" for name, value in SHORTER.items())
    print(f"$ cd {target.project}\n$ export {settings}\n$ {shlex.join(['ouroboros', *arguments])}\n", flush=True)
    command = [*engine(), *arguments, "--seed", "1", "--json", str(data), "--html", str(page)]
    child = subprocess.Popen(command, cwd=target.project, env={**os.environ, **SHORTER})
    try:
        status = child.wait(timeout=patience)
    except subprocess.TimeoutExpired:
        say(f"Stopped: no end within the {patience:.0f} seconds that the demo had left for it. The command above has no such "
            "limit; what is judged is kept, and it goes on from there.")
        stop(child)
        return None
    except BaseException:
        stop(child)
        raise
    if status != 0 or not data.exists():
        say(f"ouroboros left with status {status}.")
        return None
    return json.loads(data.read_text(encoding="utf-8"))


def winners_of(report: dict | None) -> int:
    """How many functions have a winner."""
    return sum(function["winner"] is not None for function in report["functions"]) if report else 0


def factor(figures: dict) -> str:
    """A gain as people read it, with its interval where the report has one."""
    told = f"{figures['speedup']:.2f} times as fast"
    return f"{told} ({figures['low']:.2f} to {figures['high']:.2f})" if "low" in figures else told


def show(folder: Path, package: str) -> int:
    reports = folder / "reports"
    reports.mkdir()
    say("Ouroboros looks for the hot functions of a program, rewrites them, and keeps a rewrite only if it gives the same "
        "results on recorded and generated calls, passes the program's own tests, and is faster with statistical "
        "certainty. Here it does so twice: on a small shop that comes with this repository, and on a package from PyPI. "
        f"{LONGEST_SECONDS} seconds are the limit for both.")
    say(f"Everything happens in {folder}; this repository is only read.")
    started = time.monotonic()
    outcomes: list[tuple[Target, dict | None, int]] = []
    target: Target | None = storefront(folder)
    for step in range(2):
        if step == 1:
            heading("and a package that nobody here wrote")
            target = third_party(folder, package)
        if target is not None:
            left = LONGEST_SECONDS - (time.monotonic() - started)
            report = evolve(target, reports, left - RESERVED_SECONDS if step == 0 else left)
            outcomes.append((target, report, winners_of(report)))
    heading("Summary")
    for target, report, winners in outcomes:
        print(f"{target.title}: {winners} winner{'' if winners == 1 else 's'}")
        for function in (report or {}).get("functions", []):
            if won := function["winner"]:
                print(f"  {function['function']}: {factor(won)}, {', '.join(won['operators'])}")
        if whole := (report or {}).get("workload"):
            print(f"  the whole workload: {factor(whole)}")
    without = [target.title for target, _, winners in outcomes if not winners]
    if without:
        say(f"No winner in: {', '.join(without)}. The lines above say why. `.venv/bin/ouroboros doctor` says what this "
            f"machine lacks; its load average is {os.getloadavg()[0]:.1f} on {len(os.sched_getaffinity(0))} cores.")
    heading("What next")
    for target, report, _ in outcomes:
        if report is not None:
            print(f"open  {reports / target.project.name}.html")
            print(f"git   -C {target.project} log -p main..{BRANCH}")
    script = Path(sys.executable).with_name("ouroboros")
    print(f"yours {script} evolve YOUR_PROJECT --workload 'python bench.py' --tests 'pytest -q'")
    print(f"      ('{script} init' in your project writes these down; README.md explains the rest)")
    print(f"tidy  rm -r {folder}")
    return 1 if without else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--package", choices=sorted(PACKAGES), default="primepy", help="the package from PyPI")
    package = parser.parse_args().package

    def interrupt(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, interrupt)
    folder = Path(tempfile.mkdtemp(prefix="ouroboros-demo-"))
    try:
        return show(folder, package)
    except KeyboardInterrupt:
        shutil.rmtree(folder, ignore_errors=True)
        print(f"\nInterrupted; {folder} is removed.", file=sys.stderr)
        return 130
    except CannotStart as problem:
        shutil.rmtree(folder, ignore_errors=True)
        print(f"The demo cannot run: {problem}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
