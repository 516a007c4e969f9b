"""How much isolation this machine offers. Found by trying, in a process of its own; never assumed."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from pathlib import Path

import ouroboros.agent

ENTRY = Path(ouroboros.agent.__path__[0]) / "zygote.py"
"""The program that runs on the confined side."""

_PROBE_SECONDS = 30.0
_REMEDIES = {
    "user namespaces": "sysctl kernel.unprivileged_userns_clone=1; on Ubuntu 23.10 and later also "
    "kernel.apparmor_restrict_unprivileged_userns=0; in a container allow unshare in its seccomp profile",
    "own root": "Linux 5.12 or later; in a container --security-opt systempaths=unconfined",
    "Landlock": "Linux 5.13 or later, booted with lsm=landlock,…",
    "seccomp": "a 64-bit x86 or ARM machine with CONFIG_SECCOMP_FILTER",
}


class SandboxLevel(IntEnum):
    """What confines a candidate, weakest first. Each level has resource limits as well."""

    NONE = 0
    """Nothing but resource limits: refused unless the policy allows it."""
    LANDLOCK = 1
    """Landlock and system-call filter, no namespaces."""
    NAMESPACES = 2
    """Own users, root, processes and network, and the system-call filter where there is one; no Landlock."""
    FULL = 3
    """Namespaces, Landlock and system-call filter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mechanism:
    """One mechanism of the kernel: whether it works here, else why not and what helps."""

    name: str
    works: bool
    reason: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxProbe:
    """What this machine offers, for ``ouroboros doctor`` and for choosing layers."""

    level: SandboxLevel
    mechanisms: tuple[Mechanism, ...]

    def works(self, name: str) -> bool:
        """Whether the mechanism of that name works."""
        return any(mechanism.works for mechanism in self.mechanisms if mechanism.name == name)

    @property
    def layers(self) -> dict[str, bool]:
        """The layers to put on, for the confined side."""
        return {
            "namespaces": self.level >= SandboxLevel.NAMESPACES,
            "landlock": self.works("Landlock"),
            "seccomp": self.works("seccomp"),
        }


@lru_cache(maxsize=8)
def probe(python: str = sys.executable) -> SandboxProbe:
    """Try every mechanism with the interpreter that will use it (some 0.2 s, then cached)."""
    problem = ""
    answers: dict[str, str] = {}
    try:
        run = subprocess.run(
            [python, "-P", "-S", str(ENTRY), "probe"],
            capture_output=True,
            timeout=_PROBE_SECONDS,
            check=False,
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        )
        found = json.loads(run.stdout) if run.returncode == 0 else None
        if isinstance(found, dict):
            answers = {str(name): str(reason) for name, reason in found.items()}
        else:
            problem = run.stderr.decode("utf-8", "replace")[-300:] or f"ended with status {run.returncode}"
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        problem = str(error)
    mechanisms = tuple(
        Mechanism(
            name=name,
            works=answers.get(name) == "",
            reason=answers.get(name, problem or "not tried"),
            remedy="" if answers.get(name) == "" else remedy,
        )
        for name, remedy in _REMEDIES.items()
    )
    works = {mechanism.name: mechanism.works for mechanism in mechanisms}
    namespaces = works["user namespaces"] and works["own root"]
    if namespaces:
        level = SandboxLevel.FULL if works["Landlock"] and works["seccomp"] else SandboxLevel.NAMESPACES
    else:
        level = SandboxLevel.LANDLOCK if works["Landlock"] and works["seccomp"] else SandboxLevel.NONE
    return SandboxProbe(level=level, mechanisms=mechanisms)
