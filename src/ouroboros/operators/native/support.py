"""Text that stands before every kernel: how machine code is had, how data go in and come out.

It runs in the user's program, without the engine and, where it is missing, without Numba.
"""

from __future__ import annotations

from collections.abc import Sequence

from ouroboros.operators.facts.guards import FIELD
from ouroboros.operators.native.wrapping import Kernel

SUPPORT = '''\
_ouroboros_numpy = None


def _ouroboros_machine_code(kernels, which):
    """Machine code of a kernel, compiled when first asked for; None where it cannot be had exactly."""
    global _ouroboros_numpy
    kernel = kernels[which]
    if kernel["code"] is None:
        kernel["code"] = False
        try:
            import sys
            import warnings

            import numba
            import numpy

            _ouroboros_numpy = numpy
            # SVML's functions differ from libm's in the last bit; int64 must be Numba's integer.
            if not numba.config.USING_SVML and not numba.config.DISABLE_JIT and sys.maxsize > 2**32:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    try:
                        kernel["code"] = numba.njit(kernel["signature"], cache=True)(kernel["function"])
                    except RuntimeError:  # no folder to keep machine code in
                        kernel["code"] = numba.njit(kernel["signature"])(kernel["function"])
        except Exception:
            kernel["code"] = False
    return kernel["code"] if kernel["failures"] < 3 else False


def _ouroboros_is_array(values):
    """Whether this is an array of numbers of the standard library."""
    import array as _ouroboros_arrays

    return type(values) is _ouroboros_arrays.array


def _ouroboros_adds_plainly():
    """Whether ``sum`` rounds after every float, as it did before Python 3.12."""
    return sum([1.0, 1e100, 1.0, -1e100]) == 0.0


def _ouroboros_copied(values, kind, form):
    """Data as a new array of ``kind``; None unless every element is exactly of that type, and below 2**31."""
    numpy = _ouroboros_numpy
    if not len(values):
        return None
    if form == "text":
        return numpy.frombuffer(values.encode("utf-32-le", "surrogatepass"), "<u4").astype("int64")
    if form == "bytes":
        return numpy.frombuffer(bytes(values), "u1").astype("int64")
    if form == "array":
        if values.typecode not in ("d" if kind == "float64" else "ilq"):
            return None
        copy = numpy.array(values).astype(kind)
        small = kind == "float64" or -(2**31) < copy.min() <= copy.max() < 2**31
        return copy if small else None
    outer, _, inner = form.partition(" ")
    rows = values if inner else [values]
    row_type = {"": type(values), "list": list, "tuple": tuple}[inner]
    if [*map(type, rows)].count(row_type) != len(rows) or len({*map(len, rows)}) != 1:
        return None
    # No object's code runs: since Python 3.12, one with __buffer__ would be asked by marshal.
    kinds = {"float64": float, "int64": int, "bool": bool}
    if any([*map(type, row)].count(kinds[kind]) != len(row) for row in rows):
        return None
    if len(rows) * len(rows[0]) < 256:
        if kind == "int64" and not all(-(2**31) < min(row) and max(row) < 2**31 for row in rows if row):
            return None
        return numpy.array(values, kind)
    import marshal

    # Version 2 of this format writes a list as a tag, its length and its elements, each with a tag.
    text = marshal.dumps(values, 2)
    tag, item = {"float64": (b"g", "<f8"), "int64": (b"i", "<i4"), "bool": (b"", "u1")}[kind]
    element = [("tag", "u1"), ("value", item)] if tag else "u1"
    width = len(rows[0])
    if inner:
        layout = numpy.dtype([("tag", "u1"), ("length", "<u4"), ("row", element, (width,))])
    else:
        layout = numpy.dtype(element)
    if len(text) != 5 + len(values) * layout.itemsize:
        return None
    data = numpy.frombuffer(text, layout, offset=5)
    data = data["row"] if inner else data
    if not tag:
        return data == ord("T")
    if not (data["tag"] == ord(tag)).all():
        return None
    return numpy.ascontiguousarray(data["value"], kind).copy()


def _ouroboros_distinct(*lists):
    """Whether no list is there twice, rows included."""
    tables = [rows for rows in lists if type(rows) is list or type(rows) is tuple]
    every = [*lists, *(row for rows in tables for row in rows if type(row) is list)]
    return len(set(map(id, every))) == len(every)


def _ouroboros_list(known, made, which):
    """The list that a kernel calls ``which``: one that it was given, or the one that it made, once."""
    if which not in known:
        known[which] = made.tolist()
    return known[which]


def _ouroboros_store(values, before, after):
    """Put changed elements back into a list, a list of lists, a bytearray or an array."""
    bits = "u1" if before.dtype == "bool" else "i8"
    changed = before.view(bits) != after.view(bits)
    if before.ndim == 1:
        _ouroboros_store_row(values, changed, after)
    elif changed.all():
        for row, items in zip(values, after.tolist()):
            row[:] = items
    else:
        for index in _ouroboros_numpy.nonzero(changed.any(axis=1))[0].tolist():
            _ouroboros_store_row(values[index], changed[index], after[index])


def _ouroboros_reorder(rows, order):
    """Put the rows of a table where a kernel has them, each the list that it was."""
    rows[:] = [rows[number] for number in order.tolist()]


def _ouroboros_store_row(values, changed, after):
    """Put changed elements back; the others stay the objects that they are."""
    if type(values) is bytearray:
        values[:] = after.astype("u1").tobytes()
    elif type(values) is not list:
        _ouroboros_numpy.frombuffer(values, values.typecode)[:] = after
    elif changed.all():
        values[:] = after.tolist()
    else:
        places = _ouroboros_numpy.nonzero(changed)[0]
        for index, value in zip(places.tolist(), after[places].tolist()):
            values[index] = value
'''
SETTABLE = '''\
def _ouroboros_settable(owner, name):
    """The object in an instance's own attribute; None when reading or assigning it might run code."""
    return _ouroboros_field(owner, name) if type(owner).__setattr__ is object.__setattr__ else None
'''
"""Needs ``guards.FIELD`` before it."""
PLAIN_CLASS = '''\
def _ouroboros_plain_class(name, methods, constants, attributes):
    """Whether a class of this module still is what its text says, as far as a kernel was made from it."""
    kind = globals().get(name)
    if type(kind) is not type or len(kind.__mro__) != 2 or "__slots__" in kind.__dict__:
        return False
    hooks = ("__setattr__", "__getattribute__", "__getattr__", "__new__", "__del__")
    if any(hook in kind.__dict__ for hook in hooks) or any(own in kind.__dict__ for own in attributes):
        return False
    for method in methods:
        found = kind.__dict__.get(method)
        if type(found) is not type(_ouroboros_plain_class) or found.__globals__ is not globals():
            return False
        if found.__qualname__ != name + "." + method:
            return False
    for constant, value in constants.items():
        found = kind.__dict__.get(constant)
        if type(found) is not type(value) or repr(found) != repr(value):
            return False
    return True


def _ouroboros_lacks(owner, name):
    """Whether an instance of a plain class has no attribute of its own in front of its class'."""
    return name not in getattr(owner, "__dict__", {})
'''
COLUMNS = '''\
def _ouroboros_columns(rows, shape, lists):
    """Columns of a table of tuples, tuples in them column by column; None unless all are of this shape.

    A list in a row is added to ``lists``, once, and stands in its column as its number there.
    """
    numbers = {id(item): number for number, item in enumerate(lists)}
    columns = []
    for row in rows:
        if type(row) is not tuple or len(row) != len(shape):
            return None
    for place, kind in enumerate(shape):
        column = [row[place] for row in rows]
        if type(kind) is tuple:
            inner = _ouroboros_columns(column, kind, lists)
            if inner is None:
                return None
            columns += inner
            numbers = {id(item): number for number, item in enumerate(lists)}
        elif kind is list:
            if any(type(item) is not list for item in column):
                return None
            for item in column:
                if id(item) not in numbers:
                    numbers[id(item)] = len(lists)
                    lists.append(item)
            columns.append([numbers[id(item)] for item in column])
        else:
            columns.append(column)
    return columns
'''
SUPPORT_NAMES = frozenset(
    {"type", "list", "tuple", "float", "int", "bool", "len", "set", "map", "all", "id", "zip", "globals"}
    | {"Exception", "RuntimeError", "OverflowError", "abs", "max", "min", "range", "sum", "str", "bytes"}
    | {"bytearray", "getattr", "any", "object", "ord", "enumerate", "repr"}
)
"""Built-ins that the text of this file relies on."""


def support_for(kernels: Sequence[Kernel]) -> tuple[str, ...]:
    """The helpers that the kernels of one function need."""
    classes = any(kernel.classes for kernel in kernels)
    fields = any(kernel.entrance.objects for kernel in kernels)
    written = any(kernel.written for kernel in kernels)
    rows = any("_ouroboros_columns" in each for kernel in kernels for each in kernel.entrance.checks)
    return (*[COLUMNS] * rows, *[FIELD] * fields, *[SETTABLE] * written, *[PLAIN_CLASS] * classes, SUPPORT)
