"""What to confine, and how tightly."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from ouroboros.agent import machine_code
from ouroboros.agent.root_view import below
from ouroboros.arena.sandboxing.isolation import SandboxLevel
from ouroboros.errors import SandboxUnavailableError

_TOO_WIDE = {"/", "/home", "/root", "/etc", "/var", "/run", "/tmp", "/proc", "/sys", "/dev", "/mnt", "/opt"}  # noqa: S108
_ASK = (
    "import json, sys as s; print(json.dumps([s.prefix, s.exec_prefix, s.base_prefix, s.base_exec_prefix]))"
)
_FULL_DESCRIPTION_CHARACTERS = 250_000
"""A frame with so many still fits when each of them is escaped."""
_THREADS = [
    "OPENBLAS_NUM_THREADS",
    "OMP_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "NUMBA_NUM_THREADS",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds of one confined process tree. Bytes, seconds, counts."""

    memory_bytes: int = 2 << 30
    """What an arm may map on top of interpreter and libraries; what all of a command may use."""
    scratch_bytes: int = 256 << 20
    """What may be written to the scratch folder, and what a command may write into the project."""
    cpu_seconds: int = 600
    """CPU time of one process in its whole life."""
    processes: int = 256
    """Processes and threads of a command at a time; threads of an arm, which has one process."""
    open_files: int = 1024
    output_bytes: int = 256 << 10
    """Output kept: of one observed call, and the tail of a command."""
    description_characters: int = 20_000
    """Kept of what is told about one call, or about what all of them leave behind."""
    full_floats: bool = False
    """Whether floats of arrays are told one by one and not as a digest, for a comparison with a tolerance."""
    load_seconds: float = 60.0
    """Wall time for importing the target."""
    collect_bytes: int = 64 << 20
    """Largest file that a command may hand out."""

    @property
    def most_processes(self) -> int:
        """Bound for the kernel, above ``processes``, which are counted and named; all arms share it."""
        return 4 * self.processes

    def telling_floats(self) -> Limits:
        """These limits, with room for some ten thousand floats in what is told about one call."""
        return replace(self, description_characters=_FULL_DESCRIPTION_CHARACTERS, full_floats=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxPlan:
    """The target as the sandbox needs to know it."""

    python: Path
    project: Path
    """Where the project lies for the user; the sandbox shows the copy at this path where it can."""
    workspace: Path
    """The copy that is run."""
    working_directory: str = "."
    """Relative to the project."""
    sys_path: tuple[str, ...] = ()
    """Of the target, as recorded; entries under ``project`` refer to the copy."""
    modules: Mapping[str, str] = field(default_factory=dict)
    """Import name → path relative to the project, of every module of the target."""
    main_file: str | None = None
    """Script that ran as ``__main__``, relative to the project; its import name is in ``modules``."""
    preload: tuple[str, ...] = ()
    """Third-party modules to import before forking; failures are ignored."""
    environment: Mapping[str, str] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    hash_seed: int = 1
    minimum_level: SandboxLevel = SandboxLevel.LANDLOCK
    """Weakest isolation that may be used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where things lie inside one sandbox."""

    folder: str
    """The project as seen inside."""
    scratch: str
    readable: tuple[str, ...]
    sys_path: tuple[str, ...]
    working_directory: str


@lru_cache(maxsize=8)
def _prefixes(python: str) -> tuple[str, ...]:
    """Installation folders of an interpreter."""
    try:
        run = subprocess.run(
            [python, "-c", _ASK], capture_output=True, timeout=30, check=True, env={"PATH": "/usr/bin:/bin"}
        )
        found = json.loads(run.stdout)
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        raise SandboxUnavailableError(
            f"{python} does not run: {error}; give another with --python"
        ) from error
    return tuple(dict.fromkeys(str(path) for path in found))


def layout(plan: SandboxPlan, *, own_root: bool, folder: str, scratch: str) -> Layout:
    """Lay a sandbox out.

    Args:
        plan: the target.
        own_root: whether the sandbox has a root of its own, so that the copy appears at the project's path.
        folder: where the copy lies when it has not.
        scratch: folder to write to when it has not.

    """
    project = str(plan.project)
    if own_root:
        folder = project
    home = os.path.expanduser("~")
    prefixes = [path for path in _prefixes(str(plan.python)) if path not in _TOO_WIDE]
    sys_path: list[str] = []
    readable = [*prefixes, os.path.dirname(os.path.abspath(plan.python))]
    for entry in plan.sys_path:
        if below(entry, project):
            moved = folder + entry.removeprefix(project)
            copied = str(plan.workspace) + entry.removeprefix(project)
            sys_path.append(moved if own_root or os.path.exists(copied) else entry)
            continue
        sys_path.append(entry)
        if entry and entry not in _TOO_WIDE and not below(home, entry):
            readable.append(entry)
    readable = [path for path in dict.fromkeys(readable) if os.path.exists(path)]
    if own_root:
        needed = (
            *readable,
            *(os.path.realpath(path) for path in readable),
            project,
            os.path.realpath(project),
        )
        scratch = "/ouroboros-scratch" if any(below(path, "/tmp") for path in needed) else "/tmp"  # noqa: S108
    return Layout(
        folder=folder,
        scratch=scratch,
        readable=tuple(readable),
        sys_path=tuple(sys_path),
        working_directory=os.path.normpath(os.path.join(folder, plan.working_directory)),
    )


def environment(plan: SandboxPlan, scratch: str, extra: Mapping[str, str]) -> dict[str, str]:
    """The complete environment inside: what the plan and the caller name, and a minimum."""
    merged = {
        "PATH": f"{os.path.dirname(os.path.abspath(plan.python))}:/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "PYTHONNOUSERSITE": "1",
        **plan.environment,
        **extra,
    }
    own = dict.fromkeys(("HOME", "TMPDIR", "TEMP", "TMP", "MPLCONFIGDIR", "XDG_CACHE_HOME"), scratch)
    own["NUMBA_CACHE_DIR"] = os.path.join(scratch, machine_code.FOLDER)
    return {
        **merged,
        **own,
        **dict.fromkeys(_THREADS, "1"),
        "PYTHONHASHSEED": str(plan.hash_seed),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
