"""How NumPy and pandas values are told. Neither is ever imported here: no module, no such value."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from ouroboros.agent.canonical_names import plain_name, type_name
from ouroboros.agent.canonical_values import labels, runs

if TYPE_CHECKING:
    from ouroboros.agent.canonical import Piece, Walk

_SHOWN = 8
TOO_MANY = "… too many to be told"
"""Ends the floats of an array that a description which should tell each has no room for."""
_FLOATS = frozenset("efdFD")
"""Codes of the types whose elements are floats and complex numbers of Python, or fit into them."""


def handler_of(value: Any) -> Callable[[Walk, Any], Iterator[Piece]] | None:
    """How a NumPy or pandas value is told, or ``None`` when it is neither."""
    numpy = sys.modules.get("numpy")
    if numpy is None or not hasattr(numpy, "ndarray"):
        return None
    if isinstance(value, numpy.ndarray):
        return _array
    if isinstance(value, numpy.dtype):
        return lambda _walk, dtype: iter((f"dtype {_dtype(dtype)}",))
    pandas = sys.modules.get("pandas")
    if pandas is not None and hasattr(pandas, "DataFrame"):
        if isinstance(value, (pandas.DataFrame, pandas.Series)):
            return _frame
        if isinstance(value, pandas.Index):
            return _index
        if isinstance(value, (pandas.Timestamp, pandas.Timedelta)):
            return _stamp
        if value is pandas.NA or value is pandas.NaT:
            return lambda _walk, missing: iter((type_name(type(missing)),))
        if isinstance(value, pandas.api.extensions.ExtensionArray):
            return _extension
    if isinstance(value, numpy.generic):
        return _scalar
    if isinstance(value, numpy.ufunc):
        return lambda _walk, ufunc: iter((f"ufunc {plain_name(ufunc.__name__)}",))
    random = sys.modules.get("numpy.random")
    if random is not None and isinstance(value, random.Generator):
        return lambda walk, generator: _stateful(walk, generator, generator.bit_generator.state)
    if random is not None and isinstance(value, random.RandomState):
        return lambda walk, generator: _stateful(walk, generator, generator.get_state(legacy=False))
    return None


def _dtype(dtype: Any) -> str:
    return f"{dtype.descr!r}:{dtype.itemsize}" if dtype.names else f"{dtype.str}"


def _stateful(walk: Walk, value: Any, state: Any) -> Iterator[Piece]:
    number, known = walk.number(value)
    yield f"^{number}" if known else f"{type_name(type(value))}#{number}"
    if not known:
        yield (walk.keep(state),)


def _array(walk: Walk, value: Any) -> Iterator[Piece]:
    numpy = sys.modules["numpy"]
    number, known = walk.number(value)
    if known:
        yield f"^{number}"
        return
    owner = value
    while isinstance(owner, numpy.ndarray) and owner.base is not None:
        owner = owner.base
    plain = walk.keep(value.view(numpy.ndarray))
    assert isinstance(plain, numpy.ndarray)
    # Memory order is told: it decides the order of a later floating-point sum.
    order = "F" if plain.flags.f_contiguous and not plain.flags.c_contiguous else "C"
    write = "" if plain.flags.writeable else " read-only"
    memory, distance = walk.memory(owner, plain.__array_interface__["data"][0])
    shared = "" if distance is None else f"+{distance}{plain.strides}"
    yield f"{type_name(type(value))}#{number} m{memory}{shared} "
    yield f"{_dtype(plain.dtype)}{plain.shape}{order}{write}["
    if plain.dtype.hasobject:
        yield from runs(walk.keep(plain.ravel().tolist()))  # type: ignore[arg-type]
        yield "]"
    elif plain.dtype.char in _FLOATS and walk.tells_each(plain.size):
        yield from runs(plain.ravel().tolist())
        yield "]"
    else:
        yield ",".join(map(repr, plain.ravel()[:_SHOWN].tolist()))
        yield f"{TOO_MANY}] " if walk.full_floats and plain.dtype.char in _FLOATS else "] "
        yield hashlib.sha256(numpy.ascontiguousarray(plain).tobytes()).hexdigest()
    if type(value) is not numpy.ndarray:
        yield (walk.keep(dict(getattr(value, "__dict__", {}))),)


def _scalar(walk: Walk, value: Any) -> Iterator[Piece]:
    if walk.full_floats and value.dtype.char in _FLOATS:
        yield f"{type_name(type(value))}({_dtype(value.dtype)} "
        yield from runs([value.item()])
        yield ")"
        return
    yield f"{type_name(type(value))}({_dtype(value.dtype)} {value.tobytes().hex()} "
    yield f"{value.item()!r})" if type(value).__module__ == "numpy" and not value.dtype.names else ")"


def _stamp(_walk: Walk, value: Any) -> Iterator[Piece]:
    yield f"{type_name(type(value))}({value.value},{getattr(value, 'unit', '')},{getattr(value, 'fold', 0)}"
    yield (getattr(value, "tzinfo", None),)
    yield ")"


def _extension(walk: Walk, value: Any) -> Iterator[Piece]:
    number, known = walk.number(value)
    if known:
        yield f"^{number}"
        return
    yield f"{type_name(type(value))}#{number} {plain_name(str(value.dtype))}["
    if hasattr(value, "categories"):
        yield from runs([value.categories, value.codes, value.ordered])
    else:
        yield (walk.keep(value.to_numpy(dtype=object)),)
    yield "]"


def _index(walk: Walk, value: Any) -> Iterator[Piece]:
    # An index cannot change, so its identity is not told.
    kind, frequency = plain_name(str(value.dtype)), plain_name(str(getattr(value, "freqstr", None)))
    yield f"{type_name(type(value))} {kind} {frequency}("
    yield from labels([tuple(value.names), walk.keep(value.tolist())])
    yield ")"


def _frame(walk: Walk, value: Any) -> Iterator[Piece]:
    number, known = walk.number(value)
    if known:
        yield f"^{number}"
        return
    yield f"{type_name(type(value))}#{number}("
    yield (value.index,)
    if value.ndim == 1:
        yield from labels([value.name])
        yield ","
        yield (walk.keep(value.array),)
    else:
        yield (value.columns,)
        for position in range(value.shape[1]):
            yield (walk.keep(value.iloc[:, position].array),)
    yield (walk.keep(dict(value.attrs)),)
    yield ")"
