"""A machine with something to lose, and ways to let hostile code loose on it."""

from __future__ import annotations

import json
import os
import pickle
import re
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from ouroboros.arena.sandboxing import confined_process
from ouroboros.arena.sandboxing.commands import run_confined
from ouroboros.arena.sandboxing.sandbox import (
    Limits,
    Mechanism,
    Sandbox,
    SandboxLevel,
    SandboxPlan,
    SandboxProbe,
    probe,
)
from ouroboros.records.evidence import Outcome
from ouroboros.records.hotspot import RecordedCall

ATTACKS = Path(__file__).parent / "attacks"
VARIABLE = "SANDBOX_TEST_SECRET"
LIMITS = Limits(
    memory_bytes=160 << 20, scratch_bytes=8 << 20, output_bytes=64 << 10, open_files=128, processes=48
)


class Host:
    """What an attack could read, change, reach or kill; ``harm`` says what it did."""

    def __init__(self, folder: Path, project: Path, stack: ExitStack) -> None:
        self.mark = f"ouroboros-canary-{secrets.token_hex(6)}"
        self.secret = f"s3cret-{secrets.token_hex(8)}"
        self.folder = folder
        self.project = project
        self._number = f"31415.{secrets.randbelow(10**12)}"
        self.daemon_mark = f"daemon-{secrets.token_hex(6)}"
        (folder / "kept").write_text("kept", encoding="ascii")
        (folder / "secret").write_text(self.secret, encoding="ascii")
        (folder / "home" / ".ssh").mkdir(parents=True)
        (folder / "home" / ".ssh" / "id_ed25519").write_text(self.secret, encoding="ascii")
        held = folder / "held"
        held.write_text(self.mark, encoding="ascii")
        self.held = os.open(held, os.O_RDONLY)
        os.set_inheritable(self.held, True)
        stack.callback(os.close, self.held)
        self._shared = Path("/dev/shm") / self.mark
        if self._shared.parent.is_dir():
            self._shared.write_text(self.secret, encoding="ascii")
            stack.callback(self._shared.unlink)
        self.process = subprocess.Popen(
            ["sleep", self._number], env={**os.environ, VARIABLE: self.secret}, start_new_session=True
        )
        stack.callback(self.process.wait)
        stack.callback(self.process.kill)
        self._listening = [
            self._server(stack, socket.AF_INET, ("127.0.0.1", 0)),
            self._server(stack, socket.AF_UNIX, f"\0{self.mark}"),
            self._server(stack, socket.AF_UNIX, str(folder / "s")),
            self._server(stack, socket.AF_UNIX, str(project / "inside.sock")),
        ]
        self._datagrams = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        self._datagrams.bind(("127.0.0.1", 0))
        self._datagrams.setblocking(False)
        self._before = self._look()

    @staticmethod
    def _server(stack: ExitStack, family: int, address: Any) -> socket.socket:
        server = stack.enter_context(socket.socket(family, socket.SOCK_STREAM))
        server.bind(address)
        server.listen()
        server.setblocking(False)
        return server

    def world(self, number: int) -> dict[str, Any]:
        """What the attacker is told, which is everything but the secrets. ``number``: signal to kill with."""
        return {
            "folder": str(self.folder), "secret": str(self.folder / "secret"), "project": str(self.project),
            "home": str(self.folder / "home"), "variable": VARIABLE, "held_mark": self.mark,
            "process": self.process.pid, "process_mark": self._number, "supervisor": os.getpid(),
            "tcp": self._listening[0].getsockname()[1], "abstract": self.mark,
            "socket": str(self.folder / "s"), "udp": self._datagrams.getsockname()[1], "signal": number,
            "daemon_mark": self.daemon_mark,
        }  # fmt: skip

    def _look(self) -> dict[str, Any]:
        """Everything that must stay as it is."""
        files = sorted(path for path in self.folder.rglob("*") if path.is_file())
        return {
            "files": [(str(path), path.read_bytes(), path.stat().st_mode) for path in files],
            "names": sorted(path.name for path in self.folder.iterdir()),
            "project": sorted(path.name for path in self.project.rglob("*") if path.suffix != ".pyc"),
            "affinity of the process": os.sched_getaffinity(self.process.pid),
            "priority of the process": os.getpriority(os.PRIO_PROCESS, self.process.pid),
            "own priority": os.getpriority(os.PRIO_PROCESS, 0),
            "name": os.uname().nodename,
        }

    def harm(self) -> list[str]:
        """What is no longer as it was."""
        if self.process.poll() is not None:
            return ["the process was killed"]
        now = self._look()
        found = [f"{what}: {now[what]!r}" for what, before in self._before.items() if now[what] != before]
        for server in self._listening:
            try:
                server.accept()[0].close()
                found.append(f"{server.getsockname()!r} was reached")
            except BlockingIOError:
                continue
        with suppress(BlockingIOError):
            found.append(f"a datagram came: {self._datagrams.recv(100)!r}")
        shared = Path(f"{self._shared}-attacked")
        if shared.exists():
            shared.unlink()
            found.append("memory files are shared")
        return found + self.alive(self.daemon_mark)

    @staticmethod
    def names(told: str, seen: str) -> bool:
        """Whether ``seen`` tells what was to be told; how a process ended, Linux tells since 6.15."""
        release = tuple(int(part) for part in re.findall(r"\d+", os.uname().release)[:2])
        ending = "SIG" in told or "exit status" in told
        if ending and release < (6, 15):
            told = f"the process ended|{told}"
        return re.search(told, seen, re.MULTILINE) is not None

    @staticmethod
    def alive(mark: str) -> list[str]:
        """Processes with ``mark`` in their command line."""
        found = []
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                if mark.encode() in path.read_bytes():
                    found.append(f"process {path.parent.name} is alive")
            except OSError:
                continue
        return found


@pytest.fixture(scope="session")
def hosts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Host, Host]]:
    """The host that attacks are aimed at, and one that they may hit: it shows that they are real."""
    if probe().level < SandboxLevel.FULL:
        pytest.skip("this machine offers no full sandbox")
    with ExitStack() as stack:
        made = []
        for name in ("host", "decoy"):
            # Attacks are aimed at paths: none of them may be one that the sandbox shows for another reason.
            folder = tmp_path_factory.mktemp(name)
            project = tmp_path_factory.mktemp(f"{name}-project")
            shutil.copytree(
                ATTACKS, project, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__")
            )
            made.append(Host(folder, project, stack))
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv(VARIABLE, made[0].secret)
            yield made[0], made[1]


@pytest.fixture(scope="session")
def host(hosts: tuple[Host, Host]) -> Host:
    """The host that attacks are aimed at."""
    return hosts[0]


@pytest.fixture(scope="session")
def plan(host: Host) -> SandboxPlan:
    """The attacks are the target."""
    return SandboxPlan(
        python=Path(sys.executable),
        project=host.project,
        workspace=host.project,
        sys_path=(
            str(host.project),
            *[entry for entry in sys.path if "site-packages" in entry or "lib" in entry],
        ),
        modules={path.stem: path.name for path in ATTACKS.glob("*.py")},
        limits=LIMITS,
    )


@pytest.fixture(scope="session")
def sandbox(plan: SandboxPlan) -> Iterator[Sandbox]:
    """One sandbox for all: what one attack leaves behind, the next would meet."""
    with Sandbox.start(plan) as started:
        yield started


@pytest.fixture(scope="session")
def weakest_sandbox(plan: SandboxPlan) -> Iterator[Sandbox]:
    """What a machine without user namespaces offers: Landlock and the system-call filter."""
    has = {"user namespaces": False, "own root": False, "Landlock": True, "seccomp": True}
    found = SandboxProbe(
        level=SandboxLevel.LANDLOCK,
        mechanisms=tuple(Mechanism(name=name, works=works) for name, works in has.items()),
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(confined_process, "probe", lambda _python: found)
        started = Sandbox.start(plan)
    with started:
        assert started.level is SandboxLevel.LANDLOCK
        yield started


@pytest.fixture(scope="session")
def by_an_arm(sandbox: Sandbox, host: Host):
    """What an arm that attacks is seen to do, as text."""
    return partial(_attempted, host, sandbox)


@pytest.fixture(scope="session")
def by_a_weak_arm(weakest_sandbox: Sandbox, host: Host):
    """The same on a machine that offers the least that is accepted."""
    return partial(_attempted, host, weakest_sandbox)


def _attempted(host: Host, sandbox: Sandbox, attack: str, *, seconds: float = 10.0) -> str:
    module, _, function = attack.partition(".")
    with sandbox.arm({}, [module]) as arm:
        if arm.load_error:
            return f"does not load: {arm.load_error}"
        call = RecordedCall(function=f"{module}:{function}", payload=pickle.dumps(((host.world(9),), {})))
        seen = arm.observe([call], deadline_seconds=seconds).observations[0]
    if seen.outcome is Outcome.LOST:
        return f"lost: {seen.reason}"
    return seen.description.partition("\n")[0]


@pytest.fixture(scope="session")
def by_a_command(plan: SandboxPlan, host: Host):
    """What a command that attacks is seen to do, as text."""

    def attempt(attack: str, *, seconds: float = 20.0) -> str:
        module, _, function = attack.partition(".")
        outcome = run_confined(
            replace(plan, environment={"HOME": str(host.folder / "home")}),
            [sys.executable, "attempt.py", "world.json", module, function],
            overlay={"world.json": json.dumps(host.world(9))},
            deadline_seconds=seconds,
            extra_environment={},
            collect=[],
        )
        assert len(outcome.output) <= LIMITS.output_bytes + (64 << 10)
        ending = "in time: no" if outcome.timed_out else f"status {outcome.exit_status}"
        return f"{outcome.output[-2000:]}\n{ending}"

    return attempt


@pytest.fixture(scope="session")
def unconfined(hosts: tuple[Host, Host]):
    """What the same code does to the decoy, without a sandbox."""
    decoy = hosts[1]
    world = decoy.folder.with_name(f"{decoy.folder.name}.json")
    harmless_signal = 23  # SIGURG: by default nothing happens
    world.write_text(json.dumps(decoy.world(harmless_signal)), encoding="utf-8")

    def attempt(attack: str) -> str:
        run = subprocess.run(
            [sys.executable, str(ATTACKS / "attempt.py"), str(world), *attack.split(".")],
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
            pass_fds=(decoy.held,),
            env={"PATH": os.environ["PATH"], VARIABLE: decoy.secret},
        )
        return run.stdout + run.stderr

    return attempt


@pytest.fixture
def unharmed(host: Host, sandbox: Sandbox):
    """Assert that the machine is as before, and that the next candidate meets a sandbox as before."""

    def check() -> None:
        deadline = time.monotonic() + 2
        while host.alive(host.daemon_mark) and time.monotonic() < deadline:
            time.sleep(0.01)  # the last ones of a process tree are buried while nobody waits for them
        assert host.harm() == []
        with sandbox.arm({}, ["ways"]) as arm:
            call = RecordedCall(function="ways:tried", payload=pickle.dumps(((), {})))
            seen = arm.observe([call], deadline_seconds=10)
        assert seen.observations[0].description.startswith("returned 'refused: '")

    return check
