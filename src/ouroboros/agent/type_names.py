"""Types as profiles write them: ``list[int]``, ``dict[str, float]``, ``list[tuple[int, list[float]]]``."""

from __future__ import annotations

import collections
from collections.abc import Iterable
from itertools import islice
from types import CodeType, FunctionType
from typing import Any

from ouroboros.agent.canonical_names import type_name

_LOOKED_AT = {4: 100, 3: 100, 2: 8, 1: 4}
"""Elements that are looked at, by the levels still to go."""
_NAMES = 4
"""Different element types beyond which a container is told without them."""


def type_text(value: Any, depth: int = 4) -> str:
    """Type of ``value`` with those of its elements: ``list[int | str]``, and ``list`` when it is empty."""
    cls = type(value)
    name = type_name(cls)
    if not depth:
        return name
    if cls is tuple and 0 < len(value) <= 8:
        return f"tuple[{', '.join(type_text(item, depth - 1) for item in tuple.__iter__(value))}]"
    if cls is tuple:
        elements = _union(tuple.__iter__(value), depth)
        return f"tuple[{elements}, ...]" if elements else name
    if cls in (list, set, frozenset, collections.deque):
        elements = _union(value, depth)
        return f"{name}[{elements}]" if elements else name
    if cls in (dict, collections.OrderedDict, collections.defaultdict, collections.Counter):
        keys, values = _union(value, depth), _union(value.values(), depth)
        return f"{name}[{keys}, {values}]" if keys and values else name
    return name


def _union(values: Iterable[Any], depth: int) -> str:
    names = {type_text(value, depth - 1) for value in islice(iter(values), _LOOKED_AT[depth])}
    return " | ".join(sorted(names)) if len(names) <= _NAMES else ""


class Parameters:
    """Binds arguments to parameter names from the code object alone."""

    def __init__(self, function: FunctionType) -> None:
        code: CodeType = function.__code__
        count = code.co_argcount
        self._positional = code.co_varnames[:count]
        after = count + code.co_kwonlyargcount
        self._star = code.co_varnames[after] if code.co_flags & 0x04 else ""
        self._stars = code.co_varnames[after + bool(self._star)] if code.co_flags & 0x08 else ""
        self._known = frozenset(code.co_varnames[:after])
        defaults = function.__defaults__ or ()
        self._defaults = dict(zip(self._positional[count - len(defaults) :], defaults, strict=True))
        self._defaults.update(function.__kwdefaults__ or {})

    def bind(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
        """Parameter name → value, defaults filled in; what does not fit is left out."""
        bound = {**self._defaults, **dict(zip(self._positional, args, strict=False))}
        rest: dict[str, Any] = {}
        for name, value in kwargs.items():
            (bound if name in self._known else rest)[name] = value
        if self._star:
            bound[self._star] = args[len(self._positional) :]
        if self._stars:
            bound[self._stars] = rest
        return bound
