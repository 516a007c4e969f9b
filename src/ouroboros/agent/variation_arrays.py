"""Edges of NumPy arrays and pandas frames that the target has loaded; nothing is imported here."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

_MOST = 200
_COLUMNS = 4
_CELLS = 40
_TYPES = "biufcSU"
"""Kinds of elements that Python's own numbers and texts stand for."""

Listed = Callable[[list[Any]], list[list[Any]]]
"""Gives the edges of a list of plain values."""


def edges(value: Any, listed: Listed) -> list[Any]:
    """New arrays or frames like ``value``, the most telling first; none for anything else."""
    numpy, pandas = sys.modules.get("numpy"), sys.modules.get("pandas")
    if numpy is not None and type(value) is getattr(numpy, "ndarray", None):
        return _array(numpy, value, listed)
    if pandas is not None and type(value) is getattr(pandas, "DataFrame", None):
        return _frame(numpy, pandas, value, listed)
    if pandas is not None and type(value) is getattr(pandas, "Series", None):
        return _series(numpy, pandas, value, listed)
    return []


def _array(numpy: Any, value: Any, listed: Listed) -> list[Any]:
    if value.dtype.kind not in _TYPES or not value.ndim:
        return []
    if value.ndim == 1:
        return [
            each
            for new in listed(value[:_MOST].tolist())
            if (each := _made(numpy, new, value.dtype)) is not None
        ]
    # The first axis as a list of rows, then one line of elements after the other.
    some = value[:_MOST]
    shapes = [some[:0], some[:1], some[::-1].copy(), some[:, :1].copy(), some[:, :0].copy()]
    if value.ndim == 2:
        shapes.append(some[: min(some.shape), : min(some.shape)].T.copy())
    flat = some.reshape(-1)
    for new in listed(flat[:_MOST].tolist()):
        made = _made(numpy, new, value.dtype)
        if made is not None and made.size == flat[:_MOST].size:
            twin = some.copy()
            twin.reshape(-1)[:_MOST] = made
            shapes.append(twin)
    return shapes


def _made(numpy: Any, values: list[Any], dtype: Any) -> Any:
    """The array of these values, or ``None`` when they do not fit into its elements."""
    try:
        return numpy.array(values, dtype=dtype)
    except (ValueError, TypeError, OverflowError):
        return None


def _series(numpy: Any, pandas: Any, value: Any, listed: Listed) -> list[Any]:
    rows = value.iloc[:_MOST]
    shapes = [rows[:0], rows[:1], rows[::-1], pandas.concat([rows, rows[:1]])]
    return [*shapes, *_cells(numpy, rows, listed)]


def _frame(numpy: Any, pandas: Any, value: Any, listed: Listed) -> list[Any]:
    rows = value.iloc[:_MOST]
    found = [rows.iloc[:0], rows.iloc[:1], rows.iloc[::-1], pandas.concat([rows, rows.iloc[:1]])]
    for name in list(rows.columns)[:_COLUMNS]:
        if list(rows.columns).count(name) == 1:
            found += [
                rows.assign(**{name: new}) for new in _cells(numpy, rows[name], listed) if type(name) is str
            ]
    return found


def _cells(numpy: Any, column: Any, listed: Listed) -> list[Any]:
    """Columns of the same length and kind with other values."""
    values = column.tolist()
    kinds = {type(each) for each in values}
    if len(kinds) != 1 or numpy is None or not kinds <= {int, float, str, bool}:
        return []
    found = []
    for new in listed(values):
        if len(new) != len(values):
            continue
        try:
            found.append(type(column)(new, index=column.index, dtype=column.dtype, name=column.name))
        except (ValueError, TypeError, OverflowError):
            continue
        if len(found) >= _CELLS:
            break
    return found
