"""Source text of a bounded table of answers; see :mod:`ouroboros.operators.memoise_calls`."""

from __future__ import annotations

LASTING = '''\
def _ouroboros_lasting(value):
    """Whether value is small and plain, or a short tuple of such: equal ones can't be told apart."""
    kind = type(value)
    if kind is str or kind is bytes:
        return len(value) <= 256
    if kind is int:
        return -(1 << 256) < value < 1 << 256
    if kind is float:
        return value == value
    if kind is tuple:
        return len(value) <= 32 and all(
            type(item) is not tuple and _ouroboros_lasting(item) for item in value
        )
    return value is None or kind is bool'''

KEPT = '''\
def _ouroboros_kept(table, key, value, copied=False, others=()):
    """The value, which the table keeps where key and value are plain (a new list or dict: its copy)."""
    if key is None or not _ouroboros_lasting(key):
        return value
    if any(type(part) is float and not part for part in (key if type(key) is tuple else (key,))):
        return value
    kept = value
    if copied and (type(value) is list or type(value) is dict):
        if len(value) > 256 or not all(map(_ouroboros_lasting, value)):
            return value
        if type(value) is dict and not all(map(_ouroboros_lasting, value.values())):
            return value
        kept = value.copy()
    elif type(value) not in others and not _ouroboros_lasting(value):
        return value
    if len(table) >= 512:
        table.clear()
    table[key] = (kept,)
    return value'''
"""Needs :data:`LASTING` before it. Every step on the table is one operation of a dictionary, so that threads
can share it."""

COPIED = '''\
def _ouroboros_own_copy(value):
    """A copy of a kept list or dict; anything else as it is."""
    return value.copy() if type(value) is list or type(value) is dict else value'''

MOMENTS = (
    "_ouroboros_moments = (_ouroboros_datetime.datetime, _ouroboros_datetime.date, "
    "_ouroboros_datetime.timedelta)"
)
MOMENTS_IMPORT = "import datetime as _ouroboros_datetime"
"""Exact types of moments and durations: as immutable as numbers."""
