"""What a value is while a function is being turned into a kernel: its kind, its text, its bounds.

A kernel is Python text that Numba compiles. Every integer in it lies inside ``(-LIMIT, LIMIT)``, so a sum
of two never wraps; bounds that can be proven spare the check at run time.
"""

from __future__ import annotations

from dataclasses import dataclass

LIMIT = 2**62
"""Integers of a kernel are smaller than this in magnitude, always."""
SMALL = 2**31
"""Integers that enter a kernel (arguments, elements, lengths) are smaller than this in magnitude."""
EXACT = 2**53
"""Up to here every integer is a float64, and comparing or dividing as floats is exact."""

NUMPY = "_ouroboros_numpy"
DTYPES = {
    "float": f"{NUMPY}.float64",
    "int": f"{NUMPY}.int64",
    "bool": f"{NUMPY}.bool_",
    "character": f"{NUMPY}.int64",
    "?": f"{NUMPY}.float64",  # not known in this pass; the last pass refuses it
}


MADE = "*"
"""Stands among a list's owners for the kernel itself. Lists that come in are numbered from 0, those made in
the kernel from -1 downwards, so that what comes out of it is the same list where it was the same before."""


class LearntError(Exception):
    """What was just learnt changes what came before; the pass starts again. Never leaves the operators."""


class UntranslatableError(Exception):
    """The function has something that a kernel cannot do exactly. Never leaves the operators."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scalar:
    """A number, truth value or character. ``kind``: int, float, bool, mixed, or character (its code).

    Mixed is a float64 that stands for a small integer while ``flag`` (a variable of the kernel) is true:
    ``total = 0`` before a loop that adds floats.
    """

    kind: str
    text: str
    low: int = 1 - LIMIT
    high: int = LIMIT - 1
    literal: int | float | None = None
    flag: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vector:
    """A list of numbers: a buffer of which the first ``length`` elements count."""

    buffer: str
    length: str
    element: str
    fresh: bool = False
    """Made by this function; only such a list may grow."""
    owners: frozenset[str] = frozenset()
    """Parameters whose list this may be (a part of); ``MADE`` where it may be none's."""
    tag: str = ""
    """Text of the number that tells which list this is (see ``MADE``); "" for a row of a table."""
    least: int = -LIMIT
    """Integers stored into it lie from here …"""
    most: int = LIMIT
    """… to here; others raise."""
    fixed: bool = False
    """A text, a tuple or bytes: nothing is stored into it."""
    table: str = ""
    """Of a row: the buffer of its table …"""
    place: str = ""
    """… and its number there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """A list of distinct lists of equal length."""

    buffer: str
    rows: str
    columns: str
    element: str
    fresh: bool = False
    owners: frozenset[str] = frozenset()
    tag: str = ""
    fixed: bool = False
    order: str = ""
    """Array that tells which row of the buffer stands where, if rows change places."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """A tuple, known while translating only."""

    items: tuple[Value, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Callee:
    """A module-level function used as a value: its name."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """An object of a plain class of the module: its attributes are variables of the kernel."""

    kind: str
    """Name of the class."""
    prefix: str
    """Begins the names that its attributes have in the kernel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """A list inside rows: its number in a table of all such lists, each of which is there once."""

    numbers: str
    """Array of those numbers, one for each row."""
    table: Matrix


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """A list of tuples, column by column."""

    length: str
    item: tuple[Vector | Shared | Rows, ...]
    """Columns of numbers, of lists, and of tuples (with the same ``length``)."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """``None``, known while translating only."""


Array = Vector | Matrix
Value = Scalar | Vector | Matrix | Bundle | Callee | Record | Rows | Nothing


def number(value: object) -> Scalar:
    """A literal as a scalar.

    Raises:
        UntranslatableError: not a finite float, a bool, or an integer below ``LIMIT`` in magnitude.

    """
    if isinstance(value, bool):
        return Scalar(kind="bool", text=repr(value))
    if isinstance(value, int) and abs(value) < LIMIT:
        return Scalar(kind="int", text=f"({value})", low=value, high=value, literal=value)
    if isinstance(value, float) and value - value == 0.0:
        return Scalar(kind="float", text=f"({value!r})", literal=value)
    raise UntranslatableError(f"constant {value!r}")


def join_kinds(old: str | None, new: str) -> str:
    """The kind of a variable that holds ``old`` in one place and ``new`` in another.

    ``literal`` is an integer written in the source. Beside floats it makes the variable mixed; other integers
    beside floats are refused, because the variable's type could not be told by one flag.
    """
    if old is None or old == new or {old, new} == {"literal", "int"}:
        return "int" if {old, new} == {"literal", "int"} else new
    if {old, new} <= {"literal", "float", "mixed"}:
        return "mixed"
    raise UntranslatableError(f"a variable is {old} here and {new} there")
