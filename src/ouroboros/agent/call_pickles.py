"""Pickles of calls, with what plain pickle refuses although another one just like it can be made.

Such are views of dictionaries, locks that nobody holds, and modules. What is pickled here is read by any
unpickler: it names the standard library alone.
"""

from __future__ import annotations

import copyreg
import gc
import importlib
import io
import operator
import pickle
import sys
import threading
import types
from collections.abc import Callable
from typing import Any

_Reduced = tuple[Callable[..., Any], tuple[Any, ...]]

_LOCK = type(threading.Lock())
_RLOCK = type(threading.RLock())


def _viewed(view: Any) -> dict[Any, Any]:
    """The very dictionary that a view or a read-only proxy looks into."""
    for seen in gc.get_referents(view):
        if isinstance(seen, dict):
            return seen
    raise pickle.PicklingError(f"cannot pickle {type(view).__name__!r} of something else than a dictionary")


def _proxy(value: Any) -> _Reduced:
    return operator.attrgetter("mapping"), (dict.keys(_viewed(value)),)


def _lock(value: Any) -> _Reduced:
    if value.locked():
        raise pickle.PicklingError("cannot pickle a lock that is held")
    return threading.Lock, ()


def _reentrant_lock(value: Any) -> _Reduced:
    if not repr(value).startswith("<unlocked "):
        raise pickle.PicklingError("cannot pickle a lock that is held")
    return threading.RLock, ()


def _module(value: types.ModuleType) -> _Reduced:
    name = value.__name__
    if name == "__main__" or sys.modules.get(name) is not value:
        raise pickle.PicklingError(f"cannot pickle module {name!r}, which no import finds")
    return importlib.import_module, (name,)


_MADE_AGAIN: dict[type, Callable[[Any], _Reduced]] = {
    type({}.keys()): lambda view: (dict.keys, (_viewed(view),)),
    type({}.values()): lambda view: (dict.values, (_viewed(view),)),
    type({}.items()): lambda view: (dict.items, (_viewed(view),)),
    types.MappingProxyType: _proxy,
    types.ModuleType: _module,
    _LOCK: _lock,
    _RLOCK: _reentrant_lock,
}
"""How one like a value of this very type is made; what the target itself registers for it counts instead."""


def dump(value: Any, file: Any, protocol: int = 5) -> None:
    """Write the pickle of ``value`` to ``file``, which needs no more than a ``write``.

    Raises:
        Exception: it cannot be pickled; whatever pickle or the value's own class raises.

    """
    pickler = pickle.Pickler(file, protocol=protocol)
    # By type, so nothing of ours runs for any other value.
    pickler.dispatch_table = {**_MADE_AGAIN, **copyreg.dispatch_table}
    pickler.dump(value)


def dumps(value: Any, protocol: int = 5) -> bytes:
    """The pickle of ``value``; raises like :func:`dump`."""
    file = io.BytesIO()
    dump(value, file, protocol)
    return file.getvalue()
