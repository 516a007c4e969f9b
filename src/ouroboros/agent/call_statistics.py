"""What the kept calls of one function look like: types, plain values, sizes, attributes of objects.

Everything is read past the program's own code: exact built-in types by their own methods, instance attributes
out of the instance's dictionary or slots. Properties, ``__len__`` and ``__repr__`` of the program never run.
"""

from __future__ import annotations

import collections
import types
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from ouroboros.agent.type_names import type_text

_LONGEST_TEXT = 40
_LARGEST_BITS = 64
_DISTINCT_VALUES = 64
"""Different values of one parameter that are counted; whoever has more of them has no usual one."""
_TOLD_VALUES = 8
_DISTINCT_SIZES = 256
_ATTRIBUTES = 32
"""Attributes of one object that are looked at …"""
_ATTRIBUTED_CALLS = 40
"""… in so many of the kept calls: a large object takes longer to look at than to pickle."""
_HEAP_TYPE = 1 << 9
"""``Py_TPFLAGS_HEAPTYPE``: the class was made at run time, as every class written in Python is."""
_SIZED = (list, tuple, dict, set, frozenset, str, bytes, bytearray, range, collections.deque)
_MRO = type.__dict__["__mro__"]
_NAMESPACE = type.__dict__["__dict__"]
_FLAGS = type.__dict__["__flags__"]


class CallStatistics:
    """Counts of one function's kept calls, bounded in number and size."""

    def __init__(self) -> None:
        self.parameters: dict[str, Counter[str]] = {}
        self.returns: Counter[str] = Counter()
        self.values: dict[str, Counter[str]] = {}
        self.sizes: dict[str, Counter[int]] = {}
        self.attributes: dict[str, Counter[str]] = {}
        self._attributed = 0

    def arguments(self, bound: Mapping[str, Any]) -> None:
        """Count the arguments of a call that is about to be made, by parameter name."""
        looks_inside = self._attributed < _ATTRIBUTED_CALLS
        self._attributed += looks_inside
        for name, value in bound.items():
            self.parameters.setdefault(name, Counter())[type_text(value)] += 1
            literal = literal_of(value)
            if literal:
                _count(self.values.setdefault(name, Counter()), literal, _DISTINCT_VALUES)
            if type(value) in _SIZED:
                _count(self.sizes.setdefault(name, Counter()), len(value), _DISTINCT_SIZES)
            elif looks_inside:
                for attribute, held in islice(attributes_of(value), _ATTRIBUTES):
                    counts = self.attributes.setdefault(f"{name}.{attribute}", Counter())
                    counts[type_text(held, 2)] += 1

    def outcome(self, value: Any, error: BaseException | None) -> None:
        """Count what a call ended with."""
        self.returns[type_text(value) if error is None else "raises " + type_text(error)] += 1

    def told(self) -> dict[str, Any]:
        """Everything, ready for JSON."""
        return {
            "types": self.parameters,
            "returns": self.returns,
            "values": {name: dict(counts.most_common(_TOLD_VALUES)) for name, counts in self.values.items()},
            "sizes": self.sizes,
            "attributes": self.attributes,
        }


def _count(counts: Counter[Any], what: Any, most: int) -> None:
    if what in counts or len(counts) < most:
        counts[what] += 1


def literal_of(value: Any) -> str:
    """Source text of a short plain value, and "" for everything else (NaN and the infinities among them)."""
    kind = type(value)
    if value is None or kind is bool:
        return repr(value)
    if kind is int:
        return repr(value) if value.bit_length() <= _LARGEST_BITS else ""
    if kind is float:
        return repr(value) if value - value == 0.0 else ""
    if kind is str or kind is bytes:
        return repr(value) if len(value) <= _LONGEST_TEXT else ""
    return ""


def attributes_of(value: Any) -> Iterator[tuple[str, Any]]:
    """Instance attributes of an object whose class is written in Python, read without running its code."""
    cls = type(value)
    if not _FLAGS.__get__(cls) & _HEAP_TYPE or issubclass(cls, (type, types.ModuleType)):
        return
    for base in _MRO.__get__(cls):
        if not _FLAGS.__get__(base) & _HEAP_TYPE:
            continue
        for name, member in list(_NAMESPACE.__get__(base).items()):
            if type(member) is types.MemberDescriptorType:
                try:
                    held = member.__get__(value, cls)
                except AttributeError:
                    continue
                yield name, held
            elif name == "__dict__" and type(member) is types.GetSetDescriptorType:
                kept = member.__get__(value, cls)
                if type(kept) is dict:
                    yield from [(name, held) for name, held in kept.items() if type(name) is str]
