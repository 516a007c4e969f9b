"""Run one command of the target (its tests, its workload) confined, from start to end."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

import psutil  # type: ignore[import-untyped]

from ouroboros.agent.wire import FrameError, taken_apart
from ouroboros.arena.sandboxing.confined_process import ConfinedProcess
from ouroboros.arena.sandboxing.isolation import SandboxLevel
from ouroboros.arena.sandboxing.kernel_facts import first_child, memory_and_threads, processes_inside
from ouroboros.arena.sandboxing.sandbox_plan import Limits, SandboxPlan
from ouroboros.arena.timing.machine_code import MOST_BYTES, MachineCode
from ouroboros.errors import SandboxDiedError

_WATCH_SECONDS = 0.05
_LARGEST_FILES = 256 << 20
_FINISHING_SECONDS = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandOutcome:
    """How a confined command went."""

    exit_status: int
    """As a shell reports it, negative for a signal."""
    output: str
    """Tail of standard output and error."""
    cpu_seconds: float
    """User and system time of the command and all it started, by the kernel's account."""
    wall_seconds: float
    timed_out: bool = False
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    """Content of the wanted files that it left in the scratch folder."""
    compiled: MachineCode = field(default_factory=MachineCode, repr=False)
    """What Numba keeps for the next run with the same overlay, where that was asked for."""
    level: SandboxLevel = SandboxLevel.NONE
    output_digest: str = ""
    """SHA-256 of everything that was written to standard output and error, in hex."""


def run_confined(
    plan: SandboxPlan,
    command: Sequence[str] | str,
    *,
    overlay: Mapping[str, str],
    deadline_seconds: float,
    extra_environment: Mapping[str, str],
    collect: Sequence[str],
    compiled: MachineCode | None = None,
) -> CommandOutcome:
    """Run ``command`` in a fresh sandbox that disappears with everything it wrote.

    It may start processes, write into its scratch folder (``TMPDIR``) and a private layer over the project.

    Args:
        plan: the target; ``plan.limits`` apply to each process, memory and processes to all together.
        command: program and arguments, or a line for ``/bin/sh``.
        overlay: path relative to the project → text of files to exchange or add.
        deadline_seconds: wall seconds after which everything is killed.
        extra_environment: variables besides those of the plan.
        collect: plain names of files wanted from the scratch folder; missing and oversized ones are left out.
        compiled: what an earlier run with the same overlay kept; when given, even empty, the outcome has
            what this run keeps.

    Returns:
        The outcome. ``timed_out`` and a non-zero status when the deadline or a limit ended it.

    Raises:
        SandboxUnavailableError: the machine offers less isolation than the plan demands.
        SandboxDiedError: the sandbox could not be set up.
        ValueError: a name in ``collect`` or a path in ``overlay`` leads elsewhere.

    """
    _check_names(collect, overlay)
    limits = plan.limits
    texts = {path: text.encode("utf-8", "surrogatepass") for path, text in overlay.items()}
    config: dict[str, Any] = {
        "do": "command",
        "command": command if isinstance(command, str) else [str(part) for part in command],
        "overlay": [[path, len(text)] for path, text in texts.items()],
        "collect": list(collect),
        "machine_code": compiled.sizes if compiled else (),
        "keep_machine_code": compiled is not None,
        "collect_bytes": limits.collect_bytes,
        "resource_limits": {
            "memory_bytes": None,  # programs reserve more than they use; the watchdog counts what is used
            "cpu_seconds": limits.cpu_seconds,
            "file_bytes": limits.scratch_bytes,
            "open_files": limits.open_files,
        },
    }
    process = ConfinedProcess(plan, writable_project=True, extra_environment=extra_environment)
    started = time.perf_counter()
    deadline = time.monotonic() + deadline_seconds
    exceeded = ""
    try:
        blob = b"".join([*texts.values(), compiled.contents if compiled else b""])
        process.begin(config, blob, deadline=deadline + _FINISHING_SECONDS)
        with Watchdog(process, limits) as watchdog:
            try:
                head, blob = process.answer(
                    deadline=deadline,
                    largest_blob=min(
                        _LARGEST_FILES, limits.collect_bytes * max(1, len(collect)) + MOST_BYTES
                    ),
                )
            except SandboxDiedError:
                exceeded = watchdog.exceeded
                if not exceeded and time.monotonic() < deadline:
                    raise
                head, blob = {}, b""
        wall_seconds = time.perf_counter() - started
    finally:
        process.close()
    output = process.output()
    if not head:
        return CommandOutcome(
            exit_status=-9,
            output=output + (f"\nended by the sandbox: {exceeded}" if exceeded else ""),
            cpu_seconds=0.0,
            wall_seconds=wall_seconds,
            timed_out=not exceeded,
            level=process.level,
            output_digest=process.output_digest(),
        )
    files, machine_code = taken_apart(head["files"], blob)
    try:
        kept = MachineCode.told(head["machine_code"], machine_code)
    except FrameError as error:
        raise SandboxDiedError(f"the sandbox gave no answer: {error}") from error
    return CommandOutcome(
        exit_status=int(head["status"]),
        output=output,
        cpu_seconds=float(head["cpu_seconds"]),
        wall_seconds=wall_seconds,
        files=dict(files),
        compiled=kept,
        level=process.level,
        output_digest=process.output_digest(),
    )


def _check_names(collect: Sequence[str], overlay: Mapping[str, str]) -> None:
    for name in collect:
        if name != os.path.basename(name) or name in {"", ".", ".."}:
            raise ValueError(f"collect takes plain file names, not {name!r}")
    for path in overlay:
        if os.path.isabs(path) or os.path.normpath(path).startswith(".."):
            raise ValueError(f"overlay paths are relative to the project, not {path!r}")


class Watchdog:
    """Ends a process tree that uses more memory or has more processes than allowed.

    The kernel's own limits count per process, or do not bind root; control groups cannot be written to
    everywhere.
    """

    def __init__(self, process: ConfinedProcess, limits: Limits) -> None:
        self.exceeded = ""
        """What went beyond its bound; "" when nothing did."""
        self._pid = process.pid
        self._own_processes = process.level >= SandboxLevel.NAMESPACES
        self._limits = limits
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        first = 0
        try:
            launcher = psutil.Process(self._pid)
            while not self._stop.wait(_WATCH_SECONDS):
                first = first or first_child(self._pid)
                inside = processes_inside(first) if first and self._own_processes else 0
                # Walking through a thousand processes takes seconds that a bomb does not leave.
                family = launcher.children(recursive=True) if inside <= self._limits.processes else []
                self.exceeded = self._too_much(family, inside)
                if self.exceeded:
                    psutil.Process(first or family[0].pid).kill()  # all others end with it
                    return
        except psutil.Error:
            return  # it has ended

    def _too_much(self, family: Sequence[psutil.Process], inside: int) -> str:
        """What is beyond its bound now, or ""."""
        used, count = _usage(family)
        if max(count, inside) > self._limits.processes:
            return f"it had more than {self._limits.processes} processes and threads"
        most = self._limits.memory_bytes
        if used > most and _shared_fairly(family) > most:
            return f"it used more than {most >> 20} MiB of memory"
        return ""


def _usage(family: Sequence[psutil.Process]) -> tuple[int, int]:
    """Resident bytes without mapped files (pages shared after a fork count in each), and threads."""
    used = count = 0
    for process in family:
        try:
            memory, threads = memory_and_threads(process.pid)
        except OSError:
            continue
        used += memory
        count += threads
    return used, count


def _shared_fairly(family: Sequence[psutil.Process]) -> int:
    """Bytes in use where a page shared by n processes counts 1/n in each; slow, so only in doubt."""
    used = 0
    for process in family:
        try:
            try:
                used += process.memory_full_info().pss
            except psutil.AccessDenied:
                used += process.memory_info().rss
        except psutil.Error:
            continue
    return used
