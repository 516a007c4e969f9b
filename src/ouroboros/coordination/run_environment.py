"""What a run's figures depend on beside the code: interpreter, machine, isolation, and the command itself."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from ouroboros import __version__
from ouroboros.arena.sandboxing.isolation import SandboxLevel, probe
from ouroboros.arena.sandboxing.resources import Resources
from ouroboros.config.environment import PREFIX
from ouroboros.config.schema import OPTIONS, Settings
from ouroboros.records.fitness import ObjectiveWeights
from ouroboros.records.run_environment import RunEnvironment

FLAGS = frozenset(
    {
        "workload",
        "tests",
        "only",
        "budget",
        "strategy",
        "weights",
        "executor",
        "seed",
        "python",
        "workload_timeout",
        "tests_timeout",
    }
)
"""Settings that ``evolve`` takes as flags; the others are given as variables."""

_NEVER_TOLD = frozenset({"root", "state_dir"})
_ASK = "import platform; print(platform.python_implementation(), platform.python_version())"
_PATIENCE_SECONDS = 20.0


def run_environment(settings: Settings, *, before: Resources, after: Resources) -> RunEnvironment:
    """What the figures of a run were taken with and on.

    Args:
        settings: name the target's interpreter.
        before: the machine as the run began.
        after: the machine as it ended.

    """
    offered = probe(str(settings.python))
    return RunEnvironment(
        version=__version__,
        interpreter=f"{_interpreter(settings.python)}, {settings.python}",
        system=f"{platform.system()} {platform.release()} {platform.machine()}",
        processor=_processor(),
        cores=after.cores,
        memory_bytes=_memory_bytes(),
        load_before=before.load,
        load_after=after.load,
        layers=tuple(mechanism.name for mechanism in offered.mechanisms if mechanism.works),
    )


def _interpreter(python: Path) -> str:
    with suppress(OSError, subprocess.SubprocessError):
        run = subprocess.run(
            [str(python), "-I", "-c", _ASK],
            capture_output=True,
            text=True,
            timeout=_PATIENCE_SECONDS,
            check=True,
        )
        return run.stdout.strip()
    return "unknown"


def _processor() -> str:
    with suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _memory_bytes() -> int:
    with suppress(OSError, ValueError):
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return 0


def command_words(settings: Settings) -> tuple[str, ...]:
    """The words of an ``evolve`` command with these settings, variables first.

    Only what differs from the defaults is named. Given in the same project with the same files, it makes the
    same choices; times are measured anew.
    """
    variables: list[str] = []
    flags: list[str] = []
    for option in OPTIONS.values():
        value = getattr(settings, option.field)
        if option.key in _NEVER_TOLD or _is_default(option.key, value, option.read(option.default)):
            continue
        if option.key not in FLAGS:
            variables.append(f"{PREFIX}{option.key.upper()}={_written(value)}")
        elif isinstance(value, tuple):
            flags += [word for each in value for word in (option.flag, str(each))]
        else:
            flags += [option.flag, _written(value)]
    return (*variables, "ouroboros", "evolve", str(settings.root), *flags)


def _is_default(key: str, value: Any, default: Any) -> bool:
    if key == "python":
        return str(value) == os.path.normpath(sys.executable)
    if isinstance(value, ObjectiveWeights):
        return bool(value.shares == default.shares)
    return bool(value == default)


def _written(value: Any) -> str:
    """A value as the reader of its setting takes it."""
    if isinstance(value, ObjectiveWeights):
        return f"performance={value.performance},power={value.power},security={value.security}"
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    return value.name.lower() if isinstance(value, SandboxLevel) else str(value)
