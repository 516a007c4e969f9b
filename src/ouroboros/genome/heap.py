"""Objects that one function makes, holds and hands on: what may hold what, and what a stranger may do to it.

Every name and every object has a set of tokens (``resolution.Token``) that only grows until a whole pass adds
nothing (inclusion-based points-to analysis, L. O. Andersen, DIKU 1994).
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Callable, Iterable

from ouroboros.genome.dependencies import Key
from ouroboros.genome.marks import Marks, Summary
from ouroboros.genome.resolution import UNKNOWN, Resolver, Token
from ouroboros.genome.scopes import local_names, own_names
from ouroboros.genome.syntax import FunctionNode
from ouroboros.genome.tokens import (
    ANYTHING,
    EXACT,
    MAX_OBJECTS,
    OUTSIDE,
    AnalysisLimitError,
    Arguments,
    Budget,
    Place,
    Tokens,
    place_of,
)
from ouroboros.records.source import Effect, GenomeRegion


class Heap:
    """Names and objects of one function."""

    def __init__(
        self,
        resolver: Resolver,
        region: GenomeRegion,
        node: FunctionNode,
        outer: frozenset[str],
        summary_of: Callable[[Key], Summary],
        budget: Budget,
    ) -> None:
        """``outer`` holds names that enclosing functions bind; ``summary_of`` asks for a callee's summary."""
        self.resolver, self.region, self.node, self.outer = resolver, region, node, outer
        self.summary_of = summary_of
        self.budget = budget
        self.path = region.file.path
        self.local, self.declared = local_names(node)
        self.own = own_names(node)
        self.env: dict[str, set[Token]] = defaultdict(set)
        self.contents: dict[Token, set[Token]] = defaultdict(set)
        self.functions: dict[Token, FunctionNode | ast.Lambda] = {}
        self.results: dict[Token, set[Token]] = defaultdict(set)
        self.called: dict[Token, Marks] = defaultdict(Marks)
        self.marks = Marks()
        self.calls: dict[Place, Marks] = defaultdict(Marks)
        self.targets: dict[Place, set[Token]] = defaultdict(set)
        self.returned: set[Token] = set()
        self.methods: dict[Token, tuple[Token, str]] = {}
        self._callees: set[int] = set()
        self.changed = False

    def learn(self, target: set[Token], tokens: Iterable[Token]) -> None:
        """Add ``tokens`` to ``target``, noting whether that is news."""
        before = len(target)
        target.update(tokens)
        if len(target) != before:
            self.changed = True

    def made(self, node: ast.AST, kind: str, held: Iterable[Token] = (), mark: str = "") -> Tokens:
        """An object made at ``node`` that holds ``held``."""
        token: Token = ("new", f"{place_of(node)}{mark}", kind)
        if len(self.contents) > MAX_OBJECTS:
            raise AnalysisLimitError
        self.learn(self.contents[token], held)
        return frozenset({token})

    def inside(self, tokens: Iterable[Token]) -> Tokens:
        """What reading an item or attribute of any of ``tokens`` may give."""
        found: set[Token] = set()
        for token in tokens:
            if token[0] == "new" and token[2] in EXACT:
                found |= self.contents[token]
            elif token[0] == "new":
                found |= self.closure((token,))
            elif token[0] == "value":
                found.add(("value", "str" if token[1] == "str" else "scalar"))
            elif token[0] == "param":
                # A part is not the thing itself: ``self.other.go()`` need not be a method of ``self``.
                found.add(("param", token[1], "part"))
                found |= self.contents[OUTSIDE]
            elif token[0] == "global":
                found.add(token)
                found |= self.contents[OUTSIDE]
            elif token[0] != "method":
                found.add(UNKNOWN)
        return frozenset(found)

    def closure(self, tokens: Iterable[Token]) -> Tokens:
        """Everything that can be reached from ``tokens``, themselves included."""
        found = set(tokens)
        pending = list(found)
        while pending:
            token = pending.pop()
            more = set(self.contents[token]) if token[0] == "new" else set()
            if token[0] == "param":
                more.add(("param", token[1], "part"))
            if token[0] in {"param", "global"}:
                more |= self.contents[OUTSIDE]
            if token[0] == "func":
                more |= self.results[token]
                for name in self.local:
                    more |= self.env[name]
            if token[0] == "method":
                more.add(self.methods[token][0])
            pending += more - found
            found |= more
        self.budget.spend(len(found))
        return frozenset(found)

    def left_outside(self) -> Tokens:
        """What was put into objects that were there before the call."""
        return frozenset(self.contents[OUTSIDE])

    def mutate(self, tokens: Iterable[Token], held: Iterable[Token] = ()) -> None:
        """Objects that may be ``tokens`` are changed and may hold ``held`` from now on."""
        tokens = frozenset(tokens)
        self.marks.mutate(tokens)
        held = frozenset(held)
        for token in tokens:
            if token[0] == "new":
                self.learn(self.contents[token], held - {token})
            elif token[0] in {"param", "global"}:
                # Two of them may be one and the same object: what goes into one may be found in any.
                self.learn(self.contents[OUTSIDE], held)

    def unknown_call(self, tokens: Iterable[Token]) -> Tokens:
        """Code that we cannot see gets ``tokens``: it may change them, and keep anything in them."""
        reach = self.closure(tokens)
        self.marks.found |= {Effect.UNKNOWN, Effect.RAISES}
        self.marks.mutate(token for token in reach if token[0] in {"param", "global"})
        for token in reach:
            if token[0] == "new":
                self.learn(self.contents[token], ANYTHING)
            elif token[0] == "func":
                self.enter(token, Arguments(positional=(ANYTHING,), spread=ANYTHING))
        return ANYTHING

    def enter(self, token: Token, arguments: Arguments) -> Tokens:
        """Run a nested function; ``flow`` knows how."""
        raise NotImplementedError

    def apply(self, callee: Tokens, arguments: Arguments, node: ast.expr) -> Tokens:
        """Call any of ``callee``; ``flow`` knows how."""
        raise NotImplementedError
