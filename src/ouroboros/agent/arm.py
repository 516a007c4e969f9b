"""One arm: a forked, confined process that holds one version of the target and answers requests about it.

What it sends are observations. It never learns what is expected, and nothing it says is believed beyond that.
"""

from __future__ import annotations

import gc
import hashlib
import random
import socket
import sys
import time
import types
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from ouroboros.agent import call_costs, canonical, hidden_state, inventing, machine_code, redacting
from ouroboros.agent.captured_output import Output
from ouroboros.agent.executed_lines import counted, traced
from ouroboros.agent.lazy_results import consumed, finished, is_lazy
from ouroboros.agent.target_modules import TargetModules
from ouroboros.agent.wire import receive_frame, send_frame, taken_apart

_REASON_LIMIT = 2_000
_KEPT_RESULTS = (list, dict, set, bytearray)
_KEPT_CHARACTERS = 2_000
_KEPT_CALLS = 256
"""Results of so many calls, each told in so many characters at most, are looked at again at the end."""
_STATE_SKIPPED = (types.ModuleType, type, types.FunctionType, types.BuiltinFunctionType)
_COMPILED = "cython_function_or_method"
"""Name of the type that stands for functions in extensions."""

Call = tuple[str, bytes]


class Arm:
    """Answers requests on ``channel`` until it is closed.

    Args:
        channel: to the supervisor.
        modules: the target, with the overlay in place.
        limits: ``description_characters`` and ``output_bytes``, and whether to tell ``full_floats``.
        scratch: folder for files that only this arm sees; "" when others see it as well.

    """

    def __init__(
        self,
        channel: socket.socket,
        modules: TargetModules,
        limits: Mapping[str, int],
        scratch: str = "",
    ) -> None:
        self._channel = channel
        self._scratch = scratch
        self._modules = modules
        self._limits = limits
        self._output = Output(limits["output_bytes"])
        self._results: list[object] = []
        self._prepared: list[list[tuple[Callable[..., Any], Any, Any]]] = []
        self._full_floats = bool(limits["full_floats"])
        self._told: list[canonical.Description] = []

    def load(self, names: Sequence[str]) -> None:
        """Import the target's modules and say how it went."""
        error = ""
        for name in names:
            try:
                __import__(name)
            except BaseException as failure:
                error = f"{name}: {_told(failure)}"
                break
        shadowed = self._modules.shadowed()
        if shadowed and not error:
            error = f"{shadowed} was loaded from another place than the project"
        main = sys.modules.get(self._modules.main_module or "")
        if main is not None:
            sys.modules["__main__"] = main
        with suppress(OverflowError):  # nobody asked for what an import prints
            self._output.take()
        send_frame(self._channel, {"loaded": error[:_REASON_LIMIT]})

    def serve(self) -> None:
        """Answer requests until the supervisor closes the channel (FrameError)."""
        while True:
            request, blob = receive_frame(self._channel)
            calls = _calls(request, blob)
            if request["do"] == "observe":
                self._observe(calls, str(request["trace_file"]))
            elif request["do"] == "prepare":
                self._prepare(calls, int(request["repeats"]), warm_up=bool(request["warm_up"]))
            elif request["do"] == "run":
                self._run()
            elif request["do"] == "told":
                self._tell()
            elif request["do"] == "cost":
                self._cost(memory=bool(request["memory"]))
            elif request["do"] == "machine_code":
                files, contents = machine_code.gather(self._scratch) if self._scratch else ([], b"")
                send_frame(self._channel, {"files": files}, contents)
            elif request["do"] == "count_lines":
                self._count_lines(calls, str(request["trace_file"]), float(request["seconds"]))
            elif request["do"] == "smaller":
                self._smaller(calls[0], int(request["count"]))
            elif request["do"] == "redact":
                self._redact(calls, str(request["by"]))
            else:
                self._vary(calls, request)

    def _observe(self, calls: Sequence[Call], trace_file: str) -> None:
        self._results = []
        self._output.capture()
        lines: set[int] = set()
        with traced(trace_file, lines):
            for index, (function, payload) in enumerate(calls):
                send_frame(self._channel, {"index": index, **self._observation(index, function, payload)})
        send_frame(self._channel, {"lines": sorted(lines), "state": self._state()})

    def _observation(self, index: int, function: str, payload: bytes) -> dict[str, str]:
        try:
            called = self._modules.find(function)
            args, kwargs = self._modules.unpickle(payload)
            self._output.take()
        except BaseException as failure:
            return {
                "outcome": "lost",
                "text": "",
                "digest": "",
                "reason": f"cannot be called: {_told(failure)}",
            }
        _seed(index)
        dice = hidden_state.dice()
        value: Any = None
        error: BaseException | None = None
        try:
            value = finished(called(*args, **kwargs))
        except BaseException as raised:
            error = raised
        try:
            told = canonical.describe_call(
                value=value,
                error=error,
                args=args,
                kwargs=kwargs,
                output=self._output.take,
                # Whoever throws the dice next would notice how often they were thrown here.
                ending=lambda: _drawn(hidden_state.rolled(dice)),
                consume=True,
                set_order=True,
                full_floats=self._full_floats,
                limit=self._limits["description_characters"],
            )
        except BaseException as failure:
            return {
                "outcome": "lost",
                "text": "",
                "digest": "",
                "reason": f"cannot be told: {_told(failure)}",
            }
        if not told.complete:
            return {
                "outcome": "lost",
                "text": "",
                "digest": "",
                "reason": f"cannot be told: {told.text[:500]}",
            }
        if (
            type(value) in _KEPT_RESULTS
            and len(told.text) <= _KEPT_CHARACTERS
            and len(self._results) < _KEPT_CALLS
        ):
            self._results.append(value)
        outcome = "returned" if error is None else "raised"
        return {"outcome": outcome, "text": told.text, "digest": told.digest, "reason": ""}

    def _state(self) -> dict[str, str]:
        """Describe what the calls left behind, all in one numbering: variables first."""
        roots: list[object] = []
        modules = self._modules.loaded()
        try:
            for name, module in modules:
                for variable, value in sorted(vars(module).items()):
                    if variable.startswith(("__", hidden_state.OWN)) or isinstance(value, _STATE_SKIPPED):
                        continue
                    if type(value).__name__ == _COMPILED:
                        continue
                    roots.append((name, variable, value))
            # A caller may write to what it got: does that reach what the module keeps, or another result?
            roots += [("results", self._results)]
            roots += hidden_state.of_definitions(modules)
            roots += hidden_state.of_process()
            roots += hidden_state.of_files(self._scratch, modules)
            limit = self._limits["description_characters"]
            told = canonical.digest_of(roots, limit=limit, set_order=True, full_floats=self._full_floats)
        except BaseException as failure:
            return {
                "outcome": "lost",
                "text": "",
                "digest": "",
                "reason": f"cannot be told: {_told(failure)}",
            }
        reason = "" if told.complete else "some variables cannot be told completely"
        return {"outcome": "returned", "text": told.text, "digest": told.digest, "reason": reason}

    def _count_lines(self, calls: Sequence[Call], trace_file: str, seconds: float) -> None:
        """Make the calls while the time lasts and say how often each line of the file ran."""
        self._output.discard()
        counts: Counter[int] = Counter()
        until = time.monotonic() + seconds
        for name, payload in calls:
            with suppress(BaseException):  # raising is a result like any other
                called, (args, kwargs) = self._modules.find(name), self._modules.unpickle(payload)
                with counted(trace_file, counts, until - time.monotonic()):
                    consumed(finished(called(*args, **kwargs)))
            if time.monotonic() > until:
                break
        send_frame(self._channel, {"counts": sorted(counts.items())})

    def _prepare(self, calls: Sequence[Call], repeats: int, *, warm_up: bool) -> None:
        self._prepared, self._told = [], []
        problem = ""
        self._output.discard()
        try:
            for repeat in range(0 if warm_up else 1, repeats + 1):
                rounds = [(self._modules.find(name), *self._modules.unpickle(load)) for name, load in calls]
                if repeat:
                    self._prepared.append(rounds)
                    continue
                _seed(0)
                for function, args, kwargs in rounds:  # to warm up
                    with suppress(BaseException):  # raising is a result like any other
                        consumed(function(*args, **kwargs))
            del rounds
        except BaseException as failure:
            problem = f"cannot be called: {_told(failure)}"
        gc.collect()
        gc.freeze()
        send_frame(self._channel, {"ready": problem[:_REASON_LIMIT]})

    def _run(self) -> None:
        """Make the prepared calls; the supervisor's clock runs from its request to our first answer."""
        rounds, self._prepared = self._prepared, []
        last = rounds.pop() if rounds else []
        results: list[tuple[Any, BaseException | None]] = []
        _seed(0)
        for prepared in rounds:
            for function, args, kwargs in prepared:
                try:
                    value = function(*args, **kwargs)
                    if is_lazy(value):
                        consumed(value)
                except BaseException:  # noqa: S110 - raising is a result like any other
                    pass
        _seed(0)
        for function, args, kwargs in last:
            try:
                value = function(*args, **kwargs)
                results.append((consumed(value) if is_lazy(value) else value, None))
            except BaseException as error:
                results.append((None, error))
        self._channel.sendall(b"!")
        self._channel.recv(1)  # asleep until the clock was read
        overall = hashlib.sha256()
        deferred = False
        for (result, raised), (_, args, kwargs) in zip(results, last, strict=True):
            told = canonical.describe_call(
                value=result,
                error=raised,
                args=args,
                kwargs=kwargs,
                consume=True,
                set_order=True,
                full_floats=self._full_floats,
                limit=self._limits["description_characters"] if self._full_floats else 0,
            )
            overall.update(told.digest.encode("ascii"))
            deferred = deferred or told.deferred
            if self._full_floats:
                self._told.append(told)
        gc.unfreeze()
        send_frame(self._channel, {"digest": overall.hexdigest(), "deferred": deferred})

    def _tell(self) -> None:
        """Send the descriptions behind the digest of the last run, one frame each."""
        for told in self._told:
            answer = {"outcome": "returned", "text": told.text, "digest": told.digest, "reason": ""}
            send_frame(self._channel, answer)

    def _cost(self, *, memory: bool) -> None:
        """Make the prepared calls and say what they cost in memory or in time."""
        rounds, self._prepared = self._prepared, []
        measure = call_costs.memory if memory else call_costs.latencies
        costs = measure(rounds, finish=_finish, before_round=_seed_afresh)
        gc.unfreeze()
        send_frame(self._channel, costs)

    def _vary(self, calls: Sequence[Call], request: Mapping[str, Any]) -> None:
        """Send variations of the calls that this version answers in their time, one frame each."""
        self._output.discard()
        wanted = inventing.Wanted(**request["wanted"])
        inventing.vary(self._modules, calls, wanted=wanted, send=self._send_call)
        send_frame(self._channel, {"function": ""})

    def _smaller(self, call: Call, count: int) -> None:
        """Send calls that are one step simpler, one frame each, and the given one in words."""
        self._output.discard()
        try:
            text = inventing.smaller(self._modules, call, most=count, send=self._send_call)
        except Exception as failure:
            text = f"(cannot be told: {_told(failure)})"
        send_frame(self._channel, {"function": "", "text": text})

    def _redact(self, calls: Sequence[Call], by: str) -> None:
        """Send the calls as the user's function leaves them, one frame each, and what went wrong."""
        self._output.discard()
        problem = redacting.redact(self._modules, calls, by, self._send_call)
        send_frame(self._channel, {"function": "", "text": problem[:_REASON_LIMIT]})

    def _send_call(self, name: str, payload: bytes) -> None:
        send_frame(self._channel, {"function": name}, payload)


def _drawn(rolled: str) -> str:
    return f"\nrandom numbers were drawn ({rolled})" if rolled else ""


def _finish(value: Any) -> Any:
    """Do the work that a result still stands for."""
    return consumed(value) if is_lazy(value) else value


def _seed(index: int) -> None:
    """Start every random generator that programs commonly share from the same place in all arms."""
    random.seed(index)
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        with suppress(Exception):  # a module of that name may be another thing
            numpy.random.seed(index)


def _seed_afresh() -> None:
    _seed(0)


def _calls(request: Mapping[str, Any], blob: bytes) -> list[Call]:
    return taken_apart(request.get("calls", ()), blob)[0]


def _told(error: BaseException) -> str:
    """Type and message of an exception, whatever its ``__str__`` does."""
    try:
        text = str(error)
    except BaseException:
        text = "(no message)"
    return f"{type(error).__name__}: {text}"[:_REASON_LIMIT]
