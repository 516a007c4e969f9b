"""Types of recorded arguments that consist of plain values alone: read, written as annotations, checked."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass

_SCALARS: Mapping[str, type] = {
    "int": int,
    "float": float,
    "bool": bool,
    "str": str,
    "bytes": bytes,
    "None": type(None),
}
_CONTAINERS: Mapping[str, type] = {"list": list, "set": set, "dict": dict, "tuple": tuple}
_ELEMENTS = {"list": 1, "set": 1, "dict": 2}
_MOST_ALTERNATIVES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainType:
    """One of several types, told as ``TypeProfile`` does: ``list[int]``, ``dict[str, float]``, ``None``."""

    name: str
    elements: tuple[tuple[PlainType, ...], ...] = ()
    """Alternatives for each element type; ``tuple``: for each place."""
    endless: bool = False
    """``tuple[int, ...]``: any number of the one element type."""

    @property
    def annotation(self) -> str:
        """How Python writes it."""
        inside = [annotation(each) for each in self.elements]
        if self.name == "tuple":
            return f"tuple[{', '.join([*inside, *(['...'] if self.endless else [])]) or '()'}]"
        return f"{self.name}[{', '.join(inside)}]" if inside else self.name

    def holds(self, value: object) -> bool:
        """Whether ``value`` is of exactly this type, down to its elements."""
        if type(value) is not {**_SCALARS, **_CONTAINERS}[self.name]:
            return False
        if isinstance(value, dict):
            keys, values = self.elements
            return all(fits(keys, key) and fits(values, item) for key, item in value.items())
        if isinstance(value, tuple) and not self.endless:
            return len(value) == len(self.elements) and all(map(fits, self.elements, value))
        if isinstance(value, list | set | tuple):
            return all(fits(self.elements[0], item) for item in value)
        return True


def annotation(alternatives: tuple[PlainType, ...]) -> str:
    """The alternatives as an annotation: ``int | None``."""
    return " | ".join(each.annotation for each in alternatives)


def fits(alternatives: tuple[PlainType, ...], value: object) -> bool:
    """Whether ``value`` is of one of the alternatives."""
    return any(each.holds(value) for each in alternatives)


def plain_types(seen: Mapping[str, int]) -> tuple[PlainType, ...] | str:
    """The types that a parameter was seen with, or in words why they are not plain.

    Args:
        seen: type names as ``TypeProfile.parameters`` has them for one parameter, with their counts.

    """
    if not seen:
        return "its type was never seen"
    try:
        found = _united([each for name in sorted(seen) for each in _alternatives(_tree(name))])
    except ValueError as error:
        return str(error)
    if len(found) > _MOST_ALTERNATIVES:
        return f"{len(found)} different types were seen"
    return found


def _tree(name: str) -> ast.expr:
    try:
        return ast.parse(name, mode="eval").body
    except SyntaxError:
        raise ValueError(f"{name} is no plain type") from None


def _alternatives(tree: ast.expr) -> list[PlainType]:
    if isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.BitOr):
        return [*_alternatives(tree.left), *_alternatives(tree.right)]
    return [_one(tree)]


def _one(tree: ast.expr) -> PlainType:
    name = ast.unparse(tree)
    if name == "NoneType":
        return PlainType(name="None")
    if name in _SCALARS or name in _CONTAINERS:
        return PlainType(name=name)
    if not isinstance(tree, ast.Subscript) or ast.unparse(tree.value) not in _CONTAINERS:
        raise ValueError(f"{name} is no plain type")
    kind, inside = ast.unparse(tree.value), tree.slice
    parts = list(inside.elts) if isinstance(inside, ast.Tuple) else [inside]
    endless = kind == "tuple" and ast.unparse(parts[-1]) == "..."
    elements = tuple(_united(_alternatives(part)) for part in (parts[:-1] if endless else parts))
    return PlainType(name=kind, elements=elements, endless=endless)


def _united(found: list[PlainType]) -> tuple[PlainType, ...]:
    """Each type once; what is only known to be empty counts as empty where others of its kind are not."""
    kept: list[PlainType] = []
    for each in dict.fromkeys(found):
        bare = each.name in _ELEMENTS and len(each.elements) != _ELEMENTS[each.name]
        if not bare:
            kept.append(each)
        elif not any(other.name == each.name and other.elements for other in found):
            raise ValueError(f"what is in a {each.name} was never seen, or differs too much")
    return tuple(kept)
