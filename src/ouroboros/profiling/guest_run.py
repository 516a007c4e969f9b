"""Runs a workload with the agent inside, or under a profiler, and says clearly when it fails."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ouroboros.agent
from ouroboros.agent.guest import PLAN_VARIABLE
from ouroboros.errors import WorkloadFailsError

GUEST = "_ouroboros_guest"
"""Name of the agent's package inside the target, so that Ouroboros itself can be one."""

_TAIL = 4_000
_SITECUSTOMIZE = f"""import os, sys
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from {GUEST} import guest
guest.begin(os.path.dirname(os.path.abspath(__file__)))
"""
_LAUNCH = f"""import os, sys
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from {GUEST} import guest, launch
del sys.path[0]
launch.main(guest.plan)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a run ended: exit status (negative: signal), wall seconds, the end of what it wrote."""

    status: int
    seconds: float
    output: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestFolder:
    """A private folder: the agent's copy, its plan, and ``left`` for what the processes leave behind."""

    root: Path

    @property
    def left(self) -> Path:
        """Where guests write."""
        return self.root / "left"

    @property
    def launcher(self) -> Path:
        """The file that runs a script under the hook."""
        return self.root / "launch.py"

    def plan(self, told: Mapping[str, Any], environment: Mapping[str, str]) -> dict[str, str]:
        """Write the plan; the environment in which every Python started below follows it."""
        path = self.root / "plan.json"
        path.write_text(json.dumps({**told, "folder": str(self.left)}), encoding="utf-8")
        before = environment.get("PYTHONPATH")
        search = str(self.root) if not before else os.pathsep.join((str(self.root), before))
        return {**environment, "PYTHONPATH": search, PLAN_VARIABLE: str(path)}


@contextlib.contextmanager
def guest_folder() -> Iterator[GuestFolder]:
    """A :class:`GuestFolder`, readable by its owner alone, gone afterwards (recorded calls are private)."""
    root = Path(tempfile.mkdtemp(prefix="ouroboros-guest-")).resolve()
    try:
        folder = GuestFolder(root=root)
        folder.left.mkdir(mode=0o700)
        package = root / GUEST
        package.mkdir(mode=0o700)
        own = Path(ouroboros.agent.__file__).parent
        for source in own.glob("*.py"):
            text = source.read_text(encoding="utf-8")
            (package / source.name).write_text(text.replace("ouroboros.agent", GUEST), encoding="utf-8")
        (root / "sitecustomize.py").write_text(_SITECUSTOMIZE, encoding="utf-8")
        folder.launcher.write_text(_LAUNCH, encoding="utf-8")
        yield folder
    finally:
        shutil.rmtree(root, ignore_errors=True)


def run_to_end(
    arguments: Sequence[str],
    *,
    shown: str,
    directory: Path,
    environment: Mapping[str, str],
    deadline_seconds: float,
) -> Ended:
    """Run a program and everything it starts; nothing of it is left when this returns.

    ``shown`` is the command as the user knows it.

    Raises:
        WorkloadFailsError: it cannot be started, or did not end in ``deadline_seconds``.

    """
    with tempfile.TemporaryFile() as written:
        started = time.monotonic()
        try:
            process = subprocess.Popen(
                arguments,
                cwd=directory,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=written,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        except OSError as error:
            raise WorkloadFailsError(
                f"{shown!r} cannot be started: {error.strerror or error}; check the command"
            ) from error
        try:
            status = process.wait(timeout=deadline_seconds)
        except subprocess.TimeoutExpired as error:
            _end(process)
            raise WorkloadFailsError(
                f"{shown!r} did not end in {deadline_seconds:g} s: raise --workload-timeout or give a "
                f"smaller workload. {_last_words(_tail(written))}"
            ) from error
        except BaseException:
            _end(process)
            raise
        _end(process)
        return Ended(status=status, seconds=time.monotonic() - started, output=_tail(written))


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the whole session of ``process``, what it left running included."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _tail(written: Any) -> str:
    size = written.seek(0, os.SEEK_END)
    written.seek(max(0, size - _TAIL))
    text: str = written.read().decode("utf-8", "replace")
    return text.strip()


def fails(command: str, ended: Ended) -> WorkloadFailsError:
    """The error for a workload that ended with a status other than 0."""
    how = f"exit status {ended.status}" if ended.status >= 0 else f"signal {-ended.status}"
    return WorkloadFailsError(
        f"{command!r} fails on the untouched source ({how}): mend it or give another command. "
        + _last_words(ended.output)
    )


def _last_words(output: str) -> str:
    own = "\n".join(line for line in output.splitlines() if not line.startswith("py-spy>")).strip()
    return f"Its output ends with:\n{own}" if own else "It wrote nothing."
