"""What was seen in every place of a function's recorded calls, and how values are taken apart."""

from __future__ import annotations

import collections
import copy
from collections.abc import Sequence
from itertools import islice
from typing import Any

from ouroboros.agent.variation_records import PLAIN, fields, is_record

Call = tuple[tuple[Any, ...], dict[str, Any]]
Path = tuple[Any, ...]

DEPTH = 4
"""Levels into a value that places are told apart."""
_KEPT = 64
"""Values that are remembered for each place, and elements looked at in each container."""
ITERATORS: tuple[type, ...] = (type(iter([])), type(iter(())))
"""Iterators that can be copied without using them up."""


class Pool:
    """What was seen in every place of a function's recorded calls."""

    def __init__(self, calls: Sequence[Call]) -> None:
        self.calls = list(calls)
        self.seen: dict[Path, list[Any]] = collections.defaultdict(list)
        self.by_type: dict[type, list[Any]] = collections.defaultdict(list)
        self.largest: dict[Path, int] = collections.defaultdict(int)
        for args, kwargs in self.calls:
            for position, value in [*enumerate(args), *kwargs.items()]:
                self._add((position,), value, DEPTH)

    def _add(self, path: Path, value: Any, depth: int) -> None:
        if len(self.seen[path]) < _KEPT:
            self.seen[path].append(value)
        alike = self.by_type[type(value)]
        if len(alike) < _KEPT * 4:
            alike.append(value)
        size = _size(value)
        self.largest[path] = max(self.largest[path], size)
        if depth:
            for step, part in _parts(value):
                self._add((*path, step), part, depth - 1)


def _size(value: Any) -> int:
    try:
        return len(value) if hasattr(type(value), "__len__") and type(value).__module__ == "builtins" else 0
    except Exception:
        return 0


def _parts(value: Any) -> list[tuple[Any, Any]]:
    """Bounded parts of a value with the step that leads to each; elements of one container share a place."""
    kind = type(value)
    if kind is tuple:
        if len(value) <= 8:
            return list(enumerate(value))
        return [("[]", item) for item in value[:_KEPT]]
    if kind in (list, set, frozenset, collections.deque):
        return [("[]", item) for item in ordered(value)[:_KEPT]]
    if kind in ITERATORS:
        return [("[]", item) for item in islice(copy.copy(value), _KEPT)]
    if isinstance(value, dict):
        pairs = list(islice(dict.items(value), _KEPT))
        return [("key", key) for key, _ in pairs] + [("value", part) for _, part in pairs]
    if is_record(value):
        return [(f".{name}", part) for name, part in list(fields(value).items())[:_KEPT]]
    if isinstance(value, tuple):
        return list(enumerate(tuple.__iter__(value)))
    return []


def ordered(values: Any) -> list[Any]:
    """Elements in an order that does not depend on hashes where that can be had."""
    found = list(values)
    if isinstance(values, (set, frozenset)) and all(
        type(item) in (*PLAIN, bool, tuple, type(None)) for item in found
    ):
        found.sort(key=lambda item: (type(item).__name__, repr(item)))
    return found
