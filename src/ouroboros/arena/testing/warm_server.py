"""The warm test server from outside: start it, let it try candidates, end what takes too long.

Only outcomes are heard, bounded in size and number. They come from the process that runs the candidate and
can be forged, like the report of a fresh run: replay, which is compared outside the sandbox, carries the
proof, and the whole suite is run again in fresh processes before anything ships.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import struct
import time
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ouroboros.agent.pytest_report import SEVERITY
from ouroboros.agent.wire import FrameError, receive_frame, send_frame
from ouroboros.arena.sandboxing.commands import Watchdog
from ouroboros.arena.sandboxing.confined_process import ConfinedProcess
from ouroboros.arena.sandboxing.sandbox_plan import SandboxPlan
from ouroboros.arena.testing.pytest_command import TestsCommand
from ouroboros.arena.testing.suite import TestSuite
from ouroboros.errors import SandboxDiedError

_CREDENTIALS = struct.Struct("3i")
_LARGEST_HEAD = 8 << 10
_ENDING_SECONDS = 2.0
_FORKING_SECONDS = 20.0
_MOST_LEAVING = 2
_SPARES = 2
"""Forks that lock themselves up ahead of their candidates. It takes them longer than most tests do, so one
would be waited for; they cost memory while they wait, but no time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WarmRun:
    """What one fork said about the tests it was given."""

    outcomes: Mapping[str, str] = field(default_factory=dict)
    """Test id → outcome, of the tests that ended."""
    refused: str = ""
    """Why the candidate cannot be swapped into imported modules; "" when it was."""
    problem: str = ""
    """Why the run broke off; "" when it came to its end."""
    seconds: float = 0.0
    """Wall seconds that running the tests took, by the fork's own account."""


class WarmServer:
    """A confined process that has collected the target's tests and forks for each candidate.

    Args:
        plan: the sandbox.
        suite: the tests; its command must be pytest.
        deadline_seconds: wall seconds for importing and collecting.

    Raises:
        SandboxUnavailableError: the machine offers less isolation than the plan demands.
        SandboxDiedError: it did not come up, or these tests cannot be kept warm; the message says why.

    """

    def __init__(self, plan: SandboxPlan, suite: TestSuite, *, deadline_seconds: float) -> None:
        command = TestsCommand.parse(suite.command)
        assert command.is_pytest
        limits = plan.limits
        self._limits = limits
        self._leaving: list[int] = []
        self._spares: deque[socket.socket] = deque()
        self._process = ConfinedProcess(
            plan,
            writable_project=False,
            extra_environment=command.environment(plan.environment, plan.python),
        )
        deadline = time.monotonic() + deadline_seconds
        config: dict[str, Any] = {
            "do": "tests",
            "arguments": list(command.arguments),
            "safe_path": command.safe_path,
            "entered": sorted(suite.outside),
            "resource_limits": {
                "memory_bytes": None,  # as for a command: the watchdog counts what is used
                "cpu_seconds": limits.cpu_seconds,
                "file_bytes": limits.scratch_bytes,
                "open_files": limits.open_files,
            },
        }
        try:
            if not self._process.probe.layers["namespaces"]:
                raise SandboxDiedError("without namespaces candidates could not be kept apart")
            self._process.begin(config, b"", deadline=deadline)
            with self._watched():
                head, _ = self._process.answer(deadline=deadline)
            if head.get("refused") != "":
                raise SandboxDiedError(_clean(head.get("refused")))
            tests = head.get("tests")
            if not isinstance(tests, list):
                raise SandboxDiedError("the warm test server does not say what it has collected")
        except BaseException:
            self._process.close()
            raise
        self.collected = frozenset(str(test) for test in tests)
        """Ids of the tests that it holds."""

    def run(
        self,
        ids: Sequence[str],
        overlay: Mapping[str, str],
        *,
        deadline_seconds: float,
        expected: Mapping[str, str] | None = None,
    ) -> WarmRun:
        """Run tests in a fork that has ``overlay`` swapped in; nothing of it is left afterwards.

        Args:
            ids: of :attr:`collected`.
            overlay: path relative to the project → new text.
            deadline_seconds: wall seconds after which the fork and all it started are killed.
            expected: outcome per id; the first other one ends the run.

        Raises:
            SandboxDiedError: the server itself is gone.

        """
        self._bury(_MOST_LEAVING)
        texts = {path: text.encode("utf-8", "surrogatepass") for path, text in overlay.items()}
        head = {"tests": list(ids), "overlay": [[path, len(text)] for path, text in texts.items()]}
        channel = self._spares.popleft() if self._spares else self._forked(overlay)
        with channel, self._watched() as watchdog:
            process = _met(channel, time.monotonic() + _FORKING_SECONDS)
            deadline = time.monotonic() + deadline_seconds
            try:
                send_frame(channel, head, b"".join(texts.values()), deadline=deadline)
                while len(self._spares) < _SPARES:
                    self._spares.append(self._forked(overlay))
                return _heard(channel, ids, expected, deadline)
            except FrameError as error:
                return WarmRun(problem=watchdog.exceeded or str(error))
            finally:
                self._leaving.append(process)
                with contextlib.suppress(OSError):
                    # The first process of its PID namespace: all that it started ends with it.
                    signal.pidfd_send_signal(process, signal.SIGKILL)

    def _forked(self, likely: Iterable[str]) -> socket.socket:
        """Ask for a fork; it locks itself up while others work, and waits for its candidate.

        ``likely`` are files that the candidate may change; others only take longer.
        """
        outer, inner = socket.socketpair()
        outer.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        try:
            self._process.control.settimeout(_FORKING_SECONDS)
            socket.send_fds(self._process.control, [b"."], [inner.fileno()])
            deadline = time.monotonic() + _FORKING_SECONDS
            send_frame(self._process.control, {"likely": list(likely)}, deadline=deadline)
        except (OSError, FrameError) as error:
            outer.close()
            raise SandboxDiedError(f"the warm test server ended: {error}") from error
        finally:
            inner.close()
        return outer

    def _bury(self, most: int) -> None:
        """Wait until no more than ``most`` killed forks are still being taken apart by the kernel."""
        while len(self._leaving) > most:
            process = self._leaving.pop(0)
            select.select([process], [], [], _ENDING_SECONDS)
            os.close(process)

    def _watched(self) -> Watchdog:
        return Watchdog(self._process, self._limits)

    def output(self) -> str:
        """Tail of what it and its forks have printed."""
        return self._process.output()

    def close(self) -> None:
        """End it and every fork."""
        while self._spares:
            self._spares.pop().close()
        self._bury(0)
        self._process.close()


def _heard(
    channel: socket.socket, ids: Sequence[str], expected: Mapping[str, str] | None, deadline: float
) -> WarmRun:
    """Listen to one fork until it ends, or until a test deviates."""
    head = _frame(channel, deadline)
    if head.get("refused") != "":
        return WarmRun(refused=_clean(head.get("refused")))
    outcomes: dict[str, str] = {}
    while True:
        head = _frame(channel, deadline)
        if "ended" in head:
            seconds = head.get("seconds")
            return WarmRun(
                outcomes=outcomes,
                problem=_clean(head["ended"]),
                seconds=float(seconds) if isinstance(seconds, int | float) else 0.0,
            )
        index, outcome = head.get("test"), head.get("outcome")
        if type(index) is not int or not 0 <= index < len(ids) or ids[index] in outcomes:
            raise FrameError("an outcome of a test that nobody asked for")
        if not isinstance(outcome, str) or outcome not in SEVERITY:
            raise FrameError("an outcome that is none")
        outcomes[ids[index]] = outcome
        if expected is not None and outcome != expected.get(ids[index]):
            return WarmRun(outcomes=outcomes)


def _met(channel: socket.socket, deadline: float) -> int:
    """Descriptor of the process at the other end, as the kernel names it in its first message."""
    try:
        channel.settimeout(max(0.001, deadline - time.monotonic()))
        first, extra, _, _ = channel.recvmsg(1, socket.CMSG_SPACE(_CREDENTIALS.size), socket.MSG_PEEK)
        pids = [
            _CREDENTIALS.unpack(data[: _CREDENTIALS.size])[0]
            for level, kind, data in extra
            if first and level == socket.SOL_SOCKET and kind == socket.SCM_CREDENTIALS
        ]
        if len(pids) != 1 or pids[0] <= 1:
            raise FrameError("the kernel names no process")
        _frame(channel, deadline)
        channel.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 0)
        return os.pidfd_open(pids[0])
    except (OSError, FrameError) as error:
        raise SandboxDiedError(f"the warm test server ended: {error}") from error


def _frame(channel: socket.socket, deadline: float) -> dict[str, Any]:
    return receive_frame(channel, deadline=deadline, largest_head=_LARGEST_HEAD, largest_blob=0)[0]


def _clean(text: object) -> str:
    """Text of the confined side, short and writable anywhere."""
    return str(text)[:500].encode("utf-8", "backslashreplace").decode("utf-8")
