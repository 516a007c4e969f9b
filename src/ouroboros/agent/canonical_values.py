"""How plain values, containers and instances of user classes are told."""

from __future__ import annotations

import collections
import decimal
import struct
import types
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from ouroboros.agent.canonical_names import type_name

if TYPE_CHECKING:
    from ouroboros.agent.canonical import Piece, Walk

Handler = Callable[["Walk", Any], Iterator["Piece"]]

_CHUNK = 256
_IMMUTABLE_TYPE = 1 << 8  # Py_TPFLAGS_IMMUTABLETYPE: set on classes made in C, never on a class statement's


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


def is_atom(value: object) -> bool:
    """Whether :func:`atom` can tell ``value``."""
    return type(value) in _ATOMS


def leaf(walk: Walk, value: Any) -> str | None:
    """Text of an atom, or of a small list, tuple or dict of atoms and of such containers; else ``None``.

    Most containers are of this kind, and telling one in a single piece is several times as quick.
    """
    tell = _ATOMS.get(type(value))
    if tell is not None:
        return tell(value)
    return _rendered(walk, value) if type(value) in _LEAVES and _is_leaf(value, 1) else None


def _is_leaf(value: Any, depth: int) -> bool:
    if len(value) > _CHUNK:
        return False
    kinds = set(map(type, value))
    contents: Iterable[Any] = value
    if type(value) is dict:
        contents = value.values()
        if not _ATOM_TYPES.issuperset(kinds):
            return False
        kinds = set(map(type, contents))
    kinds -= _ATOM_TYPES
    if not kinds:
        return True
    if not depth or not _LEAVES.keys() >= kinds:
        return False
    return all(_is_leaf(part, depth - 1) for part in contents if type(part) in _LEAVES)


def _told_without_floats(values: Sequence[Any]) -> bool:
    """Whether none of ``values`` can hold a float, as their types tell."""
    others = set(map(type, values)) - _FLOATLESS
    return not others or (
        others == {tuple}
        and all(_FLOATLESS.issuperset(map(type, value)) for value in values if type(value) is tuple)
    )


def _rendered(walk: Walk, value: Any) -> str:
    cls = type(value)
    name, brackets = _LEAVES[cls]
    if name:
        number, known = walk.number(value)
        if known:
            return f"^{number}"
        name += f"#{number}"
    contents = alternate(value.items()) if cls is dict else value
    texts = [
        tell(part) if (tell := _ATOMS.get(type(part))) is not None else _rendered(walk, part)
        for part in contents
    ]
    if cls is dict and not _FLOATLESS.issuperset(map(type, value)):
        texts[::2] = [f"«{text}»" for text in texts[::2]]
    return f"{name}{brackets[0]}{','.join(texts)}{brackets[1]}"


_LEAVES: dict[type, tuple[str, str]] = {list: ("list", "[]"), tuple: ("", "()"), dict: ("dict", "{}")}
_ATOM_TYPES = frozenset(_ATOMS)
_FLOATLESS = _ATOM_TYPES - {float, complex}


def runs(values: Iterable[Any], walk: Walk | None = None) -> Iterator[Piece]:
    """Pieces for ``values`` with commas, stretches of atoms (with ``walk``: of leaves) joined."""
    ready: list[str] = []
    for value in values:
        text = atom(value) if walk is None else leaf(walk, value)
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


def labels(values: Iterable[Any], walk: Walk | None = None) -> Iterator[Piece]:
    """Pieces for ``values`` that others are found by: a float that is only near to one of them is another.

    They are marked where there may be a float in them; see :mod:`ouroboros.agent.canonical`.
    """
    values = list(values)
    marked = not _told_without_floats(values)
    if marked:
        yield "«"
    yield from runs(values, walk)
    if marked:
        yield "»"


def entries(contents: Sequence[Any], walk: Walk | None = None) -> Iterator[Piece]:
    """Pieces for keys and values in turn, the keys told as labels."""
    if _told_without_floats(contents[::2]):
        yield from runs(contents, walk)
        return
    ready: list[str] = []
    for position, part in enumerate(contents):
        text = atom(part) if walk is None else leaf(walk, part)
        opening, closing = ("", "") if position % 2 else ("«", "»")
        if text is None:
            yield f"{','.join(ready)},{opening}"
            ready.clear()
            yield (part,)
            yield f"{closing},"
            continue
        ready.append(f"{opening}{text}{closing}")
        if len(ready) >= _CHUNK:
            yield ",".join(ready) + ","
            ready.clear()
    yield ",".join(ready)


def alternate(pairs: Iterable[tuple[Any, Any]]) -> Iterator[Any]:
    """Keys and values in turn."""
    for key, value in pairs:
        yield key
        yield value


def members(cls: type) -> tuple[tuple[str, Any], ...]:
    """Slots of a class and its bases as (name, descriptor), base first."""
    found = []
    for base in reversed(cls.__mro__):
        for name, member in type.__dict__["__dict__"].__get__(base).items():
            if type(member) is types.MemberDescriptorType and not is_builtin(base):
                found.append((name, member))
    return tuple(found)


def is_builtin(cls: type) -> bool:
    """Whether a class was made in C, as its flags tell."""
    return not cls.__flags__ & (1 << 9) or bool(cls.__flags__ & _IMMUTABLE_TYPE)


def dict_of(value: object) -> dict[str, Any]:
    """The instance's dictionary, past any property that hides it."""
    for base in type(value).__mro__:
        getter = type.__dict__["__dict__"].__get__(base).get("__dict__")
        if type(getter) is types.GetSetDescriptorType:
            found = getter.__get__(value)
            return found if isinstance(found, dict) else {}
    return {}


def attributes(value: object) -> Iterator[tuple[str, Any]]:
    """Filled slots and the instance's dictionary, in order."""
    yield from _filled(value, members(type(value)))
    yield from list(dict.items(dict_of(value)))


def _filled(value: object, slots: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, Any]]:
    for name, member in slots:
        try:
            yield name, member.__get__(value, type(value))
        except AttributeError:
            continue


def extra(value: object) -> Iterator[Piece]:
    """Attributes of an instance of a subclass of something that is told by its content."""
    found = list(attributes(value))
    if found:
        yield "{"
        yield from runs(alternate(found))
        yield "}"


def parts(value: Any) -> list[Any]:
    """What hangs directly on ``value``, for sorting."""
    for base, items in _CONTENT:
        if isinstance(value, base):
            return list(items(value))
    return list(alternate(attributes(value)))


_CONTENT: tuple[tuple[type, Callable[[Any], Iterable[Any]]], ...] = (
    (tuple, tuple.__iter__),
    (list, list.__iter__),
    (set, set.__iter__),
    (frozenset, frozenset.__iter__),
    (collections.OrderedDict, lambda value: alternate(collections.OrderedDict.items(value))),
    (dict, lambda value: alternate(dict.items(value))),
    (collections.deque, collections.deque.__iter__),
)


def named(walk: Walk, value: object) -> tuple[str, bool]:
    """Type and number of something with an identity, or a reference to it when it was met before."""
    number, known = walk.number(value)
    return (f"^{number}", True) if known else (f"{type_name(type(value))}#{number}", False)


def identity(walk: Walk, value: object) -> tuple[str, bool]:
    """Type of something immutable; attributes of its own give it an identity, and may lead back to it."""
    cls = type(value)
    bare = is_builtin(cls) or next(attributes(value), None) is None
    return (type_name(cls), False) if bare else named(walk, value)


def numbered(brackets: str, note: Callable[[Any], Iterable[Any]] = lambda _: ()) -> Handler:
    """A handler for mutable containers; ``note`` gives what a container holds besides its elements."""

    def tell(walk: Walk, value: Any) -> Iterator[Piece]:
        name, known = named(walk, value)
        yield name
        if known:
            return
        for item in note(value):
            yield ":"
            yield (item,)
        yield brackets[0]
        contents = parts(value)
        if isinstance(value, dict):
            yield from entries(contents, walk)
        elif isinstance(value, set):
            yield from labels(walk.in_order(contents), walk)
        else:
            yield from runs(contents, walk)
        yield brackets[1]
        if not is_builtin(type(value)):
            yield from extra(value)

    return tell


def unnumbered(walk: Walk, value: Any) -> Iterator[Piece]:
    """Tell an immutable container, whose own identity means nothing unless it bears attributes."""
    if type(value) is not tuple:
        name, known = identity(walk, value)
        yield name
        if known:
            return
    yield "("
    contents = parts(value)
    if isinstance(value, frozenset):
        yield from labels(walk.in_order(contents), walk)
    else:
        yield from runs(contents, walk)
    yield ")"
    if not is_builtin(type(value)):
        yield from extra(value)


def fields(*names: str) -> Handler:
    """A handler that tells immutable values by attributes of a standard class."""

    def tell(_walk: Walk, value: Any) -> Iterator[Piece]:
        yield f"{type_name(type(value))}("
        yield from runs(getattr(value, name) for name in names)
        yield ")"
        yield from extra(value) if not is_builtin(type(value)) else ()

    return tell


def by(tell_content: Callable[[Any], Iterable[Any]], *, mutable: bool = False) -> Handler:
    """A handler that tells a value by what ``tell_content`` gives; ``mutable`` ones have an identity."""

    def tell(walk: Walk, value: Any) -> Iterator[Piece]:
        name, known = named(walk, value) if mutable else identity(walk, value)
        yield name
        if known:
            return
        yield "("
        yield from runs(list(tell_content(value)))
        yield ")"
        yield from extra(value) if not is_builtin(type(value)) else ()

    return tell


def _state_in_c(value: object) -> object:
    """State of an instance of a class made in C, by that class's own pickling method, or ``None``."""
    for name in ("__getstate__", "__reduce__"):
        for base in type(value).__mro__[:-1]:
            method = type.__dict__["__dict__"].__get__(base).get(name)
            if type(method) is types.MethodDescriptorType:
                try:
                    return (name, method(value))
                except Exception:
                    return None
            if method is not None:
                return None  # the target's own code
    return None


class Layout(NamedTuple):
    """Where instances of one class keep their attributes; none of it changes while a walk lasts."""

    slots: tuple[tuple[str, Any], ...]
    dictionary: Callable[[Any], dict[str, Any]] | None
    """Getter of an instance's dictionary; ``None``: it has to be looked for."""
    hidden: bool
    """Whether an instance holds state out of Python's sight."""


def _layout(cls: type) -> Layout:
    namespaces = [type.__dict__["__dict__"].__get__(base) for base in cls.__mro__]
    slots = members(cls)
    visible = len(slots)
    visible += sum(any(name in space for space in namespaces) for name in ("__dict__", "__weakref__"))
    outgrown = cls.__basicsize__ > object.__basicsize__ + visible * struct.calcsize("P")
    getter = next((space["__dict__"] for space in namespaces if "__dict__" in space), None)
    return Layout(
        slots=slots,
        dictionary=getter.__get__ if type(getter) is types.GetSetDescriptorType else None,
        hidden=is_builtin(cls) or outgrown,
    )


def instance(walk: Walk, value: object) -> Iterator[Piece]:
    """An instance told by its slots and dictionary; opaque when it holds state out of Python's sight."""
    name, known = named(walk, value)
    yield name
    if known:
        return
    cls = type(value)
    if cls is object:
        return
    facts = walk.layouts.get(id(cls))
    if facts is None:
        facts = walk.layouts[id(cls)] = _layout(cls)
    if facts.hidden:
        state = _state_in_c(value)
        if state is None:
            walk.complete = False
            yield "<opaque>"
        else:
            yield (walk.keep(state),)
    yield "{"
    held = dict_of(value) if facts.dictionary is None else facts.dictionary(value)
    slots = list(_filled(value, facts.slots)) if facts.slots else ()
    yield from runs([*alternate(slots), *alternate(list(dict.items(held)))], walk)
    yield "}"
