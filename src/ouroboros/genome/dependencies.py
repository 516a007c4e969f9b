"""Who may reach whom: calls, references, inheritance, imports. Errs on the side of too many edges."""

from __future__ import annotations

import copy
from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence

from ouroboros.genome.facts import FileFacts, RegionFacts
from ouroboros.records.source import GenomeRegion, RegionKind, SourceFile

Key = tuple[str, int]
"""Path and start offset: the one thing that tells regions of equal name apart."""


def key_of(region: GenomeRegion) -> Key:
    """What a region is filed under."""
    return region.file.path, region.span.start


class ModuleIndex:
    """Finds files by import name: as the package chain says, or as folders below the project or ``src``."""

    def __init__(self, files: Mapping[str, SourceFile]) -> None:
        self._paths: dict[str, str] = {}
        for path in files:
            dotted = path.rsplit(".", 1)[0].removesuffix("/__init__").replace("/", ".")
            self._paths.setdefault(dotted, path)
            self._paths.setdefault(dotted.removeprefix("src."), path)
        for path, file in files.items():
            self._paths[file.module] = path

    def find(self, dotted: str) -> tuple[str, str] | None:
        """``(path, rest)`` of the longest module that ``dotted`` begins with."""
        rest: list[str] = []
        while dotted:
            if dotted in self._paths:
                return self._paths[dotted], ".".join(reversed(rest))
            dotted, _, last = dotted.rpartition(".")
            rest.append(last)
        return None


Slot = tuple[str, int]
"""Path and place among the regions of that file: what an edit inside a function does not move."""


class DependencyGraph:
    """Edges between regions and between files.

    A method call on a value of unknown type has an edge to every method of that name; a function that is only
    mentioned counts as called. Calls through names that exist at run time alone (``getattr``) are not seen.
    """

    def __init__(
        self,
        builder: _Builder,
        callees: Mapping[Slot, frozenset[Slot]],
        callers: Mapping[Slot, frozenset[Slot]],
        imports: Mapping[str, frozenset[str]],
    ) -> None:
        self._builder = builder
        self._callees = callees
        self._callers = callers
        self.imports = imports
        """Paths that the file at a path imports."""

    @classmethod
    def build(
        cls,
        files: Mapping[str, SourceFile],
        facts: Mapping[str, FileFacts],
        regions: Mapping[str, Sequence[GenomeRegion]],
    ) -> DependencyGraph:
        """The graph of all ``files``, from their facts alone."""
        builder = _Builder(files, facts, regions)
        callees = {slot: targets for path in regions for slot, targets in builder.callees(path).items()}
        callers: dict[Slot, set[Slot]] = defaultdict(set)
        for caller, targets in callees.items():
            for target in targets:
                callers[target].add(caller)
        imports = {path: builder.imports(path) for path in facts}
        return cls(builder, callees, {slot: frozenset(found) for slot, found in callers.items()}, imports)

    def edited(
        self,
        path: str,
        facts: Mapping[str, FileFacts],
        regions: Mapping[str, Sequence[GenomeRegion]],
    ) -> DependencyGraph | None:
        """The graph after the text of ``path`` alone has changed; what did not change is shared.

        Args:
            path: the file.
            facts: of all files, as they are now.
            regions: of all files, as they are now.

        Returns:
            ``None`` where the file has other definitions, bases or imports than before: then names of other
            files may stand for something else, and the graph has to be built anew.

        """
        if _outline(facts[path]) != _outline(self._builder.facts[path]):
            return None
        builder = self._builder.with_facts(facts, regions)
        new = builder.callees(path)
        changed: dict[Slot, set[Slot]] = {}
        for slot, targets in new.items():
            before = self._callees[slot]
            for target in before ^ targets:
                callers = changed.setdefault(target, set(self._callers.get(target, ())))
                (callers.discard if target in before else callers.add)(slot)
        return DependencyGraph(
            builder,
            {**self._callees, **new},
            {**self._callers, **{slot: frozenset(found) for slot, found in changed.items()}},
            {**self.imports, path: builder.imports(path)},
        )

    def _slot(self, region: GenomeRegion) -> Slot | None:
        return self._builder.slot(region)

    def _in_order(self, slots: Iterable[Slot]) -> tuple[GenomeRegion, ...]:
        found = (self._builder.regions[path][place] for path, place in slots)
        return tuple(sorted(found, key=key_of))

    def callees(self, region: GenomeRegion) -> tuple[GenomeRegion, ...]:
        """Regions that ``region`` may call, its own nested definitions included."""
        slot = self._slot(region)
        return self._in_order(self._callees.get(slot, ()) if slot else ())

    def callers(self, region: GenomeRegion) -> tuple[GenomeRegion, ...]:
        """Regions that may call ``region``."""
        slot = self._slot(region)
        return self._in_order(self._callers.get(slot, ()) if slot else ())

    def reaching(self, region: GenomeRegion) -> tuple[GenomeRegion, ...]:
        """Regions from which ``region`` may be reached through any number of calls, without itself."""
        start = self._slot(region)
        if start is None:
            return ()
        seen = {start}
        pending = deque([start])
        while pending:
            for caller in self._callers.get(pending.popleft(), ()):
                if caller not in seen:
                    seen.add(caller)
                    pending.append(caller)
        return self._in_order(seen - {start})

    def bases(self, region: GenomeRegion) -> tuple[GenomeRegion, ...]:
        """Base classes of a class that are part of the target, in order."""
        slot = self._slot(region)
        found = self._builder.bases.get(slot, ()) if slot else ()
        return tuple(self._builder.regions[path][place] for path, place in found)

    def subclasses(self, region: GenomeRegion) -> tuple[GenomeRegion, ...]:
        """Classes of the target that inherit from ``region``, directly or not."""
        start = self._slot(region)
        found: set[Slot] = set()
        pending = [start] if start else []
        while pending:
            current = pending.pop()
            for child, parents in self._builder.bases.items():
                if current in parents and child not in found:
                    found.add(child)
                    pending.append(child)
        return self._in_order(found)


def _outline(facts: FileFacts) -> tuple[object, ...]:
    """All that the resolution of names in other files looks at."""
    regions = tuple((region.qualname, region.kind, region.bases) for region in facts.regions)
    return regions, facts.imports, facts.star_imports


class _Builder:
    """Resolves what each region names."""

    def __init__(
        self,
        files: Mapping[str, SourceFile],
        facts: Mapping[str, FileFacts],
        regions: Mapping[str, Sequence[GenomeRegion]],
    ) -> None:
        self.facts, self.regions = facts, regions
        self.places: dict[str, dict[int, int]] = {}
        self._index = ModuleIndex(files)
        self._named: dict[tuple[str, str], list[Slot]] = defaultdict(list)
        self._methods: dict[str, list[Slot]] = defaultdict(list)
        self._nested: dict[tuple[str, str], list[Slot]] = defaultdict(list)
        self._special: dict[Slot, list[Slot]] = defaultdict(list)
        classes: dict[tuple[str, str], Slot] = {}
        for path, found in regions.items():
            for place, region in enumerate(found):
                key = (path, place)
                self._named[path, region.qualname].append(key)
                outer, _, last = region.qualname.rpartition(".")
                if region.kind is RegionKind.CLASS:
                    classes[path, region.qualname] = key
                if outer.endswith(".<locals>"):
                    self._nested[path, outer.removesuffix(".<locals>")].append(key)
                if region.kind is RegionKind.METHOD:
                    self._methods[last].append(key)
                    if last.startswith("__") and last.endswith("__") and (path, outer) in classes:
                        self._special[classes[path, outer]].append(key)
        self.bases = self._all_bases()

    def with_facts(
        self, facts: Mapping[str, FileFacts], regions: Mapping[str, Sequence[GenomeRegion]]
    ) -> _Builder:
        """The same names with other insides: every file has to have the outline that it had."""
        other = copy.copy(self)
        other.facts, other.regions, other.places = facts, regions, {}
        return other

    def slot(self, region: GenomeRegion) -> Slot | None:
        """Where ``region`` stands in its file, if it is one of this graph."""
        path, start = key_of(region)
        if path not in self.places:
            found = enumerate(self.regions.get(path, ()))
            self.places[path] = {each.span.start: place for place, each in found}
        place = self.places[path].get(start)
        return None if place is None else (path, place)

    def imports(self, path: str) -> frozenset[str]:
        """Paths that the file at ``path`` imports."""
        facts = self.facts[path]
        found = (self._index.find(dotted) for dotted in (*facts.imported, *facts.star_imports))
        return frozenset(hit[0] for hit in found if hit is not None) - {path}

    def callees(self, path: str) -> dict[Slot, frozenset[Slot]]:
        """Targets of every region of the file at ``path``."""
        pairs = zip(self.regions[path], self.facts[path].regions, strict=True)
        return {
            (path, place): frozenset(self._targets((path, place), region, facts))
            for place, (region, facts) in enumerate(pairs)
        }

    def _targets(self, slot: Slot, region: GenomeRegion, facts: RegionFacts) -> set[Slot]:
        path = slot[0]
        found: set[Slot] = set()
        for name in facts.names:
            found.update(self._name(path, region.qualname, name))
        for chain in facts.chains:
            found.update(self._dotted(path, chain))
        for attribute in facts.attributes:
            found.update(self._methods.get(attribute, ()))
        found.update(self._nested.get((path, region.qualname), ()))
        if region.kind is RegionKind.CLASS:
            found.update(self.bases.get(slot, ()))
        return self._with_classes(found)

    def _with_classes(self, found: set[Slot]) -> set[Slot]:
        """A class that is used may run any of its special methods."""
        return found.union(*(self._special[key] for key in found if key in self._special))

    def _name(self, path: str, qualname: str, name: str, seen: frozenset[str] = frozenset()) -> list[Slot]:
        """What ``name`` may stand for inside ``qualname`` of ``path``."""
        scope = qualname
        while scope:
            if (path, f"{scope}.<locals>.{name}") in self._named:
                return self._named[path, f"{scope}.<locals>.{name}"]
            scope = scope.rpartition(".")[0].removesuffix(".<locals>")
        if (path, name) in self._named:
            return self._named[path, name]
        facts = self.facts[path]
        if name in facts.imports:
            return self._imported(facts.imports[name], seen | {path})
        return [
            key
            for module in facts.star_imports
            if (hit := self._index.find(module)) is not None and hit[0] not in seen | {path}
            for key in self._name(hit[0], "", name, seen | {path})
        ]

    def _dotted(self, path: str, chain: str) -> list[Slot]:
        root, _, rest = chain.partition(".")
        facts = self.facts[path]
        if root in facts.imports:
            return self._imported(f"{facts.imports[root]}.{rest}", frozenset({path}))
        return list(self._named.get((path, chain), ()))

    def _imported(self, dotted: str, seen: frozenset[str]) -> list[Slot]:
        hit = self._index.find(dotted)
        if hit is None or not hit[1]:
            return []
        path, rest = hit
        if (path, rest) in self._named:
            return self._named[path, rest]
        first, _, more = rest.partition(".")
        facts = self.facts[path]
        if path not in seen and first in facts.imports:  # re-exported
            return self._imported(f"{facts.imports[first]}.{more}".rstrip("."), seen | {path})
        return []

    def _all_bases(self) -> dict[Slot, tuple[Slot, ...]]:
        result: dict[Slot, tuple[Slot, ...]] = {}
        for path, found in self.regions.items():
            pairs = zip(found, self.facts[path].regions, strict=True)
            for place, (region, facts) in enumerate(pairs):
                keys: list[Slot] = []
                for base in facts.bases:
                    text = base.partition("[")[0]
                    keys += (
                        self._dotted(path, text) if "." in text else self._name(path, region.qualname, text)
                    )
                if keys:
                    result[path, place] = tuple(keys)
        return result
