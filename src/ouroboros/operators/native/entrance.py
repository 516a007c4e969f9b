"""What goes into a kernel: guards on exact types, and data as arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ouroboros.operators.native.values import (
    LIMIT,
    SMALL,
    Bundle,
    Matrix,
    Rows,
    Scalar,
    Shared,
    UntranslatableError,
    Value,
    Vector,
)

SIGNATURES = {"float": "float64", "int": "int64", "bool": "boolean"}
_FLAT = {
    "str": ("character", "text", -LIMIT, LIMIT),
    "bytes": ("int", "bytes", 0, 255),
    "bytearray": ("int", "bytes", 0, 255),
    "array.array(d)": ("float", "array", -LIMIT, LIMIT),
    "array.array(q)": ("int", "array", 1 - SMALL, SMALL - 1),
}
"""Types told without their elements: kind of those, form, least and most of what is stored."""


def split_type(text: str) -> tuple[str, tuple[str, ...]]:
    """``tuple[int, list[float]]`` → ``("tuple", ("int", "list[float]"))``."""
    head, bracket, rest = text.partition("[")
    if not bracket:
        return head.strip(), ()
    parts, depth, start = [], 0, 0
    inner = rest.rstrip().removesuffix("]")
    for at, character in enumerate(inner):
        depth += {"[": 1, "]": -1}.get(character, 0)
        if character == "," and depth == 0:
            parts.append(inner[start:at].strip())
            start = at + 1
    return head.strip(), (*parts, inner[start:].strip())


def _shape(items: tuple[str, ...]) -> tuple[str, list[str]]:
    """Text of what a tuple holds, as ``_ouroboros_columns`` reads it; the kinds of its columns.

    Raises:
        UntranslatableError: kernels do not know a type in it.

    """
    texts: list[str] = []
    kinds: list[str] = []
    for item in items:
        head, inner = split_type(item)
        if head == "tuple" and inner and "..." not in inner:
            text, found = _shape(inner)
            texts.append(text)
            kinds += found
        elif head == "list" and len(inner) == 1 and inner[0] in {"float", "int"}:
            texts.append("list")
            kinds.append(f"[{inner[0]}]")
        elif head in {"float", "int"} and not inner:
            texts.append(head)
            kinds.append(head)
        else:
            raise UntranslatableError(f"type {item} in rows")
    return f"({', '.join(texts)},)", kinds


@dataclass(slots=True, kw_only=True)
class Entrance:
    """Guards and arguments of one kernel, gathered parameter by parameter."""

    checks: list[str] = field(default_factory=list)
    """Cheap conditions: on types, and on the first element of lists."""
    sizes: list[str] = field(default_factory=list)
    arguments: list[str] = field(default_factory=list)
    """What the kernel is called with."""
    signature: list[str] = field(default_factory=list)
    pools: dict[str, Matrix] = field(default_factory=dict)
    """Tables of the lists that rows hold, by the type of their elements."""
    objects: dict[str, str] = field(default_factory=dict)
    """Places of objects that are taken apart, with the names of their classes."""
    arrays: list[tuple[str, str, str, str, str]] = field(default_factory=list)
    """(parameter, place, name of the array, dtype, form as ``_ouroboros_copied`` knows it)"""

    def admit(self, parameter: str, place: str, recorded: str) -> Value:
        """Guard ``place``, an expression on ``parameter``, for a recorded type; what the kernel sees there.

        Raises:
            UntranslatableError: kernels do not know the type.

        """
        head, inner = split_type(recorded)
        name = f"a{len(self.arguments)}"
        if head in SIGNATURES and not inner:
            self.checks.append(f"type({place}) is {head}")
            self.arguments.append(place)
            self.signature.append(SIGNATURES[head])
            if head == "int":
                self.checks.append(f"{-SMALL} < {place} < {SMALL}")
                self.sizes.append(f"abs({place})")
                return Scalar(kind="int", text=name, low=1 - SMALL, high=SMALL - 1)
            return Scalar(kind=head, text=name)
        if head == "tuple" and inner and "..." not in inner:
            self.checks.append(f"type({place}) is tuple and len({place}) == {len(inner)}")
            return Bundle(
                items=tuple(
                    self.admit(parameter, f"{place}[{index}]", item) for index, item in enumerate(inner)
                )
            )
        if head in _FLAT and not inner:
            element, form, least, most = _FLAT[head]
            array = form == "array"
            self.checks.append(f"_ouroboros_is_array({place})" if array else f"type({place}) is {head}")
            return self._vector(
                parameter, place, element, form, (least, most), fixed=head in {"str", "bytes"}
            )
        if head not in {"list", "tuple"} or not inner:
            raise UntranslatableError(f"type {recorded}")
        element, deeper = split_type(inner[0])
        if element == "tuple" and len(inner) == 1 and (len(set(deeper)) > 1 or "[" in "".join(deeper)):
            return self._rows(parameter, place, head, deeper)
        self.checks.append(f"type({place}) is {head}")
        if not deeper:
            if element not in SIGNATURES:
                raise UntranslatableError(f"type {recorded}")
            self.checks.append(f"{place} and type({place}[0]) is {element}")
            return self._vector(parameter, place, element, head, (-LIMIT, LIMIT), fixed=head == "tuple")
        items = {item for item in deeper if item != "..."}
        if element not in {"list", "tuple"} or len(items) != 1 or not items <= set(SIGNATURES):
            raise UntranslatableError(f"type {recorded}")
        (kind,) = items
        name = self._array(parameter, place, kind, f"{head} {element}")
        first = f"{place}[0]"
        self.checks.append(
            f"{place} and type({first}) is {element} and {first} and type({first}[0]) is {kind}"
        )
        self.signature.append(f"{SIGNATURES[kind]}[:, ::1]")
        return Matrix(
            buffer=name,
            rows=f"{name}.shape[0]",
            columns=f"{name}.shape[1]",
            element=kind,
            owners=frozenset({name}),
            tag=str(len(self.arrays) - 1),
            fixed=(head, element) != ("list", "list"),
        )

    def _rows(self, parameter: str, place: str, head: str, items: tuple[str, ...]) -> Rows:
        """Guard a list of tuples of different things; each column of it is one argument."""
        columns = f"columns{len(self.arguments)}"
        shape, kinds = _shape(items)
        if "bool" in kinds or kinds.count("[") + len(kinds) > 12:
            raise UntranslatableError("rows of truth values, or of very many columns")
        self.checks.append(f"type({place}) is {head} and {place}")
        pools = [kind[1:-1] for kind in kinds if kind.startswith("[")]
        for kind in dict.fromkeys(pools):
            if kind not in self.pools:
                name = f"lists_of_{kind}"
                self.checks.insert(0, f"({name} := []) is not None")
                self.pools[kind] = self._pool(parameter, kind, name)
        pool = f"lists_of_{pools[0]}" if pools else "[]"
        if len(set(pools)) > 1:
            raise UntranslatableError("rows with lists of different types")
        self.checks.append(f"({columns} := _ouroboros_columns({place}, {shape}, {pool})) is not None")
        self.sizes.append(f"len({place})")
        places = iter(range(len(kinds)))

        def built(parts: tuple[str, ...]) -> tuple[Vector | Shared | Rows, ...]:
            found: list[Vector | Shared | Rows] = []
            for part in parts:
                kind, deeper = split_type(part)
                if kind == "tuple":
                    found.append(Rows(length=length, item=built(deeper)))
                    continue
                at = f"{columns}[{next(places)}]"
                numbers = kind == "list"
                vector = self._vector(
                    parameter, at, "int" if numbers else kind, "list", (-LIMIT, LIMIT), fixed=True
                )
                found.append(
                    Shared(numbers=vector.buffer, table=self.pools[deeper[0]]) if numbers else vector
                )
            return tuple(found)

        length = f"a{len(self.arguments)}.shape[0]"
        return Rows(length=length, item=built(items))

    def _pool(self, parameter: str, kind: str, name: str) -> Matrix:
        """A table of the lists that rows hold, each once, whichever rows hold it."""
        buffer = self._array(parameter, name, kind, "list list")
        self.sizes.pop()
        self.signature.append(f"{SIGNATURES[kind]}[:, ::1]")
        return Matrix(
            buffer=buffer,
            rows=f"{buffer}.shape[0]",
            columns=f"{buffer}.shape[1]",
            element=kind,
            owners=frozenset({buffer}),
        )

    def admit_object(
        self, parameter: str, place: str, kind: str, attributes: Mapping[str, str], written: frozenset[str]
    ) -> dict[str, Value]:
        """Guard an object of class ``kind``; what the kernel sees of its ``attributes``, given their types.

        Raises:
            UntranslatableError: kernels do not know the type of one.

        """
        self.checks.append(f"type({place}) is {kind}")
        self.objects[place] = kind
        seen: dict[str, Value] = {}
        for name, recorded in attributes.items():
            variable = f"{place}_{name}"
            reader = "settable" if name in written else "field"
            self.checks.append(f'({variable} := _ouroboros_{reader}({place}, "{name}")) is not None')
            seen[name] = self.admit(parameter, variable, recorded)
        return seen

    def _array(self, parameter: str, place: str, kind: str, form: str) -> str:
        """Name of a new argument that is an array."""
        name = f"a{len(self.arguments)}"
        self.sizes.append(f"len({place})")
        self.arguments.append(name)
        dtype = {"float": "float64", "int": "int64", "bool": "bool", "character": "int64"}[kind]
        self.arrays.append((parameter, place, name, dtype, form))
        return name

    def _vector(
        self, parameter: str, place: str, element: str, form: str, bounds: tuple[int, int], *, fixed: bool
    ) -> Vector:
        name = self._array(parameter, place, element, form)
        self.signature.append(f"{SIGNATURES.get(element, 'int64')}[::1]")
        return Vector(
            buffer=name,
            length=f"{name}.shape[0]",
            element=element,
            owners=frozenset({name}),
            tag=str(len(self.arrays) - 1),
            least=bounds[0],
            most=bounds[1],
            fixed=fixed,
        )
