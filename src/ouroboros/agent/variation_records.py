"""Instances of classes that a program wrote: their attributes, in dictionaries or slots, and copies."""

from __future__ import annotations

import enum
import pickle
import sys
from typing import Any

from ouroboros.agent import call_pickles, canonical_values

PLAIN = (int, float, str, bytes)
_FOREIGN = ("numpy", "pandas", "builtins")


def is_record(value: Any) -> bool:
    """Whether it is an instance of a class statement whose attributes may be changed on a copy."""
    kind = type(value)
    package = kind.__module__.partition(".")[0]
    if isinstance(value, (type, enum.Enum, BaseException, *PLAIN)) or callable(value) or package in _FOREIGN:
        return False
    if isinstance(getattr(value, "__dict__", None), dict):
        return True
    # The standard library's classes with slots (paths, fractions) are values, not records.
    return package not in sys.stdlib_module_names and bool(canonical_values.members(kind))


def fields(value: Any) -> dict[str, Any]:
    """Attributes of a record that are set, slots first; no property of it runs."""
    return dict(canonical_values.attributes(value))


def copied(value: Any) -> Any:
    """A deep copy of a value that was pickled before."""
    return pickle.loads(call_pickles.dumps(value))


def write(record: Any, name: str, new: Any) -> None:
    """Give a record's attribute another value, frozen or not; no code of its class runs."""
    held = canonical_values.dict_of(record)
    if name in held:
        held[name] = new
    else:
        dict(canonical_values.members(type(record)))[name].__set__(record, new)


def changed(record: Any, name: str, new: Any) -> Any:
    """A copy of a record with one attribute changed."""
    twin = copied(record)
    write(twin, name, new)
    return twin
