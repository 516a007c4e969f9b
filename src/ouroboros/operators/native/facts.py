"""What is known about names while a function is being translated: the module's, its own, and their types."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field

from ouroboros.operators.native.values import (
    LIMIT,
    SMALL,
    Array,
    Record,
    Scalar,
    UntranslatableError,
    Value,
    join_kinds,
)


@dataclass(slots=True, kw_only=True)
class Scope:
    """Names of one function (or comprehension) while it is being translated."""

    prefix: str
    bound: dict[str, Value] = field(default_factory=dict)
    """Names that stand for one value throughout: unassigned parameters."""
    local: frozenset[str] = frozenset()
    """Names assigned somewhere in the function."""
    defined: set[str] = field(default_factory=set)
    """Local names that certainly hold a value at this point."""
    growing: frozenset[str] = frozenset()
    """Names of lists that change their length or become parts of others: they need to be their only ones."""
    records: dict[str, Record] = field(default_factory=dict)
    """Local names that stand for one object, made in the kernel."""
    outer: Scope | None = None
    """Of a comprehension: the function around it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainClass:
    """A class without bases, decorators and methods that Python calls behind an attribute."""

    methods: Mapping[str, ast.FunctionDef]
    constants: Mapping[str, int | float | bool]
    """Attributes of the class, which none of its instances has."""
    defined: frozenset[str]
    """All names that its body binds."""
    assigned: frozenset[str]
    """Attributes that something in the module assigns, on whatever object."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleNames:
    """What module-level names certainly mean."""

    every: frozenset[str]
    """All names bound at module level, in whatever way."""
    functions: Mapping[str, ast.FunctionDef]
    constants: Mapping[str, int | float | bool]
    classes: Mapping[str, PlainClass]
    """Classes whose instances are nothing but attributes and methods."""
    math: frozenset[str]
    """Names of the module ``math``."""
    math_functions: Mapping[str, str]
    """Names imported from ``math``, and what they are called there."""


@dataclass(slots=True, kw_only=True)
class Facts:
    """What passes have found about variables; only ever grows, so that passes come to an end."""

    kinds: dict[str, str] = field(default_factory=dict)
    ranges: dict[str, tuple[int, int]] = field(default_factory=dict)
    arrays: dict[str, Array] = field(default_factory=dict)
    elements: dict[str, str] = field(default_factory=dict)
    mutated: frozenset[str] = frozenset()
    permuted: frozenset[str] = frozenset()
    """Tables whose rows change places."""
    plain_sums: bool = False
    """Whether ``sum`` adds floats: Python 3.12 and later carries the rounding errors along."""
    passes: int = 0
    written: frozenset[tuple[str, str]] = frozenset()
    """Attributes that are assigned: prefix of an object that came in, and name."""
    used: frozenset[tuple[str, str]] = frozenset()
    """Attributes of such objects that are read or assigned."""
    renewed: frozenset[tuple[str, str]] = frozenset()
    """Attributes of any objects that are assigned after they have a value."""

    def snapshot(self) -> object:
        """Something that is equal as long as nothing is learnt."""
        return (
            dict(self.kinds),
            dict(self.ranges),
            dict(self.arrays),
            dict(self.elements),
            self.mutated,
            self.permuted,
            self.plain_sums,
            self.written,
            self.used,
            self.renewed,
        )

    def variable(self, full: str) -> Value:
        """The value of a local variable, by its name in the kernel."""
        if full in self.arrays:
            return self.arrays[full]
        kind = self.kinds[full]
        if kind in {"int", "literal"}:
            low, high = self.ranges.get(full, (1 - LIMIT, LIMIT - 1))
            return Scalar(kind="int", text=full, low=low, high=high)
        return Scalar(kind=kind, text=full, flag=f"whole_{full}" if kind == "mixed" else "")

    def learn(self, full: str, value: Scalar) -> str:
        """A number is assigned to a variable; returns the variable's kind now."""
        small = value.kind == "int" and value.low >= -SMALL and value.high <= SMALL
        if full in self.arrays:
            raise UntranslatableError("a variable is a list here and a number there")
        kind = join_kinds(self.kinds.get(full), "literal" if small else value.kind)
        self.kinds[full] = kind
        if value.kind == "int":
            low, high = self.ranges.get(full, (value.low, value.high))
            wide = (min(low, value.low), max(high, value.high))
            # Bounds that still grow after some passes are let go, so that passes come to an end.
            grown = full in self.ranges and wide != (low, high) and self.passes > 2
            self.ranges[full] = (1 - LIMIT, LIMIT - 1) if grown else wide
        return kind
