"""How values of the language and its standard library, and instances of user classes, are told."""

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
import struct
import sys
import types
import uuid
import weakref
from collections.abc import Callable, Iterable, Iterator
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from ouroboros.agent.canonical_names import module_name, type_name

if TYPE_CHECKING:
    from ouroboros.agent.canonical import Piece, Walk

Handler = Callable[["Walk", Any], Iterator["Piece"]]

_ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,16}\b")
_CHUNK = 256
_IMMUTABLE_TYPE = 1 << 8  # Py_TPFLAGS_IMMUTABLETYPE: set on classes made in C, never on a class statement's
_ITEMS_LIMIT = 10_000


def _float(value: float) -> str:
    if value != value:  # noqa: PLR0124 - NaN; its sign and payload are part of the value
        return "nan:" + struct.pack(">d", value).hex()
    return float.hex(value)


def _int(value: int) -> str:
    # Decimal text of a huge integer is quadratic and forbidden beyond 4,300 digits.
    return int.__repr__(value) if int.bit_length(value) < 512 else "0x" + int.__format__(value, "x")


_ATOMS: dict[type, Callable[[Any], str]] = {
    type(None): lambda _: "None",
    bool: repr,
    int: _int,
    float: _float,
    complex: lambda value: f"complex({_float(value.real)},{_float(value.imag)})",
    str: repr,
    bytes: repr,
    type(...): lambda _: "Ellipsis",
    type(NotImplemented): lambda _: "NotImplemented",
    range: repr,
    decimal.Decimal: repr,
    uuid.UUID: repr,
}


def atom(value: object) -> str | None:
    """Text of a value that has no parts and whose identity means nothing, or ``None``."""
    tell = _ATOMS.get(type(value))
    return None if tell is None else tell(value)


def runs(values: Iterable[Any]) -> Iterator[Piece]:
    """Pieces for ``values`` with commas, stretches of atoms joined."""
    ready: list[str] = []
    for value in values:
        text = atom(value)
        if text is None:
            if ready:
                yield ",".join(ready) + ","
                ready.clear()
            yield (value,)
            yield ","
            continue
        ready.append(text)
        if len(ready) >= _CHUNK:
            yield ",".join(ready) + ","
            ready.clear()
    if ready:
        yield ",".join(ready)


def _alternate(pairs: Iterable[tuple[Any, Any]]) -> Iterator[Any]:
    for key, value in pairs:
        yield key
        yield value


def _members(cls: type) -> tuple[tuple[str, Any], ...]:
    """Slots of a class and its bases as (name, descriptor), base first."""
    found = []
    for base in reversed(cls.__mro__):
        for name, member in type.__dict__["__dict__"].__get__(base).items():
            if type(member) is types.MemberDescriptorType and not _is_builtin(base):
                found.append((name, member))
    return tuple(found)


def _is_builtin(cls: type) -> bool:
    return not cls.__flags__ & (1 << 9) or bool(cls.__flags__ & _IMMUTABLE_TYPE)


def _dict_of(value: object) -> dict[str, Any]:
    """The instance's dictionary, past any property that hides it."""
    for base in type(value).__mro__:
        getter = type.__dict__["__dict__"].__get__(base).get("__dict__")
        if type(getter) is types.GetSetDescriptorType:
            found = getter.__get__(value)
            return found if isinstance(found, dict) else {}
    return {}


def _attributes(value: object) -> Iterator[tuple[str, Any]]:
    for name, member in _members(type(value)):
        try:
            yield name, member.__get__(value, type(value))
        except AttributeError:
            continue
    yield from list(dict.items(_dict_of(value)))


def _extra(value: object) -> Iterator[Piece]:
    """Attributes of an instance of a subclass of something that is told by its content."""
    attributes = list(_attributes(value))
    if attributes:
        yield "{"
        yield from runs(_alternate(attributes))
        yield "}"


def parts(value: Any) -> list[Any]:
    """What hangs directly on ``value``, for sorting."""
    for base, items in _CONTENT:
        if isinstance(value, base):
            return list(items(value))
    return list(_alternate(_attributes(value)))


_CONTENT: tuple[tuple[type, Callable[[Any], Iterable[Any]]], ...] = (
    (tuple, tuple.__iter__),
    (list, list.__iter__),
    (set, set.__iter__),
    (frozenset, frozenset.__iter__),
    (collections.OrderedDict, lambda value: _alternate(collections.OrderedDict.items(value))),
    (dict, lambda value: _alternate(dict.items(value))),
    (collections.deque, collections.deque.__iter__),
)


def _named(walk: Walk, value: object) -> tuple[str, bool]:
    number, known = walk.number(value)
    return (f"^{number}", True) if known else (f"{type_name(type(value))}#{number}", False)


def _numbered(brackets: str, note: Callable[[Any], Iterable[Any]] = lambda _: ()) -> Handler:
    def tell(walk: Walk, value: Any) -> Iterator[Piece]:
        name, known = _named(walk, value)
        yield name
        if known:
            return
        for item in note(value):
            yield ":"
            yield (item,)
        yield brackets[0]
        contents = parts(value)
        yield from runs(walk.in_order(contents) if isinstance(value, set) else contents)
        yield brackets[1]
        if type(value) not in _EXACT:
            yield from _extra(value)

    return tell


def _unnumbered(walk: Walk, value: Any) -> Iterator[Piece]:
    exact = type(value) is tuple
    yield "(" if exact else f"{type_name(type(value))}("
    contents = parts(value)
    yield from runs(walk.in_order(contents) if isinstance(value, frozenset) else contents)
    yield ")"
    if type(value) not in _EXACT:
        yield from _extra(value)


def _fields(*names: str) -> Handler:
    """A handler that tells immutable values by attributes of a standard class."""

    def tell(_walk: Walk, value: Any) -> Iterator[Piece]:
        yield f"{type_name(type(value))}("
        yield from runs(getattr(value, name) for name in names)
        yield ")"
        yield from _extra(value) if type(value) not in _EXACT else ()

    return tell


def _by(tell_content: Callable[[Any], Iterable[Any]], *, mutable: bool = False) -> Handler:
    def tell(walk: Walk, value: Any) -> Iterator[Piece]:
        if mutable:
            name, known = _named(walk, value)
            yield name
            if known:
                return
        else:
            yield type_name(type(value))
        yield "("
        yield from runs(list(tell_content(value)))
        yield ")"
        yield from _extra(value) if type(value) not in _EXACT else ()

    return tell


def _exception(walk: Walk, value: BaseException) -> Iterator[Piece]:
    name, known = _named(walk, value)
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
    yield from _extra(value)
    for label, link in (("cause", value.__cause__), ("context", value.__context__)):
        yield f" {label} {type_name(type(link))}" if link is not None else ""
    yield " quiet" if value.__suppress_context__ else ""


def _code(code: types.CodeType) -> str:
    """Digest of what a code object does; where it stands in its file does not count."""
    told = hashlib.sha256(code.co_code)
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            told.update(_code(constant).encode())
        else:
            told.update(repr((type(constant).__name__, constant)).encode("utf-8", "backslashreplace"))
    told.update(repr((code.co_names, code.co_varnames, code.co_freevars, code.co_flags)).encode())
    return told.hexdigest()[:16]


def _function(walk: Walk, value: types.FunctionType) -> Iterator[Piece]:
    qualname = f"{module_name(value.__module__)}.{value.__qualname__}"
    if "<" not in value.__qualname__ and value.__closure__ is None:
        yield f"function {qualname}"
        return
    name, known = _named(walk, value)
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
    yield f"builtin {module_name(value.__module__ or '')}.{value.__qualname__}"
    if owner is not None and not isinstance(owner, types.ModuleType):
        yield " of "
        yield (owner,)


def _class(walk: Walk, value: type) -> Iterator[Piece]:
    if "<" in value.__qualname__:
        walk.complete = False  # two classes made by one function share a name
    yield f"class {type_name(value)}"


def _materialised(walk: Walk, value: Any) -> Iterator[Piece]:
    name, known = _named(walk, value)
    yield name
    if known:
        return
    if type(value) in _COPYABLE:
        value = walk.keep(copy.copy(value))
    elif not walk.consume:
        walk.complete = False
        yield " unread"
        return
    seen: list[Any] = []
    outcome: object = None
    yield "<"
    try:
        while len(seen) <= _ITEMS_LIMIT:
            item = next(value)
            # Its state now, since the iterator may change it before the end; identities follow below.
            yield atom(item) or f"={walk.aside(item)[:32]}"
            yield ","
            seen.append(item)
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


def _opaque(walk: Walk, value: object) -> Iterator[Piece]:
    name, _known = _named(walk, value)
    yield f"{name}<opaque>"
    walk.complete = False


def instance(walk: Walk, value: object) -> Iterator[Piece]:
    """An instance told by its slots and dictionary; opaque when it holds state out of Python's sight."""
    name, known = _named(walk, value)
    yield name
    if known:
        return
    cls = type(value)
    if cls is object:
        return
    namespaces = [type.__dict__["__dict__"].__get__(base) for base in cls.__mro__]
    visible = len(_members(cls))
    visible += sum(any(name in space for space in namespaces) for name in ("__dict__", "__weakref__"))
    if _is_builtin(cls) or cls.__basicsize__ > object.__basicsize__ + visible * struct.calcsize("P"):
        walk.complete = False
        yield "<opaque>"
    yield "{"
    yield from runs(_alternate(list(_attributes(value))))
    yield "}"


def _lock(walk: Walk, value: Any) -> Iterator[Piece]:
    name, _known = _named(walk, value)
    yield f"{name}:{value.locked()}"


def _enumerated(_walk: Walk, value: enum.Enum) -> Iterator[Piece]:
    # A member is one object for ever: its name says all, its value helps the reader (and a flag has no name).
    told = _dict_of(value)
    yield f"{type_name(type(value))}."
    yield from runs([told.get("_name_"), told.get("_value_")])


_FACTORY = collections.defaultdict.__dict__["default_factory"]
_MAXLEN = collections.deque.__dict__["maxlen"]
_LOCK = type(__import__("_thread").allocate_lock())
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
    types.MethodType: _by(lambda value: (value.__func__, value.__self__)),
    types.ModuleType: lambda _walk, value: iter((f"module {module_name(value.__name__)}",)),
    types.CodeType: lambda _walk, value: iter((f"code {value.co_qualname} {_code(value)}",)),
    types.MappingProxyType: _by(lambda value: _alternate(value.items())),
    types.GenericAlias: _by(lambda value: (value.__origin__, value.__args__)),
    types.UnionType: _by(lambda value: value.__args__),
    types.CellType: _opaque,
    type({}.keys()): _by(tuple),
    type({}.values()): _by(tuple),
    type({}.items()): _by(tuple),
    types.GeneratorType: _materialised,
    slice: _fields("start", "stop", "step"),
    memoryview: _by(lambda value: (value.format, value.shape, value.readonly, value.tobytes())),
    re.Pattern: _fields("pattern", "flags"),
    re.Match: _by(lambda value: (value.re, value.string, value.pos, value.endpos, value.regs)),
    dt.timezone: _by(lambda value: value.__getinitargs__()),
    operator.itemgetter: _reduced,
    operator.attrgetter: _reduced,
    operator.methodcaller: _reduced,
    _LOCK: _lock,
    **dict.fromkeys((map, filter, zip, enumerate, reversed, *_COPYABLE), _materialised),
}
for _kind in (types.WrapperDescriptorType, types.MethodDescriptorType, types.ClassMethodDescriptorType):
    _EXACT_HANDLERS[_kind] = lambda _walk, value: iter(
        (f"builtin {type_name(value.__objclass__)}.{value.__name__}",)
    )
_EXACT_HANDLERS[types.MethodWrapperType] = _by(lambda value: (value.__name__, value.__self__))

_BASE_HANDLERS: tuple[tuple[type, Handler], ...] = (
    (enum.Enum, _enumerated),
    (type, _class),
    (list, _numbered("[]")),
    (collections.defaultdict, _numbered("{}", lambda value: (_FACTORY.__get__(value),))),
    (dict, _numbered("{}")),
    (tuple, _unnumbered),
    (set, _numbered("{}")),
    (frozenset, _unnumbered),
    (collections.deque, _numbered("[]", lambda value: (_MAXLEN.__get__(value),))),
    (BaseException, _exception),
    (bytearray, _by(lambda value: (bytes(memoryview(value)),), mutable=True)),
    (array.array, _by(lambda value: (value.typecode, value.tobytes()), mutable=True)),
    (int, _by(lambda value: (int.__index__(value),))),
    (float, _by(lambda value: (float.__float__(value),))),
    (complex, _by(lambda value: (complex.__complex__(value),))),
    (str, _by(lambda value: (str.__str__(value),))),
    (bytes, _by(lambda value: (bytes(memoryview(value)),))),
    (decimal.Decimal, _by(lambda value: (decimal.Decimal.__repr__(value),))),
    (fractions.Fraction, _fields("_numerator", "_denominator")),
    (dt.datetime, _fields("year", "month", "day", *_CLOCK)),
    (dt.date, _fields("year", "month", "day")),
    (dt.time, _fields(*_CLOCK)),
    (dt.timedelta, _fields("days", "seconds", "microseconds")),
    (PurePath, lambda _walk, value: iter((f"{type_name(type(value))}({PurePath.__str__(value)!r})",))),
    (io.StringIO, _by(lambda v: ("closed",) if v.closed else (v.getvalue(), v.tell()), mutable=True)),
    (io.BytesIO, _by(lambda v: ("closed",) if v.closed else (v.getvalue(), v.tell()), mutable=True)),
    (functools.partial, _by(lambda value: (value.func, value.args, value.keywords), mutable=True)),
    (random.Random, _by(lambda value: (random.Random.getstate(value),), mutable=True)),
    (weakref.ref, _by(lambda value: (weakref.ref.__call__(value),))),
)
_EXACT = frozenset({base for base, _ in _BASE_HANDLERS} | set(_EXACT_HANDLERS) | {collections.OrderedDict})


def handler_of(value: object) -> Handler:
    """How values of this type are told."""
    cls = type(value)
    found = _EXACT_HANDLERS.get(cls)
    if found is not None:
        return found
    zone = sys.modules.get("zoneinfo")
    if zone is not None and cls is zone.ZoneInfo:
        return _fields("key")
    if cls.__module__ == "itertools":
        return _materialised
    for base, handler in _BASE_HANDLERS:
        if base in cls.__mro__:
            return handler
    return instance
