"""The sandbox from outside: start it, fork arms, ask them what calls do, read their clocks.

Whatever comes back from an arm was written by code that may be hostile. It is checked for shape and size
and otherwise treated as text; a frame that makes no sense ends the arm.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Self

from ouroboros.agent.wire import FrameError, send_frame
from ouroboros.arena.equality.comparison import ObservedCalls
from ouroboros.arena.sandboxing.arms import Arm
from ouroboros.arena.sandboxing.confined_process import ConfinedProcess
from ouroboros.arena.sandboxing.isolation import Mechanism, SandboxLevel, SandboxProbe, probe
from ouroboros.arena.sandboxing.sandbox_plan import Limits, SandboxPlan
from ouroboros.arena.timing.machine_code import MachineCode
from ouroboros.errors import SandboxDiedError

__all__ = [
    "Arm",
    "Limits",
    "Mechanism",
    "ObservedCalls",
    "Sandbox",
    "SandboxLevel",
    "SandboxPlan",
    "SandboxProbe",
    "probe",
]

_START_SECONDS = 120.0


class Sandbox:
    """A confined process with the target's packages imported, ready to fork arms. Use :meth:`start`."""

    def __init__(self, plan: SandboxPlan, process: ConfinedProcess) -> None:
        self.plan = plan
        self.level = process.level
        self._process = process
        self._arms: list[Arm] = []
        self._forking = threading.Lock()
        """One request at a time on the control channel; arms themselves are independent."""

    @classmethod
    def start(cls, plan: SandboxPlan) -> Self:
        """Start a sandbox (some 0.1 s, and the time to import ``plan.preload``).

        Raises:
            SandboxUnavailableError: the machine offers less isolation than the plan demands.
            SandboxDiedError: it did not come up; the message holds the kernel's reason.

        """
        process = ConfinedProcess(plan, writable_project=False, extra_environment={})
        deadline = time.monotonic() + _START_SECONDS
        place = process.layout
        limits = plan.limits
        main = f"{place.folder}/{plan.main_file}" if plan.main_file else ""
        config = {
            "do": "arms",
            "sys_path": list(place.sys_path),
            "argv": [main],
            "modules": dict(plan.modules),
            "main_file": plan.main_file,
            "preload": list(plan.preload),
            "arm_limits": {
                "output_bytes": limits.output_bytes,
                "description_characters": limits.description_characters,
                "full_floats": limits.full_floats,
            },
            "resource_limits": {
                "memory_bytes": limits.memory_bytes,
                "cpu_seconds": limits.cpu_seconds,
                "file_bytes": limits.scratch_bytes,
                "open_files": limits.open_files,
            },
        }
        try:
            process.begin(config, b"", deadline=deadline)
            process.answer(deadline=deadline)
        except BaseException:
            process.close()
            raise
        return cls(plan, process)

    def arm(
        self, overlay: Mapping[str, str], modules: Sequence[str], *, compiled: MachineCode | None = None
    ) -> Arm:
        """Fork an arm and import ``modules`` in it.

        Args:
            overlay: path relative to the project → text that counts instead of the file's.
            modules: import names, in this order.
            compiled: what an earlier arm with the same overlay kept.

        Returns:
            An arm; its ``load_error`` says why an import failed, "" when none did.

        Raises:
            SandboxDiedError: the sandbox itself is gone.

        """
        deadline = time.monotonic() + self.plan.limits.load_seconds
        texts = {path: text.encode("utf-8", "surrogatepass") for path, text in overlay.items()}
        compiled = compiled or MachineCode()
        head = {
            "modules": list(modules),
            "overlay": [[path, len(text)] for path, text in texts.items()],
            "machine_code": compiled.sizes,
        }
        blob = b"".join([*texts.values(), compiled.contents])
        outer, inner = socket.socketpair()
        outer.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        try:
            with self._forking:
                self._process.control.settimeout(self.plan.limits.load_seconds)
                socket.send_fds(self._process.control, [b"."], [inner.fileno()])
                send_frame(self._process.control, head, blob, deadline=deadline)
        except (OSError, FrameError) as error:
            outer.close()
            raise SandboxDiedError(f"the sandbox ended: {error}") from error
        finally:
            inner.close()
        arm = Arm(outer, folder=self._process.layout.folder, limits=self.plan.limits, deadline=deadline)
        with self._forking:
            self._arms = [other for other in self._arms if other.is_open]
            self._arms.append(arm)
        return arm

    def end_arms(self) -> None:
        """Kill every arm, from whatever thread; whoever waits for one is told that it ended."""
        with self._forking:
            for arm in self._arms:
                arm.kill()

    def close(self) -> None:
        """End the sandbox and every arm in it."""
        for arm in self._arms:
            arm.close()
        self._process.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
