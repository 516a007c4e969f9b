"""How values of the standard library are told, and which handler tells what."""

from __future__ import annotations

import array
import collections
import copy
import datetime as dt
import decimal
import enum
import fractions
import functools
import hashlib
import io
import operator
import random
import re
import sys
import types
import weakref
from collections.abc import Iterable, Iterator
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from ouroboros.agent.canonical_names import module_name, plain_name, type_name
from ouroboros.agent.canonical_values import (
    Handler,
    alternate,
    atom,
    by,
    dict_of,
    entries,
    extra,
    fields,
    instance,
    is_builtin,
    labels,
    named,
    numbered,
    runs,
    unnumbered,
)

if TYPE_CHECKING:
    from ouroboros.agent.canonical import Piece, Walk

_ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,16}\b")
_ITEMS_LIMIT = 10_000
_WATCHED_ITEMS = 64


def _exception(walk: Walk, value: BaseException) -> Iterator[Piece]:
    name, known = named(walk, value)
    yield name
    if known:
        return
    args = BaseException.__dict__["args"].__get__(value)
    yield "("
    # A default repr inside a message carries an address, which no two runs share.
    yield from runs(_ADDRESS.sub("0x…", item) if type(item) is str else item for item in args)
    yield ")"
    for base, names in (
        (OSError, ("errno", "strerror", "filename", "filename2")),
        (ImportError, ("name", "path")),
        (StopIteration, ("value",)),
        (SystemExit, ("code",)),
        (UnicodeError, ("reason", "start", "end")),
    ):
        if isinstance(value, base):
            yield from runs(base.__dict__[n].__get__(value) for n in names if n in base.__dict__)
    yield from extra(value)
    for label, link in (("cause", value.__cause__), ("context", value.__context__)):
        yield f" {label} {type_name(type(link))}" if link is not None else ""
    yield " quiet" if value.__suppress_context__ else ""


def _code(code: types.CodeType) -> str:
    """Digest of what a code object does; where it stands in its file does not count."""
    told = hashlib.sha256(code.co_code + code.co_exceptiontable)
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            told.update(_code(constant).encode())
        else:
            told.update(repr((type(constant).__name__, constant)).encode("utf-8", "backslashreplace"))
    told.update(repr((code.co_names, code.co_varnames, code.co_freevars, code.co_flags)).encode())
    return told.hexdigest()[:16]


def _function(walk: Walk, value: types.FunctionType) -> Iterator[Piece]:
    qualname = f"{module_name(value.__module__)}.{plain_name(value.__qualname__)}"
    if "<" not in value.__qualname__ and value.__closure__ is None:
        yield f"function {qualname}"
        return
    name, known = named(walk, value)
    yield name
    if known:
        return
    yield f" {qualname} {_code(value.__code__)}("
    cells = []
    for cell in value.__closure__ or ():
        try:
            cells.append(cell.cell_contents)
        except ValueError:
            cells.append("<empty cell>")
    yield from runs([*cells, value.__defaults__, value.__kwdefaults__])
    yield ")"


def _builtin(_walk: Walk, value: Any) -> Iterator[Piece]:
    owner = value.__self__
    yield f"builtin {module_name(value.__module__ or '?')}.{plain_name(value.__qualname__)}"
    if owner is not None and not isinstance(owner, types.ModuleType):
        yield " of "
        yield (owner,)


def _class(walk: Walk, value: type) -> Iterator[Piece]:
    if "<" in value.__qualname__:
        walk.complete = False  # two classes made by one function share a name
    yield f"class {type_name(value)}"


def _materialised(walk: Walk, value: Any) -> Iterator[Piece]:
    name, known = named(walk, value)
    yield name
    if known:
        return
    if type(value) in _COPYABLE:
        value = walk.keep(copy.copy(value))
    elif not walk.consume:
        walk.complete = False
        yield " unread"
        return
    else:
        walk.deferred = True
    seen: list[Any] = []
    outcome: object = None
    yield "<"
    try:
        while len(seen) <= _ITEMS_LIMIT:
            item = next(value)
            # Its state now, since the iterator may change it before the end; identities follow below.
            yield atom(item) or f"={walk.aside(item)}"
            yield ","
            seen.append(item)
            if walk.written is not None and len(seen) <= _WATCHED_ITEMS and (written := walk.written()):
                yield f"wrote {written!r},"  # a lazy version writes between its items
        walk.complete = False
    except StopIteration as end:
        outcome = end.value
    except Exception as error:
        outcome = error
    yield "> "
    yield from runs(item for item in seen if atom(item) is None)
    yield " end "
    yield (outcome,)


def _reduced(_walk: Walk, value: Any) -> Iterator[Piece]:
    yield type_name(type(value))
    yield from runs(value.__reduce__()[1:])


def _mapping(_walk: Walk, value: types.MappingProxyType[Any, Any]) -> Iterator[Piece]:
    yield f"{type_name(type(value))}("
    yield from entries(list(alternate(value.items())))
    yield ")"


def _looked_up(_walk: Walk, value: Iterable[Any]) -> Iterator[Piece]:
    yield f"{type_name(type(value))}("
    yield from labels(value)
    yield ")"


def _machine_array(walk: Walk, value: array.array[Any]) -> Iterator[Piece]:
    name, known = named(walk, value)
    yield name
    if known:
        return
    each = value.typecode in "fd" and walk.tells_each(array.array.__len__(value))
    yield "("
    yield from runs([value.typecode, *(array.array.tolist(value) if each else [array.array.tobytes(value)])])
    yield ")"
    yield from extra(value) if not is_builtin(type(value)) else ()


def _opaque(walk: Walk, value: object) -> Iterator[Piece]:
    name, _known = named(walk, value)
    yield f"{name}<opaque>"
    walk.complete = False


def _lock(walk: Walk, value: Any) -> Iterator[Piece]:
    name, _known = named(walk, value)
    yield f"{name}:{value.locked()}"


def _reentrant_lock(walk: Walk, value: Any) -> Iterator[Piece]:
    name, _known = named(walk, value)
    # "<locked _thread.RLock object owner=… count=1 at …>": nothing else tells whether others hold it.
    told = repr(value).split()
    yield f"{name}:{told[0][1:]},{next((word for word in told if word.startswith('count=')), '')}"


def _enumerated(_walk: Walk, value: enum.Enum) -> Iterator[Piece]:
    # A member is one object for ever: its name says all, its value helps the reader (and a flag has no name).
    told = dict_of(value)
    yield f"{type_name(type(value))}."
    yield from runs([told.get("_name_"), told.get("_value_")])


_FACTORY = collections.defaultdict.__dict__["default_factory"]
_MAXLEN = collections.deque.__dict__["maxlen"]
_LOCK = type(__import__("_thread").allocate_lock())
_REENTRANT_LOCK = type(__import__("_thread").RLock())
_ITERABLE: tuple[Iterable[Any], ...] = (
    [],
    (),
    range(0),
    range(1 << 70),
    "",
    "é",
    b"",
    bytearray(),
    {},
    set(),
)
_COPYABLE = frozenset(type(iter(sample)) for sample in (*_ITERABLE, {}.values(), {}.items())) | {
    type(reversed([])),
    type(reversed(range(0))),
}

_CLOCK = ("hour", "minute", "second", "microsecond", "fold", "tzinfo")
_EXACT_HANDLERS: dict[type, Handler] = {
    types.FunctionType: _function,
    types.BuiltinFunctionType: _builtin,
    types.MethodType: by(lambda value: (value.__func__, value.__self__)),
    types.ModuleType: lambda _walk, value: iter((f"module {module_name(value.__name__)}",)),
    types.CodeType: lambda _walk, value: iter((f"code {plain_name(value.co_qualname)} {_code(value)}",)),
    types.MappingProxyType: _mapping,
    types.GenericAlias: by(lambda value: (value.__origin__, value.__args__)),
    types.UnionType: by(lambda value: value.__args__),
    types.CellType: _opaque,
    type({}.keys()): _looked_up,
    type({}.values()): by(tuple),
    type({}.items()): _looked_up,
    types.GeneratorType: _materialised,
    slice: fields("start", "stop", "step"),
    memoryview: by(lambda value: (value.format, value.shape, value.readonly, value.tobytes())),
    re.Pattern: fields("pattern", "flags"),
    re.Match: by(lambda value: (value.re, value.string, value.pos, value.endpos, value.regs)),
    dt.timezone: by(lambda value: value.__getinitargs__()),
    operator.itemgetter: _reduced,
    operator.attrgetter: _reduced,
    operator.methodcaller: _reduced,
    _LOCK: _lock,
    _REENTRANT_LOCK: _reentrant_lock,
    **dict.fromkeys((map, filter, zip, enumerate, reversed, *_COPYABLE), _materialised),
}
for _kind in (types.WrapperDescriptorType, types.MethodDescriptorType, types.ClassMethodDescriptorType):
    _EXACT_HANDLERS[_kind] = lambda _walk, value: iter(
        (f"builtin {type_name(value.__objclass__)}.{plain_name(value.__name__)}",)
    )
_EXACT_HANDLERS[types.MethodWrapperType] = by(lambda value: (value.__name__, value.__self__))

_BASE_HANDLERS: tuple[tuple[type, Handler], ...] = (
    (enum.Enum, _enumerated),
    (type, _class),
    (list, numbered("[]")),
    (collections.defaultdict, numbered("{}", lambda value: (_FACTORY.__get__(value),))),
    (dict, numbered("{}")),
    (tuple, unnumbered),
    (set, numbered("{}")),
    (frozenset, unnumbered),
    (collections.deque, numbered("[]", lambda value: (_MAXLEN.__get__(value),))),
    (BaseException, _exception),
    (bytearray, by(lambda value: (bytes(memoryview(value)),), mutable=True)),
    (array.array, _machine_array),
    (int, by(lambda value: (int.__index__(value),))),
    (float, by(lambda value: (float.__float__(value),))),
    (complex, by(lambda value: (complex.__complex__(value),))),
    (str, by(lambda value: (str.__str__(value),))),
    (bytes, by(lambda value: (bytes(memoryview(value)),))),
    (decimal.Decimal, by(lambda value: (decimal.Decimal.__repr__(value),))),
    (fractions.Fraction, fields("_numerator", "_denominator")),
    (dt.datetime, fields("year", "month", "day", *_CLOCK)),
    (dt.date, fields("year", "month", "day")),
    (dt.time, fields(*_CLOCK)),
    (dt.timedelta, fields("days", "seconds", "microseconds")),
    (PurePath, lambda _walk, value: iter((f"{type_name(type(value))}({PurePath.__str__(value)!r})",))),
    (io.StringIO, by(lambda v: ("closed",) if v.closed else (v.getvalue(), v.tell()), mutable=True)),
    (io.BytesIO, by(lambda v: ("closed",) if v.closed else (v.getvalue(), v.tell()), mutable=True)),
    (functools.partial, by(lambda value: (value.func, value.args, value.keywords), mutable=True)),
    (random.Random, by(lambda value: (random.Random.getstate(value),), mutable=True)),
    (weakref.ref, by(lambda value: (weakref.ref.__call__(value),))),
)


def handler_of(value: object) -> Handler:
    """How values of this type are told."""
    cls = type(value)
    found = _EXACT_HANDLERS.get(cls)
    if found is not None:
        return found
    zone = sys.modules.get("zoneinfo")
    if zone is not None and cls is zone.ZoneInfo:
        return fields("key")
    if cls.__module__ == "itertools":
        return _materialised
    for base, handler in _BASE_HANDLERS:
        if base in cls.__mro__:
            return handler
    return instance
