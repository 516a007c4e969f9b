"""Invented calls, tried on the original inside its arm: only those that it answers in their time are sent."""

from __future__ import annotations

import random
import signal
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from ouroboros.agent import call_pickles, shrinking, variations
from ouroboros.agent.lazy_results import consumed
from ouroboros.agent.miniatures import miniatures
from ouroboros.agent.target_modules import TargetModules

PAYLOAD_BYTES = 1 << 20
"""Largest pickle of an invented call."""
_ATTEMPTS = 3
"""Variations tried for each one that is wanted: many repeat each other."""
_REPEATS = 10
"""One call in so many may repeat an earlier one: functions with a memory show only then what they keep."""
_LEAST = 20
"""Calls that a function with few different arguments gets, repetitions and all."""
_ENOUGH = 2 * _LEAST
"""Calls that are sent however long they take …"""
_ANSWERING_SECONDS = 0.8
"""… and what all together may take on the original, for every candidate has to answer them too."""
_BLAMED = 2
"""Calls that have to take too long with large numbers before larger ones are left out."""
_TWICE = 2
"""Repetitions that are made however long they take."""
_DARING = 10
"""One call in so many may be one that the function perhaps never finishes."""
_MAKING_SECONDS = 1.0
"""Wall seconds for making the calls of one function, on top of what trying them may take."""
_UNANSWERED_SECONDS = 0.3
"""Processor time after which a call that no alarm interrupts (one long step in C) ends the process."""

_TOLD_CHARACTERS = 300
_SHARED = (list, dict, set, bytearray)

Send = Callable[[str, bytes], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which calls to invent."""

    count: int
    """How many to try for; every function gets the share that it has in the recorded calls."""
    seed: int
    """Equal seeds give equal calls, as far as time allows."""
    per_call_seconds: float
    """Longest wall time of one."""
    seconds: float
    """Wall time for trying all of them, and a second more for making them."""
    small: bool = False
    """Whether calls that can be cut down are, because they take too long as they are."""


def vary(modules: TargetModules, calls: Sequence[tuple[str, bytes]], *, wanted: Wanted, send: Send) -> None:
    """Send different calls like the given ones which this version answers.

    Args:
        modules: the target.
        calls: (function, payload) of recorded calls.
        wanted: how many, and how small.
        send: takes function and payload of each.

    """
    rng = random.Random(wanted.seed)
    by_function: dict[str, list[tuple[Any, Any]]] = {}
    for name, payload in calls:
        by_function.setdefault(name, []).append(modules.unpickle(payload))
    signal.signal(signal.SIGALRM, _on_alarm)
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    for name, recorded in by_function.items():
        share = max(1, wanted.count * len(recorded) // len(calls))
        function = modules.find(name)
        cut = list(islice(miniatures(recorded, rng), share)) if wanted.small else []
        base = cut or recorded
        made = chain(cut, variations.variations(base, count=share * _ATTEMPTS, rng=rng, function=function))
        daring = list(variations.daring(base, function))[: share // _DARING]
        seconds = wanted.seconds * share / wanted.count
        trial = _Trial(modules, function, wanted.per_call_seconds, seconds, recorded, quick=not wanted.small)
        for payload in trial.answered(made, share - len(daring)):
            send(name, payload)
        # Whatever ends the process ends it here, after all that can be relied upon was sent.
        for payload in trial.answered(daring, len(daring)):
            send(name, payload)


def smaller(modules: TargetModules, call: tuple[str, bytes], *, most: int, send: Send) -> str:
    """Send up to ``most`` calls that are one step simpler than ``call``; nothing is called here.

    Args:
        modules: the target, whose classes the payload may name.
        call: (function, payload).
        most: how many to send, the largest steps first.
        send: takes function and payload of each.

    Returns:
        The call in words, as somebody would type it.

    """
    name, payload = call
    args, kwargs = modules.unpickle(payload)
    known = {payload, _pickled((args, kwargs))}
    for step in shrinking.smaller(args, kwargs):
        new = _pickled(step)
        if not new or new in known:
            continue
        known.add(new)
        send(name, new)
        if len(known) > most:
            break
    told: list[str] = []
    for place, value in [*enumerate(args, start=1), *kwargs.items()]:
        # One list given twice is another call than two equal ones.
        twin = next((number for number, other in enumerate(args, start=1) if other is value), place)
        shared = twin != place and isinstance(value, _SHARED)
        text = f"<argument {twin}>" if shared else repr(value)
        told.append(f"{place}={text}" if isinstance(place, str) else text)
    return f"{name.rpartition(':')[2]}({', '.join(told)})"[:_TOLD_CHARACTERS]


class _Trial:
    """Tries calls of one function while its time lasts."""

    def __init__(
        self,
        modules: TargetModules,
        function: Callable[..., Any],
        per_call_seconds: float,
        seconds: float,
        recorded: Iterable[tuple[Any, Any]],
        *,
        quick: bool,
    ) -> None:
        self.modules = modules
        self.function = function
        self.per_call_seconds = per_call_seconds
        self.deadline = time.monotonic() + seconds + _MAKING_SECONDS
        recorded = list(recorded)
        self.known: set[bytes] = {pickled for call in recorded if (pickled := _pickled(call))}
        self._answered: dict[int | str, int] = {}
        """By argument, the largest number with which a call was answered."""
        self._blamed: dict[int | str, list[int]] = {}
        """By argument, larger numbers with which a call took too long."""
        for call in recorded if quick else ():
            self._note(call)

    def answered(self, made: Iterable[tuple[Any, Any]], most: int) -> Iterator[bytes]:
        """Payloads of at most ``most`` calls, most of them different from all that came before."""
        sent = repeated = 0
        answering = _ANSWERING_SECONDS
        spare: list[bytes] = []
        for call in made:
            if sent >= most or time.monotonic() > self.deadline:
                return
            payload = _pickled(call)
            if not payload:
                continue
            if payload in self.known:
                if (repeated + 1) * _REPEATS > sent:
                    spare.append(payload)
                    continue
                repeated += 1
            self.known.add(payload)
            if self._hopeless(call):
                continue
            before = time.monotonic()
            if not self._in_time(payload):
                self._blame(call)
            else:
                self._note(call)
                took = time.monotonic() - before
                if sent >= _ENOUGH and took > answering:
                    continue
                answering -= took
                sent += 1
                yield payload
        missing = max(0, min(_LEAST, most) - sent)
        started = time.monotonic()
        for number, payload in enumerate(spare[:missing]):
            now = time.monotonic()
            if now > self.deadline:
                return
            if number >= _TWICE and now + (now - started) / number * (missing - number) > self.deadline:
                return  # so few of the same calls would only cost every candidate their time
            if self._in_time(payload):
                yield payload

    def _hopeless(self, call: tuple[Any, Any]) -> bool:
        """Whether a number in ``call`` is as large as some that took too long.

        While every larger count is waited for, there is no time for the others.
        """
        return any(
            len(blamed := self._blamed.get(place, ())) >= _BLAMED and number >= min(blamed)
            for place, number in _numbers(call).items()
        )

    def _blame(self, call: tuple[Any, Any]) -> None:
        """It took too long: its only number that is larger than in any answered call may be why."""
        larger = [
            (place, number)
            for place, number in _numbers(call).items()
            if number > self._answered.get(place, 0)
        ]
        if len(larger) == 1:
            ((place, number),) = larger
            self._blamed.setdefault(place, []).append(number)

    def _note(self, call: tuple[Any, Any]) -> None:
        for place, number in _numbers(call).items():
            self._answered[place] = max(number, self._answered.get(place, number))

    def _in_time(self, payload: bytes) -> bool:
        """Whether a call ends, by returning or raising, within its seconds."""
        try:
            args, kwargs = self.modules.unpickle(payload)
        except Exception:
            return False  # what cannot be unpickled cannot be replayed
        try:
            signal.setitimer(signal.ITIMER_PROF, 4 * self.per_call_seconds + _UNANSWERED_SECONDS)
            signal.setitimer(signal.ITIMER_REAL, self.per_call_seconds)
            try:
                consumed(self.function(*args, **kwargs))
            finally:
                signal.setitimer(signal.ITIMER_REAL, 0)
                signal.setitimer(signal.ITIMER_PROF, 0)
        except (_TooSlowError, MemoryError, RecursionError):
            return False
        except BaseException:  # raising is a result like any other
            return True
        return True


def _numbers(call: tuple[Any, Any]) -> dict[int | str, int]:
    """The arguments that are whole numbers, by position or name."""
    args, kwargs = call
    every = (*enumerate(args), *kwargs.items())
    return {place: value for place, value in every if type(value) is int}


class _TooSlowError(BaseException):
    """Raised by the alarm inside a call that takes too long."""


def _on_alarm(_number: int, _frame: object) -> None:
    raise _TooSlowError


def _pickled(call: tuple[Any, Any]) -> bytes:
    """The payload of a call, or nothing when there can be none."""
    try:
        payload = call_pickles.dumps(call, protocol=4)
    except Exception:
        return b""  # what cannot be pickled cannot be replayed
    return payload if len(payload) <= PAYLOAD_BYTES else b""
