"""One expression of the library, with its types and the syntax that would make it a plausible guess."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict, Unpack

EXPLAINED = frozenset(
    {"loop", "nested", "recursion", "order", "equal", "member", "add", "subtract", "store", "slice", "list"}
)
"""What any function written by hand does; it speaks neither for an entry nor against one."""

CONSTANTS = frozenset({"0", "1", "2", "True", "False", "None", "''"})
"""Constants, as ``repr`` writes them, that need no explanation."""

METHODS = frozenset(
    {
        *("append", "pop", "remove", "insert", "extend", "copy", "reverse", "index", "count", "get", "items"),
        *("keys", "values", "setdefault", "add", "join", "discard"),
    }
)
"""Methods of built-in containers that need no explanation."""


class Plausibility(TypedDict, total=False):
    """What makes an entry plausible and safe, beside its types: see :class:`CatalogueEntry`."""

    guard: str
    needs: str
    allows: str
    constants: str
    statement: str
    imports: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueEntry:
    """A guess: a function of these types whose syntax looks like this may be this expression.

    ``{a}``, ``{b}`` and ``{c}`` stand for the parameters, in any order that fits their types.
    """

    name: str
    """Kebab-case, unique in the catalogue."""
    parameters: tuple[str, ...]
    """Types of ``{a}``, ``{b}``, ``{c}`` as profiles write them; all parameters of the function are used."""
    result: str
    """Type of what the function returns."""
    expression: str = ""
    """What is returned; "" for a function that only changes its argument."""
    statement: str = ""
    """What is done before, to an argument that the function changes."""
    guard: str = ""
    """Further condition for the expression to be tried, asked after the types."""
    needs: str = ""
    """Words, with spaces between, that the function's syntax has to have (``lifting.syntax``)."""
    allows: str = ""
    """Further words that it may have; any other one makes the guess implausible."""
    constants: str = ""
    """Further constants that it may mention, as ``repr`` writes them, with spaces between."""
    imports: tuple[str, ...] = ()
    """Import statements that expression and guard need."""

    def plausible(self, words: frozenset[str], constants: frozenset[str], methods: frozenset[str]) -> bool:
        """Whether a function of these words, constants and methods is explained by this entry altogether.

        A number that the entry knows nothing of is the mark of a function that is almost a library's: one
        that stops at 1000, or treats seven differently.
        """
        needs = set(self.needs.split())
        return (
            needs <= words <= EXPLAINED | needs | set(self.allows.split())
            and constants <= CONSTANTS | set(self.constants.split())
            and methods <= METHODS
        )


def entry(
    name: str, parameters: tuple[str, ...], result: str, expression: str, **other: Unpack[Plausibility]
) -> CatalogueEntry:
    """One entry, told in one line."""
    return CatalogueEntry(name=name, parameters=parameters, result=result, expression=expression, **other)


def entries_for(
    kinds: tuple[str, ...], name: str, result: str, expression: str, **other: Unpack[Plausibility]
) -> tuple[CatalogueEntry, ...]:
    """The same for lists of several types; ``[]`` as ``result`` is the list's type, ``item`` its items'."""
    results = {kind: {"[]": kind, "item": kind[5:-1]}.get(result, result) for kind in kinds}
    return tuple(entry(f"{name}-{kind[5:-1]}", (kind,), results[kind], expression, **other) for kind in kinds)
