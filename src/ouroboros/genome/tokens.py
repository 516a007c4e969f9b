"""Sets of tokens, and what a call passes on."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from ouroboros.genome.resolution import UNKNOWN, Token

Tokens = frozenset[Token]
Place = tuple[int, int, int, int]

NOTHING: Tokens = frozenset()
SCALAR: Tokens = frozenset({("value", "scalar")})
TEXT: Tokens = frozenset({("value", "str")})
ANYTHING: Tokens = frozenset({UNKNOWN})
EXACT = frozenset({"list", "dict", "set", "tuple", "frozenset", "deque", "defaultdict"})
"""Kinds of objects of which everything inside is known."""

OUTSIDE: Token = ("outside",)
"""Stands for all objects that were there before the call."""

MAX_OBJECTS = 3_000
"""Objects followed in one function; generated code with more is not worth the hours."""


class AnalysisLimitError(Exception):
    """The function is too large to be followed; nothing is known of it."""


@dataclass(slots=True)
class Budget:
    """Work that one question may cost, in visits of tokens; the same on every machine."""

    left: int = 300_000

    def spend(self, visits: int) -> None:
        """Take ``visits`` off.

        Raises:
            AnalysisLimitError: nothing is left.

        """
        self.left -= visits
        if self.left < 0:
            raise AnalysisLimitError


def place_of(node: ast.AST) -> Place:
    """Where a node stands: the same in every parse of one text."""
    return (
        getattr(node, "lineno", 0),
        getattr(node, "col_offset", 0),
        getattr(node, "end_lineno", 0) or 0,
        getattr(node, "end_col_offset", 0) or 0,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Arguments:
    """What a call passes on. ``spread`` is what ``*`` and ``**`` bring, at unknown places."""

    positional: tuple[Tokens, ...] = ()
    named: dict[str, Tokens] = field(default_factory=dict)
    spread: Tokens = NOTHING

    def everything(self) -> Tokens:
        """All of it together."""
        return frozenset().union(*self.positional, *self.named.values(), self.spread)
