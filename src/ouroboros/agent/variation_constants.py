"""Numbers and texts that a function's code mentions: where it compares, splits and cuts, its edges are.

Hypothesis and coverage-guided fuzzers keep such a dictionary for the same reason.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator
from typing import Any

from ouroboros.agent.variation_records import PLAIN

_MOST_CONSTANTS = 32
_MOST_CODES = 16
_LONGEST_CONSTANT = 64


class Constants:
    """Numbers and texts that a function's code, and what it calls in its own module, mention."""

    def __init__(self, function: Callable[..., Any] | None = None) -> None:
        self.integers: list[int] = []
        self.floats: list[float] = []
        self.texts: list[str] = []
        plain = inner(function) if function is not None else None
        if plain is not None:
            told = [value for value in _mentioned(plain) if type(value) in PLAIN]
            for _, value in dict.fromkeys((type(value), value) for value in told):
                self._add(value)
        self.floats += [float(value) for value in self.integers if abs(value) < 2**53]

    def _add(self, value: Any) -> None:
        if type(value) is int and len(self.integers) < _MOST_CONSTANTS:
            self.integers.append(value)
        elif type(value) is float and len(self.floats) < _MOST_CONSTANTS:
            self.floats.append(value)
        elif type(value) is str and len(self.texts) < _MOST_CONSTANTS and len(value) <= _LONGEST_CONSTANT:
            self.texts.append(value)
        elif type(value) is bytes and len(value) <= _LONGEST_CONSTANT:
            self._add(value.decode("latin-1"))


def inner(function: Any) -> types.FunctionType | None:
    """The function behind wrappers, methods and descriptors, or ``None``."""
    for _ in range(8):
        function = getattr(function, "__func__", function)
        wrapped = getattr(function, "__wrapped__", None)
        if wrapped is None:
            break
        function = wrapped
    return function if isinstance(function, types.FunctionType) else None


def _inside(constant: Any) -> Iterator[Any]:
    for item in constant:
        if isinstance(item, (tuple, frozenset)):
            yield from _inside(item)
        else:
            yield item


def _mentioned(function: types.FunctionType) -> Iterator[Any]:
    """Values in the code of ``function``, of what is defined in it, and of what it names in its module."""
    space = function.__globals__
    waiting: list[types.CodeType] = [function.__code__]
    known: set[types.CodeType] = set()
    while waiting and len(known) < _MOST_CODES:
        code = waiting.pop(0)
        if code in known:
            continue
        known.add(code)
        for constant in code.co_consts:
            if isinstance(constant, types.CodeType):
                waiting.append(constant)
            elif isinstance(constant, (tuple, frozenset)):
                yield from _inside(constant)
            elif constant is not code.co_consts[0] or type(constant) is not str:  # a docstring says nothing
                yield constant
        for name in code.co_names:
            value = space.get(name)
            if isinstance(value, types.FunctionType) and value.__globals__ is space:
                waiting.append(value.__code__)
            else:
                yield value
