"""One arm of a comparison, seen from outside: what it did, and how long it took by the kernel's clock."""

from __future__ import annotations

import contextlib
import hashlib
import math
import os
import select
import signal
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from types import TracebackType
from typing import Any, Self

from ouroboros.agent.inventing import Wanted
from ouroboros.agent.wire import GONE, FrameError, receive_frame, send_frame
from ouroboros.arena.equality.comparison import ObservedCalls
from ouroboros.arena.equality.float_tolerance import deviation
from ouroboros.arena.merit.costs import told_costs
from ouroboros.arena.sandboxing.claims import clean, counts_of, digest_of, lines_of, observation_of
from ouroboros.arena.sandboxing.kernel_facts import cpu_seconds, how_it_ended, sender, state_and_threads
from ouroboros.arena.sandboxing.sandbox_plan import Limits
from ouroboros.arena.timing.instruction_counts import EventCounter, between, counter_of
from ouroboros.arena.timing.machine_code import MOST_BYTES, MachineCode
from ouroboros.errors import SandboxDiedError
from ouroboros.records.evidence import CallCosts, Observation, Outcome, Timing
from ouroboros.records.hotspot import RecordedCall

_LARGEST_HEAD = 4 << 20
_LARGEST_VARIATION = 1 << 20
_MAKING_SECONDS = 3.0
"""Wall seconds for making invented calls, on top of what trying them may take."""
_TOLD_CHARACTERS = 400
_RUN_SECONDS = 120.0
_ENDING_SECONDS = 2.0
_NAMING_SECONDS = 0.2
_SETTLING_SECONDS = 3.0
_SETTLING_PAUSE_SECONDS = 0.000_1
_WATCH_SECONDS = 0.05


class Arm:
    """A forked process that holds one version of the target. Made by ``Sandbox.arm``."""

    def __init__(self, channel: socket.socket, *, folder: str, limits: Limits, deadline: float) -> None:
        self._channel = channel
        self._folder = folder
        self._limits = limits
        self._ended = ""
        self._ending = threading.Lock()
        self._process = -1
        self._counter: EventCounter | None = None
        self.pid = 0
        self._meet(deadline)
        self.load_error = self._ended or self._loaded(deadline)
        """Why the target could not be imported; "" when it could."""

    @property
    def is_open(self) -> bool:
        """Whether the process may still answer."""
        return self._channel.fileno() >= 0

    def observe(
        self,
        calls: Sequence[RecordedCall],
        *,
        deadline_seconds: float,
        trace_file: str = "",
        expected: Sequence[Observation] = (),
        tolerance: float | None = None,
    ) -> ObservedCalls:
        """Make ``calls`` in order and describe what each did.

        Args:
            calls: what to call with which arguments.
            deadline_seconds: wall seconds for all of it.
            trace_file: path relative to the project whose executed lines are wanted (slower).
            expected: what another version did; at the first other answer the arm ends.
            tolerance: greatest relative difference of floats that makes no other answer.

        Returns:
            One observation for each call; where the arm ended early, LOST ones with the reason in ``lost``.

        Raises:
            SandboxDiedError: the arm had ended before.

        """
        deadline = time.monotonic() + deadline_seconds
        trace = os.path.normpath(os.path.join(self._folder, trace_file)) if trace_file else ""
        observations: list[Observation] = []
        state = Observation(outcome=Outcome.LOST, reason="the series of calls broke off")
        lines: frozenset[int] = frozenset()
        self._alive()
        try:
            self._ask({"do": "observe", "trace_file": trace}, calls, deadline)
            for index in range(len(calls)):
                head = self._hear(deadline)
                if head.get("index") != index:
                    raise FrameError("answers out of order")
                observations.append(observation_of(head, self._limits))
                if expected:
                    apart = deviation(expected[index], observations[-1], tolerance)
                    if apart == math.inf:
                        raise FrameError("it differs, and nothing more was asked")
                    if not apart:
                        observations[-1] = expected[index]  # one long text in memory instead of two
            head = self._hear(deadline)
            lines, state = lines_of(head.get("lines")), observation_of(head.get("state"), self._limits)
        except FrameError as error:
            self._end(str(error))
            lost = Observation(outcome=Outcome.LOST, reason=self._ended)
            observations += [lost] * (len(calls) - len(observations))
        return ObservedCalls(observations=tuple(observations), state=state, lines=lines, lost=self._ended)

    def vary(self, calls: Sequence[RecordedCall], wanted: Wanted) -> tuple[RecordedCall, ...]:
        """Invent calls like the given ones which this version answers. For arms of the original only."""
        deadline = time.monotonic() + _MAKING_SECONDS + wanted.seconds
        request = {"do": "vary", "count": wanted.count, "wanted": asdict(wanted)}
        return self.invented(request, calls, deadline)[0]

    def smaller(
        self, call: RecordedCall, *, count: int, deadline_seconds: float
    ) -> tuple[tuple[RecordedCall, ...], str]:
        """Up to ``count`` calls one step simpler than ``call``, large steps first, and ``call`` in words.

        For arms of the original only: the words come from its classes. Nothing is called.
        """
        deadline = time.monotonic() + deadline_seconds
        return self.invented({"do": "smaller", "count": count}, [call], deadline)

    def invented(
        self, request: dict[str, Any], calls: Sequence[RecordedCall], deadline: float
    ) -> tuple[tuple[RecordedCall, ...], str]:
        """The calls that a request is answered with, at most its ``count``, and the words at the end."""
        self._alive()
        known = {call.function for call in calls}
        invented: list[RecordedCall] = []
        try:
            self._ask(request, calls, deadline)
            while len(invented) <= request["count"]:
                head, payload = self._hear_blob(deadline, _LARGEST_VARIATION)
                if head.get("function") == "":
                    return tuple(invented), clean(str(head.get("text", ""))[:_TOLD_CHARACTERS])
                if head.get("function") not in known:
                    raise FrameError("an invented call of another function")
                invented.append(
                    RecordedCall(function=str(head["function"]), payload=payload, origin="generated")
                )
        except FrameError as error:
            self._end(str(error))
            return tuple(invented), ""
        self._end("more calls than asked for")
        return tuple(invented[: request["count"]]), ""

    def prepare(self, calls: Sequence[RecordedCall], *, repeats: int, warm_up: bool = True) -> float:
        """Unpickle ``repeats`` copies of the arguments, and ``warm_up`` with one more.

        With ``repeats=0`` the calls only warm the arm up, for others that are prepared next.

        Returns:
            CPU seconds that this took, which belong to no call.

        Raises:
            SandboxDiedError: the arm ended, or the calls cannot be made.

        """
        with self._request() as deadline:
            before = self._settled_cpu_seconds()
            self._ask({"do": "prepare", "repeats": repeats, "warm_up": warm_up}, calls, deadline)
            problem = self._hear(deadline).get("ready")
            if not isinstance(problem, str):
                raise FrameError("no readiness")
            seconds = self._settled_cpu_seconds() - before
        if problem:
            raise self._end(clean(problem))
        return seconds

    def idle_cpu_seconds(self) -> float:
        """CPU seconds so far, to the kernel's last tick, of an arm that nothing was asked of; 0 when gone."""
        try:
            return cpu_seconds(self.pid)
        except OSError:
            return 0.0

    def run(self) -> Timing:
        """Make the prepared calls once. Both clocks are read here, outside.

        Raises:
            SandboxDiedError: the arm ended.

        """
        with self._request() as deadline:
            cpu_before = self._settled_cpu_seconds()
            counted_before = self._instructions()
            wall_before = time.perf_counter()
            send_frame(self._channel, {"do": "run"}, deadline=deadline)
            mark = self._mark(deadline)
            wall_after = time.perf_counter()
            if mark != b"!":
                raise FrameError("no mark at the end of the run")
            # The arm now describes its results. Only a sleeping process's clock is exact, so it waits for
            # our word first.
            cpu_after = self._settled_cpu_seconds()
            counted_after = self._instructions()
            self._channel.sendall(b"!")
            head = self._hear(deadline)
            digest = digest_of(head.get("digest"))
            told = self._settled_cpu_seconds()
        return Timing(
            cpu_seconds=cpu_after - cpu_before,
            wall_seconds=wall_after - wall_before,
            digest=digest,
            telling_seconds=told - cpu_after,
            deferred=head.get("deferred") is True,
            instructions=between(counted_before, counted_after),
        )

    def told(self, timing: Timing, calls: int) -> tuple[Observation, ...]:
        """The descriptions behind the digest of the run that took ``timing``, one for each of its ``calls``.

        The digest came when the clock had just stopped, so nothing else can be told now. Only with limits
        that ask for ``full_floats``.

        Raises:
            SandboxDiedError: the arm ended, or told something else.

        """
        with self._request() as deadline:
            send_frame(self._channel, {"do": "told"}, deadline=deadline)
            answers = tuple(observation_of(self._hear(deadline), self._limits) for _ in range(calls))
            digests = "".join(answer.digest for answer in answers)
            if hashlib.sha256(digests.encode("ascii")).hexdigest() != timing.digest:
                raise FrameError("it tells other results than those of its timed calls")
            return answers

    def cost(self, *, memory: bool) -> CallCosts:
        """Make the prepared calls and hear what they cost in memory, or else in time. Said from inside.

        Raises SandboxDiedError when the arm ended.
        """
        with self._request() as deadline:
            send_frame(self._channel, {"do": "cost", "memory": memory}, deadline=deadline)
            return told_costs(self._hear(deadline))

    def machine_code(self) -> MachineCode:
        """What it has compiled so far, for the next arm with the same overlay; SandboxDiedError: it ended."""
        with self._request() as deadline:
            send_frame(self._channel, {"do": "machine_code"}, deadline=deadline)
            head, contents = self._hear_blob(deadline, MOST_BYTES)
            return MachineCode.told(head.get("files"), contents)

    def line_counts(self, calls: Sequence[RecordedCall], trace_file: str, seconds: float) -> dict[int, int]:
        """Lines of ``trace_file`` and how often ``calls`` ran them, for ``seconds``; said from inside."""
        with self._request() as deadline:
            path = os.path.normpath(os.path.join(self._folder, trace_file))
            self._ask({"do": "count_lines", "trace_file": path, "seconds": seconds}, calls, deadline)
            return counts_of(self._hear(deadline).get("counts"))

    def kill(self) -> None:
        """End the process from another thread than the one that waits for its answers."""
        with self._ending:
            if self._process >= 0:
                with contextlib.suppress(OSError):
                    signal.pidfd_send_signal(self._process, signal.SIGKILL)

    def close(self) -> None:
        """End the process. Calling it again does nothing."""
        self.kill()
        with self._ending:
            if self._process >= 0:
                # An arm that is still being torn down would disturb the clock of the next one.
                select.select([self._process], [], [], _ENDING_SECONDS)
                os.close(self._process)
                self._process = -1
                if self._counter is not None:
                    self._counter.close()
        self._channel.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _meet(self, deadline: float) -> None:
        """Learn from the kernel which process is at the other end, before it runs any foreign code."""
        try:
            self._channel.settimeout(max(0.001, deadline - time.monotonic()))
            pid = sender(self._channel)
            self._process, self.pid = os.pidfd_open(pid), pid
            self._counter = counter_of(pid)
            self._hear(deadline)
            self._channel.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 0)
        except (OSError, FrameError) as error:
            self._end(str(error))

    def _loaded(self, deadline: float) -> str:
        try:
            error = self._hear(deadline).get("loaded")
            if not isinstance(error, str):
                raise FrameError("no report about loading")
        except FrameError as failure:
            self._end(reason := self._named(str(failure)))
            return f"importing it ended the process: {reason}"
        return clean(error)

    def _ask(self, request: dict[str, Any], calls: Sequence[RecordedCall], deadline: float) -> None:
        head = {**request, "calls": [[call.function, len(call.payload)] for call in calls]}
        send_frame(self._channel, head, b"".join(call.payload for call in calls), deadline=deadline)

    def _hear(self, deadline: float) -> dict[str, Any]:
        return self._hear_blob(deadline, 0)[0]

    def _hear_blob(self, deadline: float, largest: int) -> tuple[dict[str, Any], bytes]:
        return receive_frame(
            self._channel,
            deadline=deadline,
            largest_head=_LARGEST_HEAD,
            largest_blob=largest,
            watch=self._check,
        )

    def _mark(self, deadline: float) -> bytes:
        """The one byte that ends a run; meanwhile the process is watched."""
        while not select.select([self._channel], [], [], _WATCH_SECONDS)[0]:
            self._check()
            if time.monotonic() > deadline:
                raise FrameError("no answer in time")
        return self._channel.recv(1)

    def _check(self) -> None:
        self._state()

    def _state(self) -> str:
        """What its first thread does, when it has not too many others.

        Raises:
            FrameError: it has too many of them, or is gone.

        """
        try:
            state, threads = state_and_threads(self.pid)
        except OSError as error:
            raise FrameError(GONE) from error
        if threads > self._limits.processes:
            raise FrameError(f"it had more than {self._limits.processes} processes and threads")
        return state

    @contextlib.contextmanager
    def _request(self) -> Iterator[float]:
        """The deadline of one request to an arm that lives; what goes wrong with it ends the arm."""
        self._alive()
        try:
            yield time.monotonic() + _RUN_SECONDS
        except (FrameError, OSError) as error:
            raise self._end(str(error)) from error

    def _alive(self) -> None:
        if self._ended or not self.is_open:
            raise SandboxDiedError(self._ended or "the arm is closed")

    def _end(self, reason: str) -> SandboxDiedError:
        """Kill the process; the error to raise, with the reason that later requests get as well."""
        self._ended = f"the candidate's process ended early: {self._named(reason)}"
        self.close()
        return SandboxDiedError(self._ended)

    def _named(self, reason: str) -> str:
        """``reason``, with how the process ended where it did so by itself."""
        ending = how_it_ended(self._process, within_seconds=_NAMING_SECONDS) if reason == GONE else ""
        return f"{reason} ({ending})" if ending else reason

    def _instructions(self) -> int | None:
        return self._counter.read() if self._counter is not None else None

    def _settled_cpu_seconds(self) -> float:
        """CPU seconds of the arm so far, read while it sleeps.

        For a process that is running, the kernel's sum is only as fresh as its last tick (milliseconds).
        """
        deadline = time.monotonic() + _SETTLING_SECONDS
        while self._state() != "S":
            if time.monotonic() > deadline:
                raise FrameError("it works on although it says that it has finished")
            time.sleep(_SETTLING_PAUSE_SECONDS)
        seconds = cpu_seconds(self.pid)
        if select.select([self._process], [], [], 0)[0]:
            raise FrameError(GONE)  # its number may belong to another one by now
        return seconds
