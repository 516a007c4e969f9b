"""Where a workload spends its time, sampled from outside by py-spy or from inside.

py-spy pauses the program for some 0.1 ms a sample, which is why the first run takes few.
"""

from __future__ import annotations

import json
import re
import shutil
import sysconfig
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean

from ouroboros.agent.sampler import SUFFIX
from ouroboros.profiling.guest_run import GUEST, GuestFolder, fails, guest_folder, run_to_end
from ouroboros.records.command import Command, environment_for, without_assignments
from ouroboros.records.hotspot import Profile, ProfileSample

ENOUGH = 300
"""Samples below which a run is repeated at a higher rate."""
_AGAIN_SECONDS = 2.0
"""Wall seconds within which a workload with too few samples is run again and again, after a second run."""
_FASTEST_HZ = 1_000.0
_FRAME = re.compile(r"^(?P<name>.*) \((?P<file>.*?)(?::(?P<line>\d+))?\)$")
_PROCESS = re.compile(r'^(?:process \d+:".*?";)+')
_RUNNER = """import json, os, subprocess, sys, time
out, *arguments = sys.argv[1:]
own = os.environ.pop("OUROBOROS_RUNNER_TMPDIR")
if own:
    os.environ["TMPDIR"] = own
else:
    del os.environ["TMPDIR"]
started = time.monotonic()
status = subprocess.run(arguments).returncode
with open(out + ".new", "w") as file:
    json.dump({"status": status, "seconds": time.monotonic() - started}, file)
os.replace(out + ".new", out)
"""

Stack = tuple[tuple[str, int, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    stacks: Counter[Stack]
    seconds: float
    source: str
    clock: str


def sample(
    command: str,
    *,
    workspace: Path,
    python: Path,
    working_directory: str = ".",
    environment: Mapping[str, str],
    deadline_seconds: float,
    rate_hz: float = 200.0,
    nonblocking: bool = False,
    inside: bool = False,
    origin: str = "workload",
) -> Profile:
    """Run ``command`` under the sampler, again and again for some seconds when it is too short to tell.

    Args:
        command: the workload, as typed.
        workspace: root of the copy of the project that it runs on.
        python: the interpreter that ``python`` in ``command`` means.
        working_directory: relative to ``workspace``.
        environment: of the workload.
        deadline_seconds: for each run.
        rate_hz: samples per second of the first run; later ones take more.
        nonblocking: sample without pausing the program (less exact, for very many threads).
        inside: use the agent's timer-signal sampler at once.
        origin: ``workload`` or ``tests``; tests have passed before, one that is flaky fails nothing here.

    Returns:
        The profile. ``source`` says which sampler it was.

    Raises:
        WorkloadFailsError: the workload fails or does not end in time.

    """
    own, bare = without_assignments(command)
    parsed = replace(Command.parse(bare), text=command)
    environment = {**environment, **own}
    directory = workspace / working_directory
    taken: list[_Run] = []
    rate = rate_hz
    pyspy = None if inside else _pyspy()
    began = time.monotonic()
    while True:
        with guest_folder() as folder:
            run = None
            if pyspy is not None:
                settings = (f"{rate:.0f}", *(("--nonblocking",) if nonblocking else ()))
                run = _from_outside(
                    pyspy, settings, parsed, python, directory, environment, deadline_seconds, folder, origin
                )
                pyspy = pyspy if run is not None else None
            if run is None:
                if taken and taken[0].source == "py-spy":
                    break
                run = _from_inside(
                    rate, parsed, python, directory, environment, deadline_seconds, folder, origin
                )
        taken.append(run)
        total = sum(sum(one.stacks.values()) for one in taken)
        if not total and pyspy is not None:
            # py-spy takes a tenth of a second to find a new process: this one had ended by then.
            pyspy, taken, rate = None, [], _FASTEST_HZ / 4
            continue
        if total >= ENOUGH or (len(taken) > 1 and time.monotonic() - began > _AGAIN_SECONDS):
            break
        rate = min(_FASTEST_HZ, rate * max(3.0, 1.5 * ENOUGH / max(total, 1)))
    merged: Counter[Stack] = Counter()
    for run in taken:
        merged.update(run.stacks)
    return Profile(
        source=taken[-1].source,
        clock=taken[-1].clock,
        rate_hz=rate,
        seconds=fmean(run.seconds for run in taken),
        samples=tuple(ProfileSample(stack=stack, count=count) for stack, count in merged.most_common()),
    )


def parse_raw(lines: Iterable[str]) -> Counter[Stack]:
    """Stacks of py-spy's raw format: ``function (file:line);function (file:line) count`` per line.

    Frames that name no file with a line (process and thread headers) and the runner's own are left out.
    """
    stacks: Counter[Stack] = Counter()
    for line in lines:
        text, _, count = line.rstrip("\n").rpartition(" ")
        if not count.isdigit():
            continue
        stack = []
        # A file name may hold a semicolon; a frame always ends in ")".
        for part in re.split(r"(?<=\));", _PROCESS.sub("", text)):
            found = _FRAME.match(part)
            if found and found["line"]:
                stack.append((found["file"], int(found["line"]), found["name"]))
        kept = tuple(
            frame for frame in stack if f"/{GUEST}/" not in frame[0] and "ouroboros-guest-" not in frame[0]
        )
        if kept and not any(frame[0].endswith("/ouroboros_runner.py") for frame in stack):
            stacks[kept] += int(count)
    return stacks


def _pyspy() -> str | None:
    beside = Path(sysconfig.get_path("scripts")) / "py-spy"
    if beside.exists():
        return str(beside)
    return shutil.which("py-spy")


def _from_outside(
    pyspy: str,
    settings: tuple[str, ...],
    command: Command,
    python: Path,
    directory: Path,
    environment: Mapping[str, str],
    deadline_seconds: float,
    folder: GuestFolder,
    origin: str,
) -> _Run | None:
    """One run under py-spy, or ``None`` where py-spy may not look into the process."""
    runner, stacks, result = folder.root / "ouroboros_runner.py", folder.root / "raw", folder.root / "result"
    runner.write_text(_RUNNER, encoding="utf-8")
    arguments = (
        *(pyspy, "record", "--format", "raw", "--full-filenames", "--subprocesses", "--output", str(stacks)),
        *("--rate", settings[0], *settings[1:], "--"),
        *(str(python), "-S", str(runner), str(result), *command.arguments(python)),
    )
    ended = run_to_end(
        arguments,
        shown=command.text,
        directory=directory,
        # py-spy has a temporary file of its own, which it cannot remove when it is killed.
        environment={
            **environment_for(python, environment),
            "TMPDIR": str(folder.root),
            "OUROBOROS_RUNNER_TMPDIR": environment.get("TMPDIR", ""),
        },
        deadline_seconds=deadline_seconds,
    )
    try:
        told = json.loads(result.read_text(encoding="utf-8"))
        # A run too short for a single sample leaves no file; that is no reason to look from inside.
        empty = not stacks.exists() and "No stack counts found" in ended.output
        text = "" if empty else stacks.read_text(encoding="utf-8", errors="surrogateescape")
    except (OSError, ValueError):
        return None
    if told["status"] and origin != "tests":
        raise fails(command.text, replace(ended, status=told["status"], seconds=told["seconds"]))
    return _Run(
        stacks=parse_raw(text.splitlines()),
        seconds=told["seconds"],
        source="py-spy",
        clock="wall, threads that run",
    )


def _from_inside(
    rate: float,
    command: Command,
    python: Path,
    directory: Path,
    environment: Mapping[str, str],
    deadline_seconds: float,
    folder: GuestFolder,
    origin: str,
) -> _Run:
    """One run with the agent's sampler in every Python process of the workload."""
    plan = {"mode": "sample", "project": str(directory), "rate_hz": rate}
    ended = run_to_end(
        command.arguments(python),
        shown=command.text,
        directory=directory,
        environment=folder.plan(plan, environment_for(python, environment)),
        deadline_seconds=deadline_seconds,
    )
    if ended.status and origin != "tests":
        raise fails(command.text, ended)
    stacks: Counter[Stack] = Counter()
    for path in sorted(folder.left.glob(f"*{SUFFIX}")):
        stacks.update(parse_raw(path.read_text(encoding="utf-8", errors="surrogateescape").splitlines()))
    return _Run(stacks=stacks, seconds=ended.seconds, source="timer signal", clock="process CPU, main thread")
