"""Old and new code of every example answer calls alike that nobody wrote down.

The arguments of an example's calls are caught on the way, varied by the product's own generator, and made
hostile. What both sides do is compared as the arena compares it: results, exceptions with their messages,
arguments afterwards, shared parts, output.
"""

from __future__ import annotations

import contextlib
import copy
import gc
import inspect
import io
import math
import random
import re
import signal
import warnings
from collections import deque
from collections.abc import Callable, Iterator
from operator import is_
from typing import Any

import pytest

from ouroboros.agent.canonical import describe_call
from ouroboros.agent.lazy_results import consumed
from ouroboros.agent.variations import variations

from .hostile_values import Call, hostile_calls
from .test_catalogue import EXAMPLES, proposals_for

VARIED = 50
HOSTILE = 70
FEW = 8
"""Calls for operators that lift onto packages: each new type costs a compilation, or much building."""
PATIENCE_SECONDS = 0.05
"""A call that takes the original more processor time shows nothing that shorter ones do not."""


class Version:
    """One text of an example as a module, with its function."""

    def __init__(self, text: str, qualname: str) -> None:
        self.names: dict[str, Any] = {"__name__": "example"}
        exec(compile(text, "example.py", "exec"), self.names)
        self.owner, self.name = None, qualname
        if "." in qualname:
            owner, self.name = qualname.rsplit(".", 1)
            self.owner = self.names[owner]

    @property
    def function(self) -> Callable[..., Any]:
        return getattr(self.owner, self.name) if self.owner else self.names[self.name]

    def caught(self, expressions: tuple[str, ...]) -> list[Call]:
        """Arguments with which the function is called from outside; those that can be copied."""
        found: list[Call] = []
        inside = [False]
        original = self.function

        def catching(*args: Any, **kwargs: Any) -> Any:
            if not inside[0]:
                with contextlib.suppress(Exception):
                    found.append(copy.deepcopy((args, kwargs)))
            before, inside[0] = inside[0], True
            try:
                made = original(*args, **kwargs)
            finally:
                inside[0] = before
            # The calls that a generator makes while it is consumed are inside as well.
            return walked(made) if inspect.isgenerator(made) and not before else made

        def walked(items: Iterator[Any]) -> Iterator[Any]:
            while True:
                before, inside[0] = inside[0], True
                try:
                    item = next(items)
                except StopIteration:
                    return
                finally:
                    inside[0] = before
                yield item

        raw = vars(self.owner)[self.name] if self.owner else original
        if isinstance(raw, staticmethod | classmethod | property):
            return []
        self._set(catching)
        for expression in expressions:
            with contextlib.suppress(Exception), contextlib.redirect_stdout(io.StringIO()):
                consumed(eval(expression, self.names))
        self._set(raw)
        return found

    def _set(self, value: Any) -> None:
        if self.owner:
            setattr(self.owner, self.name, value)
        else:
            self.names[self.name] = value

    def outcome(self, call: Call, seconds: float) -> str | None:
        """How a call ends and all that is seen of it; ``None`` where it takes too long or too much."""
        try:
            return self._outcome(call, seconds)
        except TooSlowError:  # rang while it was being switched off
            signal.setitimer(signal.ITIMER_PROF, 0)
            return None

    def _outcome(self, call: Call, seconds: float) -> str | None:
        try:
            args, kwargs = copy.deepcopy(call)
        except Exception:  # noqa: BLE001  # generators: each side makes its own, one time
            args, kwargs = call
        output = io.StringIO()
        value, error = None, None
        signal.setitimer(signal.ITIMER_PROF, seconds)
        try:
            with contextlib.redirect_stdout(output):
                value = consumed(self.function(*args, **kwargs))
        except (TooSlowError, RecursionError, MemoryError):
            return None
        except BaseException as raised:  # noqa: BLE001  # raising is a result like any other
            error = raised
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
        told = describe_call(
            value=value,
            error=error,
            args=args,
            kwargs=kwargs,
            output=output.getvalue,
            consume=True,
            limit=10**6,
        )
        return re.sub(" at 0x[0-9a-f]+", "", told.text)


class TooSlowError(BaseException):
    """Raised by the alarm."""


@pytest.fixture(autouse=True)
def alarm() -> Iterator[None]:
    def ring(*_: object) -> None:
        raise TooSlowError

    before = signal.signal(signal.SIGPROF, ring)
    yield
    signal.setitimer(signal.ITIMER_PROF, 0)
    signal.signal(signal.SIGPROF, before)


def calls_for(version: Version, example: Any, operator: Any, function: Callable[..., Any]) -> list[Call]:
    """The same calls for every version: recorded, varied, hostile; ``function`` is the original's."""
    compiled = not {"numba", "pandas"}.isdisjoint(operator.needs)
    base = version.caught(example.calls)
    if not base:
        return []
    varied = variations(base, count=FEW if compiled else VARIED, rng=random.Random(1), function=function)
    made = [*base, *varied]
    if not operator.conjecture:
        made += hostile_calls(base, count=FEW if compiled else HOSTILE, seed=2)
    return [(one_nan(args), kwargs) for args, kwargs in made]


def one_nan(value: Any, depth: int = 3) -> Any:
    """A value in which every NaN is the same object: its hash, and so the order of sets, is its address."""
    if type(value) is float:
        return value if value == value else math.nan  # noqa: PLR0124 - NaN
    if depth and type(value) in (tuple, set, frozenset):
        new = [one_nan(item, depth - 1) for item in value]
        return value if all(map(is_, new, value)) else type(value)(new)
    # Hostile containers say that they hold something else: what they do hold is asked of their plain kind.
    if depth and isinstance(value, list):
        list.__setitem__(value, slice(None), [one_nan(item, depth - 1) for item in list.__iter__(value)])
    if depth and isinstance(value, deque):
        value.extend([one_nan(value.popleft(), depth - 1) for _ in range(len(value))])
    if depth and isinstance(value, dict):
        for key, part in [*dict.items(value)]:
            dict.__setitem__(value, key, one_nan(part, depth - 1))
    return value


@pytest.mark.parametrize(("operator", "example"), EXAMPLES)
def test_old_and_new_answer_generated_calls_alike(operator, example, tmp_path) -> None:
    found = proposals_for(
        operator, tmp_path, example.before, example.function, example.types, example.profile
    )
    # Most guesses of a conjecture are wrong, which only the arena can tell; the right one is the example's.
    candidates = () if operator.conjecture else found.candidates
    texts = {example.after: None} | {candidate.text: None for candidate in candidates}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        old = Version(example.before, example.function)
        calls = calls_for(old, example, operator, old.function)
        if not calls:
            pytest.skip("its arguments cannot be copied")
        again = Version(example.before, example.function)
        expected = [
            # What the original itself answers differently the second time proves nothing.
            first if first is not None and first == again.outcome(other, 1.0) else None
            for call, other in zip(calls, calls_for(again, example, operator, old.function), strict=True)
            for first in [old.outcome(call, PATIENCE_SECONDS)]
        ]
        assert sum(each is not None for each in expected) * 2 > len(calls), "most calls take too long"
        for text in texts:
            new = Version(text, example.function)
            own = calls_for(new, example, operator, old.function)
            assert len(own) == len(calls)
            for number, (call, answer) in enumerate(zip(own, expected, strict=True)):
                if answer is None:
                    continue
                told = new.outcome(call, 20.0)
                assert told is not None, f"call {number} {call!r} takes much longer"
                assert told == answer, (
                    f"call {number} {calls[number]!r}\n\nold {answer}\n\nnew {told}\n\n{text}"
                )
    gc.collect()


def test_every_kind_of_hostile_value_is_met() -> None:
    """The generator of this test is worth something: it makes what it promises, and the same each time."""
    calls = [(([1, 2, 3], {"a": 1}, "text", 2.5, (1, 2)), {})]
    kinds = {
        type(value).__name__
        for args, _ in hostile_calls(calls, count=3000, seed=0)
        for argument in args
        for value in (argument, *(argument if isinstance(argument, list) else ()))
    }
    assert kinds >= {"PlainList", "OddList", "OddDict", "Text", "Number", "Grumpy", "Equal", "Twin", "bool"}
    assert kinds >= {"generator", "list_iterator", "float", "NoneType", "Array", "deque"}
    assert calls == [(([1, 2, 3], {"a": 1}, "text", 2.5, (1, 2)), {})]


def test_a_difference_is_seen() -> None:
    """A rewrite that forgets subclasses, order or mutation does not pass."""
    before = "def f(xs):\n    xs.append(1)\n    return xs[0] in xs\n"
    check = "if not isinstance(xs, list): raise TypeError('no')"
    for body in (
        "return xs[0] in [*xs, 1]",
        "xs.append(1); return xs[0] in set(xs)",
        f"{check}\n    xs.append(1)\n    return xs[0] in xs",
        "xs.append(1); return xs[0] in tuple(xs)",
    ):
        after = f"def f(xs):\n    {body}\n"
        old, new = Version(before, "f"), Version(after, "f")
        base = old.caught(("f([1, 2])", "f([])", "f(['a'])"))
        pairs = zip(*(hostile_calls(base, count=HOSTILE, seed=2) for _ in range(2)), strict=True)
        differ = [(old.outcome(mine, 1.0), new.outcome(theirs, 1.0)) for mine, theirs in pairs]
        assert any(one != other for one, other in differ), after
