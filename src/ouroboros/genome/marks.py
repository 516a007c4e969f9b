"""Effects as they are gathered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ouroboros.genome.resolution import Token
from ouroboros.records.source import Effect, Effects


@dataclass(slots=True)
class Marks:
    """A growing set of effects."""

    found: set[Effect] = field(default_factory=set)
    globals_read: set[str] = field(default_factory=set)
    globals_written: set[str] = field(default_factory=set)
    mutated: set[str] = field(default_factory=set)
    changes_local: bool = False
    """Whether an object made by the function at hand was changed: nothing to its callers."""

    def read(self, name: str) -> None:
        """A module-level or enclosing name that may change was read."""
        self.found.add(Effect.READS_GLOBALS)
        self.globals_read.add(name)

    def write(self, name: str) -> None:
        """A module-level or enclosing name, or what it holds, was changed."""
        self.found.add(Effect.WRITES_GLOBALS)
        self.globals_written.add(name)

    def mutate(self, tokens: Iterable[Token]) -> None:
        """Objects that may be ``tokens`` were changed."""
        for token in tokens:
            if token[0] == "param":
                self.found.add(Effect.MUTATES_ARGUMENTS)
                self.mutated.add(token[1])
            elif token[0] == "global":
                self.write(token[1])
            elif token[0] == "new":
                self.changes_local = True
            elif token[0] not in {"value", "func", "method"}:
                self.found |= {Effect.WRITES_GLOBALS, Effect.UNKNOWN}

    def add(self, other: Marks) -> None:
        """All of ``other`` too."""
        self.found |= other.found
        self.globals_read |= other.globals_read
        self.globals_written |= other.globals_written
        self.mutated |= other.mutated
        self.changes_local |= other.changes_local

    def effects(self) -> Effects:
        """As a record."""
        return Effects(
            found=frozenset(self.found),
            globals_read=frozenset(self.globals_read),
            globals_written=frozenset(self.globals_written),
            parameters_mutated=frozenset(self.mutated),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What callers need to know of one function."""

    effects: Effects = field(default_factory=Effects)
    returns: frozenset[Token] = frozenset()
    """What a result may be; objects made inside have no place."""
    reaches: frozenset[Token] = frozenset()
    """What can be reached from a result."""
    leaves: frozenset[Token] = frozenset()
    """What it may have put into the arguments that it changed."""
