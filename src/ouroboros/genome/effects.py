"""What running a region may do. Absent effects are proven absent; doubt adds ``UNKNOWN``.

What is *not* proven, because Python cannot prove it, and what carries it instead (recorded calls, guards,
tests):

* Operators, comparisons, truth tests, iteration, formatting, subscript and attribute *reads* on values of
  unknown type may run special methods (``__add__``, ``__eq__``, ``__iter__``, properties). They are taken for
  quiet and pure. So iterating a parameter counts as reading it, though an iterator is used up by it.
* Operators give new objects or one of plain values; none hands out a part of its operand to be changed later.
* ``self.method()`` goes to the class at hand or a subclass in the project; one elsewhere cannot be seen.
* Importing the standard library inside a function counts as quiet.
* Signals, tracing, ``gc`` callbacks and finalisers are not considered.

Functions that call one another are solved together: every summary starts empty and grows until none changes.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from ouroboros.genome.calls import certain_method
from ouroboros.genome.dependencies import Key, key_of
from ouroboros.genome.flow import Flow
from ouroboros.genome.kept_effects import KnownEffects
from ouroboros.genome.marks import Summary
from ouroboros.genome.resolution import UNKNOWN, Resolver
from ouroboros.genome.syntax import Definition, FunctionNode, definitions
from ouroboros.genome.tokens import AnalysisLimitError, Budget, place_of
from ouroboros.records.source import Effect, Effects, GenomeRegion, RegionKind

if TYPE_CHECKING:
    from ouroboros.genome.source_tree import SourceGenome

MAX_REGIONS = 300
"""Regions solved together; a call graph that reaches more is not known."""

MAX_ROUNDS = 40
"""Times one summary may change before it counts as unknown."""

_DOUBT = Summary(
    effects=Effects(found=frozenset({Effect.UNKNOWN, Effect.RAISES})),
    returns=frozenset({UNKNOWN}),
    reaches=frozenset({UNKNOWN}),
)


class EffectAnalysis:
    """Effects of regions and calls of one genome; worked out when asked for and kept."""

    def __init__(self, genome: SourceGenome, known: KnownEffects | None = None) -> None:
        """``known``: summaries that hold for this genome too."""
        self._genome = genome
        self._resolver = Resolver(genome)
        self._done: dict[Key, Summary] = dict(known.summaries) if known else {}
        self._asked: dict[Key, frozenset[Key]] = dict(known.asked) if known else {}
        self._flows: dict[Key, Flow | None] = {}

    @property
    def known(self) -> KnownEffects:
        """What was worked out so far."""
        return KnownEffects(summaries=dict(self._done), asked=dict(self._asked))

    def of_region(self, region: GenomeRegion) -> Effects:
        """Effects of a call of ``region``; a class: unknown."""
        if region.kind is RegionKind.CLASS:
            return _DOUBT.effects
        self._solve(key_of(region))
        return self._done[key_of(region)].effects

    def of_call(self, region: GenomeRegion, call: ast.Call) -> Effects:
        """Effects of ``call`` inside ``region``, those of its arguments' expressions included.

        Seen from the call, a container that the region made itself is an argument too: ``own.append(1)``
        mutates arguments, though ``parameters_mutated`` names only what came into the region.
        """
        flow = self._flow(region)
        marks = None if flow is None else flow.calls.get(place_of(call))
        if marks is None:
            return _DOUBT.effects
        effects = marks.effects()
        if marks.changes_local:
            return replace(effects, found=effects.found | {Effect.MUTATES_ARGUMENTS})
        return effects

    def certain_callee(self, region: GenomeRegion, call: ast.Call) -> GenomeRegion | None:
        """The function that ``call`` inside ``region`` certainly reaches, if one of the target."""
        flow = self._flow(region)
        targets = set() if flow is None else flow.targets.get(place_of(call), set())
        if len(targets) != 1:
            return None
        target = next(iter(targets))
        if target[0] == "def":
            found = self._resolver.region(target)
            return None if found.kind is RegionKind.CLASS else found
        if target[0] == "method" and flow is not None:
            return certain_method(flow, target)
        return None

    def _flow(self, region: GenomeRegion) -> Flow | None:
        """The finished analysis of one function; ``None`` when it is too large."""
        key = key_of(region)
        self._solve(key)
        if key not in self._flows:
            flow: Flow | None = self._make_flow(key, self._done, set(), Budget(), _DOUBT)
            try:
                assert flow is not None
                flow.run()
            except (RecursionError, AnalysisLimitError):
                flow = None
            self._flows[key] = flow
        return self._flows[key]

    def _make_flow(
        self, key: Key, known: dict[Key, Summary], asked: set[Key], budget: Budget, missing: Summary
    ) -> Flow:
        """``missing`` stands for callees not in ``known``; ``asked`` gathers all callees."""
        region = self._resolver.by_key[key]

        def summary_of(callee: Key) -> Summary:
            asked.add(callee)
            return known.get(callee, missing)

        node, outer = self._genome.node(region), self._outer_names(region)
        return Flow(self._resolver, region, node, outer, summary_of, budget)

    def _outer_names(self, region: GenomeRegion) -> frozenset[str]:
        """Names that functions around ``region`` bind."""
        if not region.is_nested:
            return frozenset()
        names: set[str] = set()
        for _, _, node in definitions(self._genome.tree(region.file.path)):
            if isinstance(node, FunctionNode) and _holds(node, region):
                for child in ast.walk(node):
                    if isinstance(child, ast.Name) and not isinstance(child.ctx, ast.Load):
                        names.add(child.id)
                    elif isinstance(child, ast.arg):
                        names.add(child.arg)
                    elif isinstance(child, Definition):
                        names.add(child.name)
                    elif isinstance(child, ast.alias):
                        names.add(child.asname or child.name.partition(".")[0])
        return frozenset(names)

    def _solve(self, start: Key) -> None:
        """Fixpoint over everything that ``start`` reaches and that is not known yet."""
        if start in self._done:
            return
        current: dict[Key, Summary] = dict(self._done)
        users: dict[Key, set[Key]] = defaultdict(set)
        callees: dict[Key, set[Key]] = defaultdict(set)
        rounds: dict[Key, int] = defaultdict(int)
        pending = [start]
        open_keys: set[Key] = {start}
        budget = Budget()
        while pending:
            key = pending.pop()
            rounds[key] += 1
            asked: set[Key] = set()
            if rounds[key] > MAX_ROUNDS or len(open_keys) > MAX_REGIONS:
                summary = _DOUBT
            else:
                try:
                    summary = self._make_flow(key, current, asked, budget, Summary()).run()
                except (RecursionError, AnalysisLimitError):
                    summary = _DOUBT
            for callee in asked - current.keys():
                current[callee] = Summary()
                open_keys.add(callee)
                pending.append(callee)
            callees[key] |= asked
            for callee in asked:
                users[callee].add(key)
            if current.get(key) != summary:
                current[key] = summary
                pending.extend(user for user in users[key] if user not in pending)
        for key in open_keys:
            self._done[key] = current[key]
            self._asked[key] = frozenset(callees[key])


def _holds(node: FunctionNode, region: GenomeRegion) -> bool:
    assert node.end_lineno is not None
    return node.lineno < region.span.first_line and node.end_lineno >= region.span.last_line
