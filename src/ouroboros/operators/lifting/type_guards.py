"""Recorded types as conditions: what a value has to be, exactly, for an expression to be tried on it."""

from __future__ import annotations

from collections.abc import Mapping

_CHAIN = "from itertools import chain as _ouroboros_chain"
_EQ = "from operator import eq as _ouroboros_eq"
_OF_LISTS = "type({x}) is list and set(map(type, {x})) == {{list}}"
_GUARDS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "int": ("type({x}) is int", ()),
    "str": ("type({x}) is str", ()),
    "bytes": ("type({x}) is bytes", ()),
    "list[int]": ("type({x}) is list and set(map(type, {x})) == {{int}}", ()),
    "list[str]": ("type({x}) is list and set(map(type, {x})) == {{str}}", ()),
    "list[float]": (
        "type({x}) is list and set(map(type, {x})) == {{float}} and all(map(_ouroboros_eq, {x}, {x}))",
        (_EQ,),
    ),
    "list[list[int]]": (
        f"{_OF_LISTS} and set(map(type, _ouroboros_chain.from_iterable({{x}}))) == {{{{int}}}}",
        (_CHAIN,),
    ),
}
"""Types that the catalogue speaks of. An empty list has no element types and goes the original way, and so
does a list with a NaN in it, which is not even equal to itself."""


def recorded_type(seen: Mapping[str, int]) -> str:
    """The one type of :data:`_GUARDS` that a parameter or a result was recorded with; "" for anything else.

    Args:
        seen: type names with their counts, as ``TypeProfile.parameters`` has them.

    """
    names = {_without_empty(name) for name in seen}
    found = names - {"list"}
    if len(found) != 1:
        return ""
    (name,) = found
    return name if name in _GUARDS and (name.startswith("list") or names == found) else ""


def _without_empty(name: str) -> str:
    """``list[list | list[int]]`` is a list of lists of numbers, some of which were empty."""
    return name.replace("[list | list[", "[list[").replace("] | list]", "]]")


def guard_of(kind: str, name: str) -> tuple[str, tuple[str, ...]]:
    """Condition that ``name`` holds a value of type ``kind``, and the imports that it needs."""
    condition, imports = _GUARDS[kind]
    return condition.format(x=name), imports
