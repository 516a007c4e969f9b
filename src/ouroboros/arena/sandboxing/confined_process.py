"""Start and end of one confined process tree, seen from outside."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
from collections import deque
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from ouroboros.agent.root_view import system_paths
from ouroboros.agent.wire import FrameError, receive_frame, send_frame
from ouroboros.arena.sandboxing.isolation import ENTRY, SandboxLevel, SandboxProbe, probe
from ouroboros.arena.sandboxing.sandbox_plan import Layout, SandboxPlan, environment, layout
from ouroboros.errors import SandboxDiedError, SandboxUnavailableError


class ConfinedProcess:
    """A launcher with everything below it. Closing the lifeline, or dying, ends all of it.

    Args:
        plan: the target.
        writable_project: give it a private project folder that it may write to.
        extra_environment: variables besides those of the plan.

    Raises:
        SandboxUnavailableError: the machine offers less than ``plan.minimum_level``.

    """

    def __init__(
        self, plan: SandboxPlan, *, writable_project: bool, extra_environment: Mapping[str, str]
    ) -> None:
        self.plan = plan
        self.probe = _adequate(plan)
        self.level = self.probe.level
        self._own_root = self.level >= SandboxLevel.NAMESPACES
        self._private: Path | None = None
        folder = str(plan.workspace)
        if not self._own_root:
            self._private = Path(tempfile.mkdtemp(prefix="ouroboros-scratch-"))
            if writable_project:
                folder = str(self._private / "project")
                try:
                    shutil.copytree(plan.workspace, folder, symlinks=True)
                except BaseException:
                    shutil.rmtree(self._private, ignore_errors=True)
                    raise
        scratch = str(self._private / "scratch") if self._private else ""
        if scratch:
            Path(scratch).mkdir()
        self.layout: Layout = layout(plan, own_root=self._own_root, folder=folder, scratch=scratch)
        self._writable_project = writable_project
        self.control, inner = socket.socketpair()
        lifeline, self._lifeline = os.pipe()
        try:
            self._process = subprocess.Popen(
                [str(plan.python), "-P", str(ENTRY), str(inner.fileno()), str(lifeline)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                env=environment(plan, self.layout.scratch, extra_environment),
                cwd="/",
                pass_fds=(inner.fileno(), lifeline),
                start_new_session=True,
            )
        except OSError as error:
            self._let_go()
            raise SandboxUnavailableError(f"{plan.python} does not start: {error}") from error
        finally:
            inner.close()
            os.close(lifeline)
        assert self._process.stdout is not None
        self._output: deque[bytes] = deque()
        self._digest = hashlib.sha256()
        self._drain = threading.Thread(
            target=_drain,
            args=(self._process.stdout, self._output, plan.limits.output_bytes, self._digest),
            daemon=True,
        )
        self._drain.start()

    def begin(self, config: Mapping[str, Any], blob: bytes, *, deadline: float) -> None:
        """Send the first frame, with what every confined process needs to know added."""
        plan, place = self.plan, self.layout
        workspace = str(plan.workspace)
        readable = [*system_paths(), *place.readable]
        head = {
            **config,
            # Without users of its own, what else the user runs would count.
            "resource_limits": {
                **config["resource_limits"],
                "processes": plan.limits.most_processes if self._own_root else None,
            },
            "layers": self.probe.layers,
            "folder": place.folder,
            "scratch": place.scratch,
            "scratch_bytes": plan.limits.scratch_bytes,
            "readable": readable,
            "working_directory": place.working_directory,
            "view": {
                "project": place.folder,
                "workspace": workspace,
                "scratch": place.scratch,
                "readable": list(place.readable),
                "scratch_bytes": plan.limits.scratch_bytes,
                "most_processes": plan.limits.most_processes,
                "writable_project": self._writable_project,
                "sockets": config.get("do") in {"command", "tests"},
            },
        }
        try:
            send_frame(self.control, head, blob, deadline=deadline)
        except FrameError as error:
            raise SandboxDiedError(f"the sandbox did not start: {error}; {self.output()[-500:]}") from error

    def answer(self, *, deadline: float, largest_blob: int = 0) -> tuple[dict[str, Any], bytes]:
        """The next frame on the control channel.

        Raises:
            SandboxDiedError: there is none in time, or it reports a failure.

        """
        try:
            head, blob = receive_frame(self.control, deadline=deadline, largest_blob=largest_blob)
        except FrameError as error:
            raise SandboxDiedError(f"the sandbox gave no answer: {error}; {self.output()[-500:]}") from error
        if "failed" in head:
            raise SandboxDiedError(f"the sandbox could not be set up: {str(head['failed'])[:500]}")
        return head, blob

    def output(self) -> str:
        """Tail of what was written to standard output and error."""
        return b"".join(self._output).decode("utf-8", "replace")

    def output_digest(self) -> str:
        """SHA-256 of all of it, however much that was; final after :meth:`close`."""
        return self._digest.hexdigest()

    @property
    def pid(self) -> int:
        """Process id of the launcher."""
        return self._process.pid

    def close(self) -> None:
        """End everything; returns when it is gone."""
        if self._process.returncode is None:
            self._let_go()
            try:
                self._process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                # The launcher's children die with it.
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(self._process.pid, signal.SIGKILL)
                self._process.wait()
            self._drain.join(timeout=5)
        if self._private is not None:
            shutil.rmtree(self._private, ignore_errors=True)

    def _let_go(self) -> None:
        self.control.close()
        if self._lifeline >= 0:
            os.close(self._lifeline)
            self._lifeline = -1


def _adequate(plan: SandboxPlan) -> SandboxProbe:
    found = probe(str(plan.python))
    if found.level < plan.minimum_level:
        missing = "; ".join(
            f"{mechanism.name}: {mechanism.reason} ({mechanism.remedy})"
            for mechanism in found.mechanisms
            if not mechanism.works
        )
        raise SandboxUnavailableError(
            f"isolation here is {found.level.name}, {plan.minimum_level.name} is demanded: {missing}"
        )
    return found


def _drain(stream: IO[bytes], kept: deque[bytes], limit: int, digest: hashlib._Hash) -> None:
    """Read to the end so that no writer ever blocks; keep the last ``limit`` bytes, roughly."""
    size = 0
    descriptor = stream.fileno()
    while part := os.read(descriptor, 65536):
        digest.update(part)
        kept.append(part)
        size += len(part)
        while size - len(kept[0]) >= limit:
            size -= len(kept.popleft())
    stream.close()
