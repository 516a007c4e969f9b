"""Wraps hot functions and keeps a sample of their real calls: silent, bounded and cheap.

A call that is not sampled costs a counter. The first calls are always kept (the outermost call of a
recursion is among them); of the rest a reservoir keeps a uniform sample (Li 1994, algorithm L), each drawn
by its number, so nothing is done for the calls between. Arguments are pickled before the call, the outcome
is described after it.
"""

from __future__ import annotations

import atexit
import functools
import hashlib
import inspect
import math
import os
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from ouroboros.agent import call_pickles, own_clock
from ouroboros.agent.call_log import CallLog
from ouroboros.agent.call_statistics import CallStatistics
from ouroboros.agent.canonical import describe_call
from ouroboros.agent.canonical_names import rename_modules
from ouroboros.agent.import_hook import Plan
from ouroboros.agent.own_clock import Stopwatch, here
from ouroboros.agent.type_names import Parameters

Function = Callable[..., Any]

_FIRST = 20
"""Calls at the beginning that are always kept."""
_WINDOW = 2_000
"""Calls at the beginning whose arguments are compared with each other, while that is cheap."""
_WINDOW_SECONDS = 0.2
_SAMPLING_SECONDS = 0.6
"""Processor time after which a function is left alone: its arguments are too costly to look at."""
_DESCRIBING_SECONDS = 0.1
"""Processor time for describing outcomes: that takes many times as long as pickling arguments."""
_NESTED = 3
"""Kept calls of one function that may run inside each other: a recursion is kept by its roots."""
_REFUSALS = 25
"""Calls in a row that could not be kept, after which a function is left alone."""
_DESCRIBED = 60_000
"""Pieces that the description of one outcome may walk over in the user's process."""
_NEVER = sys.maxsize


class _TooLargeError(Exception):
    """A pickle has more bytes than are kept."""


class _Bounded:
    """Takes a pickle for as long as it is small enough: the rest of a large one is never made."""

    def __init__(self, most: int) -> None:
        self.parts: list[bytes] = []
        self._left = most

    def write(self, data: Any) -> None:
        """Take the next piece."""
        self._left -= memoryview(data).nbytes
        if self._left < 0:
            raise _TooLargeError
        self.parts.append(bytes(data))


def _pickled(call: tuple[tuple[Any, ...], dict[str, Any]], most: int) -> bytes | None:
    """The pickle of a call, or ``None`` when it has more than ``most`` bytes."""
    file = _Bounded(most)
    try:
        call_pickles.dump(call, file)
    except _TooLargeError:
        return None
    return b"".join(file.parts)


class Watched:
    """One hot function and what is known about its calls."""

    def __init__(self, plan: Plan, log: CallLog, name: str, function: Any) -> None:
        self.name = name
        self._plan = plan
        self._log = log
        self._function = function
        self._parameters = Parameters(function)
        self.restart()

    def restart(self) -> None:
        """Forget everything, as in a forked child."""
        self._lock = threading.Lock()
        self.calls = 0
        self.next = 1
        self._kept = 0
        self._bytes = 0
        self._spent = 0.0
        self._describing = 0.0
        self._refused = 0
        self._weight = 1.0
        self._draw = 0
        self._inside: Counter[int] = Counter()
        self._hashes: set[bytes] = set()
        self._hashed = 0
        self._statistics = CallStatistics()
        self._skipped: Counter[str] = Counter()
        self._random = random.Random(0)

    def before(self, number: int, args: tuple[Any, ...], kwargs: dict[str, Any]) -> bytes | None:
        """Pickled arguments of a call that is worth keeping, else ``None``. Never raises."""
        thread = threading.get_ident()
        # A call from within the recorder itself, or deep in a recursion, is not kept.
        if getattr(here, "recording", False) or self._inside.get(thread, 0) >= _NESTED:
            return None
        if not self._lock.acquire(blocking=False):
            return None
        started, worked = time.perf_counter(), time.thread_time()
        here.recording = True
        try:
            payload = self._before(number, args, kwargs)
        except Exception as failure:
            self._refuse(number, failure)
            return None
        else:
            if payload is not None:
                self._inside[thread] += 1
            return payload
        finally:
            here.recording = False
            own_clock.leave(started)
            self._spent += time.thread_time() - worked
            self._lock.release()

    def _before(self, number: int, args: tuple[Any, ...], kwargs: dict[str, Any]) -> bytes | None:
        filling = self._kept < self._plan.calls
        keep = filling or number >= self._draw
        payload = _pickled((args, kwargs), self._plan.call_bytes)
        if payload is not None and self._hashed < _WINDOW and self._spent < _WINDOW_SECONDS:
            self._hashes.add(hashlib.blake2b(payload, digest_size=8).digest())
            self._hashed += 1
        if keep:
            self._statistics.arguments(self._parameters.bind(args, kwargs))
        self._advance(number, drawn=keep and not filling)
        if not keep:
            return None
        if payload is None:
            self._refuse(number, ValueError(f"arguments of more than {self._plan.call_bytes:,} bytes"))
            return None
        if self._bytes + len(payload) > self._plan.function_bytes:
            self._skipped["enough bytes were kept"] += 1
            self.next = _NEVER
            return None
        return payload

    def _advance(self, number: int, *, drawn: bool) -> None:
        """Decide which call is looked at next."""
        if self._spent > _SAMPLING_SECONDS:
            self.next = _NEVER
        elif self._kept < self._plan.calls:
            self.next = number + 1
        else:
            if drawn:
                # Algorithm L: how many calls pass before the reservoir changes again.
                size = max(self._plan.calls - _FIRST, 1)
                self._weight *= math.exp(math.log(1.0 - self._random.random()) / size)
                passed = math.log(1.0 - self._random.random()) / math.log(max(1.0 - self._weight, 1e-300))
                self._draw = number + int(min(passed, 1e15)) + 1
            window = self._hashed < _WINDOW and self._spent < _WINDOW_SECONDS
            self.next = number + 1 if window else self._draw

    def _refuse(self, number: int, failure: BaseException) -> None:
        self._refused += 1
        self._skipped[f"{type(failure).__name__}: {str(failure)[:150]}"] += 1
        if self._refused >= _REFUSALS * (1 + self._kept):
            self.next = _NEVER
        else:
            self._advance(number, drawn=True)

    def after(
        self,
        payload: bytes,
        seconds: float,
        value: Any,
        error: BaseException | None,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> None:
        """Describe what a kept call did and write it down. Never raises."""
        started, worked = time.perf_counter(), time.thread_time()
        here.recording = True
        try:
            outcome = None
            if self._describing < _DESCRIBING_SECONDS:
                told = describe_call(
                    value=value, error=error, args=args, kwargs=kwargs, limit=0, work=_DESCRIBED
                )
                outcome = told.digest if told.complete else None
                self._describing += time.thread_time() - worked
            with self._lock:
                slot = self._kept
                if slot >= self._plan.calls:
                    slot = self._random.randrange(_FIRST, max(self._plan.calls, _FIRST + 1))
                self._kept += 1
                self._bytes += len(payload)
                self._statistics.outcome(value, error)
            head = {
                "kind": "call",
                "function": self.name,
                "slot": slot,
                "number": self.calls,
                "outcome": outcome,
                "raised": error is not None,
                "seconds": seconds,
            }
            if not self._log.write(head, payload):
                self.next = _NEVER
            if self._kept & (self._kept - 1) == 0:
                self.summarise()
        except Exception:
            self.next = _NEVER
        finally:
            here.recording = False
            self._inside[threading.get_ident()] -= 1
            own_clock.leave(started)
            self._spent += time.thread_time() - worked

    def summarise(self) -> None:
        """Write the counts so far; the last summary of a process counts."""
        if self.calls:
            head = {
                "kind": "summary",
                "function": self.name,
                "calls": self.calls,
                "kept": self._kept,
                "distinct": len(self._hashes),
                "hashed": self._hashed,
                "skipped": self._skipped,
                **self._statistics.told(),
            }
            self._log.write(head)

    def wrapped(self) -> Function:
        """The function with a counter around it, as like the original as can be."""
        function: Function = self._function
        watched = self
        if inspect.iscoroutinefunction(function):

            @functools.wraps(function)
            async def record_awaited(*args: Any, **kwargs: Any) -> Any:
                watched.calls = number = watched.calls + 1
                if number < watched.next:
                    return await function(*args, **kwargs)
                payload = watched.before(number, args, kwargs)
                timer = Stopwatch()
                try:
                    value = await function(*args, **kwargs)
                except BaseException as error:
                    if payload is not None:
                        watched.after(payload, timer.seconds(), None, error, args, kwargs)
                    raise
                if payload is not None:
                    watched.after(payload, timer.seconds(), value, None, args, kwargs)
                return value

            return record_awaited

        @functools.wraps(function)
        def record_call(*args: Any, **kwargs: Any) -> Any:
            watched.calls = number = watched.calls + 1
            if number < watched.next:
                return function(*args, **kwargs)
            payload = watched.before(number, args, kwargs)
            if payload is None:
                return function(*args, **kwargs)
            timer = Stopwatch()
            try:
                value = function(*args, **kwargs)
            except BaseException as error:
                watched.after(payload, timer.seconds(), None, error, args, kwargs)
                raise
            watched.after(payload, timer.seconds(), value, None, args, kwargs)
            return value

        return record_call


class Recorder:
    """All watched functions of this process."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.log = CallLog(plan.folder, plan.total_bytes)
        self.watched: list[Watched] = []
        if plan.main_module:
            rename_modules({"__main__": plan.main_module})
        # A wrapper doubles the frames of a recursion, which must go on as far as it did before.
        sys.setrecursionlimit(2 * sys.getrecursionlimit() + 100)
        os.register_at_fork(after_in_child=self._forked)
        atexit.register(self.finish)
        leave = os._exit

        def leave_recorded(status: int) -> None:
            self.finish()
            leave(status)

        os._exit = leave_recorded  # type: ignore[assignment]

    def _forked(self) -> None:
        self.log.forget()
        here.recording = False
        for watched in self.watched:
            watched.restart()

    def watch(self, name: str, function: Any) -> Any:
        """``function`` with recording around it; anything that cannot be watched comes back as it is."""
        try:
            if inspect.isfunction(function):
                watched = Watched(self.plan, self.log, name, function)
                self.watched.append(watched)
                return watched.wrapped()
        except Exception:
            return function
        return function

    def finish(self) -> None:
        """Write the final counts and what was imported under which name. Never raises."""
        try:
            for watched in list(self.watched):
                watched.summarise()
            self.log.write({"kind": "process", **_imports(self.plan)})
        except Exception:
            return


def _imports(plan: Plan) -> dict[str, Any]:
    modules: dict[str, str] = {}
    outside: list[str] = []
    main_file = None
    for name, module in list(sys.modules.items()):
        try:
            # Past __getattribute__: asking a lazily loaded module for anything would load it.
            file = object.__getattribute__(module, "__dict__").get("__file__")
        except AttributeError:
            continue
        if not isinstance(file, str) or name.startswith("_ouroboros_guest"):
            continue
        path = os.path.realpath(file)
        if plan.contains(path):
            if name == "__main__":
                main_file = path
                spec = getattr(module, "__spec__", None)
                modules.setdefault(path, spec.name if spec is not None else "__main__")
            elif name != "__mp_main__":
                modules[path] = name
        elif name.partition(".")[0] not in sys.stdlib_module_names and name != "__main__":
            outside.append(name)
    return {
        "modules": modules,
        "main_file": main_file,
        "sys_path": list(sys.path),
        "imported": outside[:1000],
    }


_recorder: Recorder | None = None


def start(plan: Plan) -> None:
    """Begin recording in this process."""
    global _recorder  # noqa: PLW0603 - decorators in compiled modules find the recorder by this module
    _recorder = Recorder(plan)


def watch(name: str) -> Callable[[Any], Any]:
    """The decorator that the import hook puts on hot functions; ``name`` is the region's."""
    recorder = _recorder
    if recorder is None:
        return lambda function: function
    return lambda function: recorder.watch(name, function)
