"""What this machine and the target's interpreter offer, each with the price of its absence and the remedy."""

from __future__ import annotations

import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from ouroboros.arena.equality.symbolic import crosshair_version
from ouroboros.arena.sandboxing.isolation import SandboxLevel, probe
from ouroboros.arena.timing.instruction_counts import counted
from ouroboros.compiling.toolchain import toolchain

GIB = 1 << 30
_PATIENCE_SECONDS = 20.0
_CALM_SPREAD = 0.05
_BUSY_SPREAD = 0.15


class State(StrEnum):
    """How a finding bears on `ouroboros evolve`."""

    OK = "ok"
    LIMITED = "limited"
    """It works, but less well or less surely."""
    MISSING = "missing"
    """`ouroboros evolve` cannot run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing looked at."""

    name: str
    state: State
    detail: str
    remedy: str = ""


def findings(python: Path, minimum_sandbox: SandboxLevel) -> Iterator[Finding]:
    """Look at everything, one after the other; takes a few seconds.

    Args:
        python: the target's interpreter.
        minimum_sandbox: the weakest isolation that the settings allow.

    """
    yield _own_python()
    yield from _sandbox(python, minimum_sandbox)
    yield from _target(python)
    yield _sampler(python)
    yield _symbolic()
    yield _compiling(python)
    yield _performance_counters()
    yield _energy()
    yield _pressure()
    yield _cgroups()
    yield _memory()
    yield _cores()
    yield _noise()


def _own_python() -> Finding:
    detail = f"{platform.python_implementation()} {platform.python_version()} at {sys.executable}"
    if platform.python_implementation() == "CPython":
        return Finding(name="python of ouroboros", state=State.OK, detail=detail)
    return Finding(
        name="python of ouroboros",
        state=State.LIMITED,
        detail=detail,
        remedy="only CPython 3.11 to 3.13 is tested; install one of them",
    )


def _sandbox(python: Path, minimum: SandboxLevel) -> Iterator[Finding]:
    offered = probe(str(python))
    level, demanded = offered.level.name.lower(), minimum.name.lower()
    if offered.level < minimum:
        yield Finding(
            name="sandbox",
            state=State.MISSING,
            detail=f"level {level}; minimum_sandbox demands {demanded}",
            remedy="make one of the mechanisms below work",
        )
    else:
        complete = offered.level is SandboxLevel.FULL
        yield Finding(name="sandbox", state=State.OK if complete else State.LIMITED, detail=f"level {level}")
    for mechanism in offered.mechanisms:
        yield Finding(
            name=f"sandbox: {mechanism.name}",
            state=State.OK if mechanism.works else State.LIMITED,
            detail="works" if mechanism.works else mechanism.reason,
            remedy=mechanism.remedy,
        )


_ASK = """
import importlib.metadata, json, platform, sys
found = {}
for name in sys.argv[1:]:
    try:
        found[name] = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        found[name] = None
answer = {"implementation": platform.python_implementation(), "version": sys.version_info[:3], "found": found}
print(json.dumps(answer))
"""

_PACKAGES = {
    "pytest": "single tests cannot be seen: a tests command counts as a whole",
    "numpy": "nothing is lifted onto NumPy",
    "numba": "nothing is compiled to native code",
    "pandas": "nothing is lifted onto pandas",
}


def _target(python: Path) -> Iterator[Finding]:
    name = "python of the target"
    try:
        run = subprocess.run(
            [str(python), "-c", _ASK, *_PACKAGES],
            capture_output=True,
            text=True,
            timeout=_PATIENCE_SECONDS,
            check=True,
        )
        answer = json.loads(run.stdout)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        yield Finding(
            name=name,
            state=State.MISSING,
            detail=f"{python} does not answer: {error}",
            remedy="name the interpreter that your program runs in with --python or the key python",
        )
        return
    version = ".".join(str(part) for part in answer["version"])
    fits = answer["implementation"] == "CPython" and answer["version"][:2] >= [3, 11]
    yield Finding(
        name=name,
        state=State.OK if fits else State.MISSING,
        detail=f"{answer['implementation']} {version} at {python}",
        remedy="" if fits else "run the program on CPython 3.11 or later",
    )
    for package, price in _PACKAGES.items():
        found = answer["found"][package]
        yield Finding(
            name=f"{package} in the target",
            state=State.OK if found else State.LIMITED,
            detail=found or f"not installed: {price}",
            remedy="" if found else f"{python} -m pip install {package}",
        )


def _sampler(python: Path) -> Finding:
    """Sample a short run for real: whether py-spy may attach depends on kernel, container and user."""
    beside = Path(sys.executable).with_name("py-spy")
    program = str(beside) if beside.is_file() else shutil.which("py-spy")
    fallback = "the slower sampler inside the target is used instead"
    if program is None:
        return Finding(
            name="py-spy", state=State.LIMITED, detail=f"not found; {fallback}", remedy="pip install py-spy"
        )
    with tempfile.TemporaryDirectory(prefix="ouroboros-doctor-") as folder:
        out = Path(folder, "stacks.txt")
        busy = "import time; end = time.time() + 0.5\nwhile time.time() < end: sum(range(1000))"
        command = [program, "record", "--rate", "100", "--format", "raw", "--output", str(out), "--"]
        try:
            run = subprocess.run(
                [*command, str(python), "-c", busy],
                capture_output=True,
                text=True,
                errors="replace",
                timeout=_PATIENCE_SECONDS,
                check=False,
            )
        except (OSError, subprocess.SubprocessError) as error:
            reason = str(error)
        else:
            if out.is_file() and out.stat().st_size:
                return Finding(name="py-spy", state=State.OK, detail=f"samples a run ({program})")
            reason = (run.stderr.strip().splitlines() or ["no samples"])[-1]
    return Finding(
        name="py-spy",
        state=State.LIMITED,
        detail=f"cannot sample: {reason}; {fallback}",
        remedy="allow ptrace: sysctl kernel.yama.ptrace_scope=1, or --cap-add SYS_PTRACE for a container",
    )


def _symbolic() -> Finding:
    found = crosshair_version()
    return Finding(
        name="CrossHair",
        state=State.OK if found else State.LIMITED,
        detail=found or "not installed: no symbolic comparison of small functions",
        remedy="" if found else f"{sys.executable} -m pip install crosshair-tool",
    )


def _compiling(python: Path) -> Finding:
    found = toolchain(python)
    if isinstance(found, str):
        return Finding(
            name="compiled parts",
            state=State.LIMITED,
            detail=f"{found}: functions of ordinary classes are not compiled",
            remedy=f"{sys.executable} -m pip install 'ouroboros[compiled]'; gcc; CPython 3.11 with headers",
        )
    return Finding(
        name="compiled parts",
        state=State.OK,
        detail=f"Cython {found.cython}, {found.compiler}",
    )


def _performance_counters() -> Finding:
    if counted():
        return Finding(
            name="performance counters",
            state=State.OK,
            detail="instructions are counted: a second opinion on every gain",
        )
    if not Path("/sys/bus/event_source/devices/cpu").exists():
        detail, remedy = "none: CPU time is the only measure", "usual in virtual machines"
    else:
        detail, remedy = "they may not be read", "as root: sysctl kernel.perf_event_paranoid=2"
    return Finding(
        name="performance counters",
        state=State.LIMITED,
        detail=detail,
        remedy=f"{remedy}; nothing depends on them",
    )


def _energy() -> Finding:
    meters = sorted(Path("/sys/class/powercap").glob("intel-rapl:*/energy_uj"))
    readable = [meter for meter in meters if os.access(meter, os.R_OK)]
    if readable:
        return Finding(name="energy (RAPL)", state=State.OK, detail=f"{len(readable)} meters")
    if meters:
        return Finding(
            name="energy (RAPL)",
            state=State.LIMITED,
            detail="meters exist, but may not be read",
            remedy=f"as root: chmod o+r {meters[0]}",
        )
    return Finding(
        name="energy (RAPL)",
        state=State.LIMITED,
        detail="no meters: the energy of winners is modelled from processor time",
        remedy="usual in virtual machines; only the score for power depends on them",
    )


def _pressure() -> Finding:
    path = Path("/proc/pressure/cpu")
    try:
        some = path.read_text(encoding="ascii").splitlines()[0]
    except (OSError, IndexError):
        return Finding(
            name="pressure (PSI)",
            state=State.LIMITED,
            detail="not offered: a busy machine is noticed by the spread of timings only",
            remedy="boot with psi=1",
        )
    return Finding(name="pressure (PSI)", state=State.OK, detail=some)


def _cgroups() -> Finding:
    root = Path("/sys/fs/cgroup")
    second = (root / "cgroup.controllers").is_file()
    places = [root] if second else [root / "memory", root / "pids"]
    if all(os.access(place, os.W_OK) for place in places):
        return Finding(name="cgroups", state=State.OK, detail=f"version {2 if second else 1}, writable")
    return Finding(
        name="cgroups",
        state=State.LIMITED,
        detail="not writable: memory is bounded for each process, not for a group",
        remedy="delegate a cgroup to this user (systemd: Delegate=yes), or run as root",
    )


def _memory() -> Finding:
    free = psutil.virtual_memory().available
    enough = free >= GIB
    return Finding(
        name="free memory",
        state=State.OK if enough else State.LIMITED,
        detail=f"{free / GIB:.1f} GiB",
        remedy="" if enough else "at least 1 GiB keeps candidates from failing for want of memory",
    )


def _cores() -> Finding:
    cores = len(os.sched_getaffinity(0))
    enough = cores > 1
    return Finding(
        name="cores",
        state=State.OK if enough else State.LIMITED,
        detail=str(cores),
        remedy="" if enough else "a second core keeps the supervisor from disturbing what it measures",
    )


def _noise() -> Finding:
    """Spread of equal pieces of work: median distance from the median, as a share of it."""
    seconds = []
    for _ in range(60):
        started = time.thread_time()
        sum(number * number for number in range(20_000))
        seconds.append(time.thread_time() - started)
    middle = statistics.median(seconds)
    spread = statistics.median(abs(value - middle) for value in seconds) / middle
    load = os.getloadavg()[0]
    calm = spread < _CALM_SPREAD
    return Finding(
        name="noise",
        state=State.OK if spread < _BUSY_SPREAD else State.LIMITED,
        detail=f"equal work varies by {spread:.1%} of its CPU time; load average {load:.1f}",
        remedy="" if calm else "small gains stay undecided while other programs run",
    )
