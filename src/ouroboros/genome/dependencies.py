"""Who may reach whom: calls, references, inheritance, imports. Errs on the side of too many edges."""

from __future__ import annotations

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


class DependencyGraph:
    """Edges between regions and between files.

    A method call on a value of unknown type has an edge to every method of that name; a function that is only
    mentioned counts as called. Calls through names that exist at run time alone (``getattr``) are not seen.
    """

    def __init__(
        self,
        regions: Sequence[GenomeRegion],
        callees: Mapping[Key, frozenset[Key]],
        imports: Mapping[str, frozenset[str]],
        bases: Mapping[Key, tuple[Key, ...]],
    ) -> None:
        self._regions = {key_of(region): region for region in regions}
        self._callees = callees
        self._bases = bases
        self.imports = imports
        """Paths that the file at a path imports."""
        callers: dict[Key, set[Key]] = defaultdict(set)
        for caller, targets in callees.items():
            for target in targets:
                callers[target].add(caller)
        self._callers = callers

    @classmethod
    def build(
        cls,
        files: Mapping[str, SourceFile],
        facts: Mapping[str, FileFacts],
        regions: Mapping[str, Sequence[GenomeRegion]],
    ) -> DependencyGraph:
        """The graph of all ``files``, from their facts alone."""
        builder = _Builder(files, facts, regions)
        return cls(
            [region for found in regions.values() for region in found],
            builder.callees(),
            builder.imports(),
            builder.bases,
        )

    def _in_order(self, keys: Iterable[Key]) -> tuple[GenomeRegion, ...]:
        return tuple(self._regions[key] for key in sorted(keys))

    def callees(self, region: GenomeRegion) -> tuple[GenomeRegion, ...]:
        """Regions that ``region`` may call, its own nested definitions included."""
        return self._in_order(self._callees.get(key_of(region), ()))

    def callers(self, region: GenomeRegion) -> tuple[GenomeRegion, ...]:
        """Regions that may call ``region``."""
        return self._in_order(self._callers.get(key_of(region), ()))

    def reaching(self, region: GenomeRegion) -> tuple[GenomeRegion, ...]:
        """Regions from which ``region`` may be reached through any number of calls, without itself."""
        start = key_of(region)
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
        return tuple(self._regions[key] for key in self._bases.get(key_of(region), ()))

    def subclasses(self, region: GenomeRegion) -> tuple[GenomeRegion, ...]:
        """Classes of the target that inherit from ``region``, directly or not."""
        found: set[Key] = set()
        pending = [key_of(region)]
        while pending:
            current = pending.pop()
            for child, parents in self._bases.items():
                if current in parents and child not in found:
                    found.add(child)
                    pending.append(child)
        return self._in_order(found)


class _Builder:
    """Resolves what each region names."""

    def __init__(
        self,
        files: Mapping[str, SourceFile],
        facts: Mapping[str, FileFacts],
        regions: Mapping[str, Sequence[GenomeRegion]],
    ) -> None:
        self._files, self._facts, self._regions = files, facts, regions
        self._index = ModuleIndex(files)
        self._named: dict[tuple[str, str], list[Key]] = defaultdict(list)
        self._methods: dict[str, list[Key]] = defaultdict(list)
        self._nested: dict[tuple[str, str], list[Key]] = defaultdict(list)
        self._special: dict[Key, list[Key]] = defaultdict(list)
        classes: dict[tuple[str, str], Key] = {}
        for path, found in regions.items():
            for region in found:
                key = key_of(region)
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

    def imports(self) -> dict[str, frozenset[str]]:
        """Imported paths by path."""
        result: dict[str, frozenset[str]] = {}
        for path, facts in self._facts.items():
            found = (self._index.find(dotted) for dotted in (*facts.imported, *facts.star_imports))
            result[path] = frozenset(hit[0] for hit in found if hit is not None) - {path}
        return result

    def callees(self) -> dict[Key, frozenset[Key]]:
        """Targets of every region."""
        return {
            key_of(region): frozenset(self._targets(path, region, region_facts))
            for path, found in self._regions.items()
            for region, region_facts in zip(found, self._facts[path].regions, strict=True)
        }

    def _targets(self, path: str, region: GenomeRegion, facts: RegionFacts) -> set[Key]:
        found: set[Key] = set()
        for name in facts.names:
            found.update(self._name(path, region.qualname, name))
        for chain in facts.chains:
            found.update(self._dotted(path, chain))
        for attribute in facts.attributes:
            found.update(self._methods.get(attribute, ()))
        found.update(self._nested.get((path, region.qualname), ()))
        if region.kind is RegionKind.CLASS:
            found.update(self.bases.get(key_of(region), ()))
        return self._with_classes(found)

    def _with_classes(self, found: set[Key]) -> set[Key]:
        """A class that is used may run any of its special methods."""
        return found.union(*(self._special[key] for key in found if key in self._special))

    def _name(self, path: str, qualname: str, name: str, seen: frozenset[str] = frozenset()) -> list[Key]:
        """What ``name`` may stand for inside ``qualname`` of ``path``."""
        scope = qualname
        while scope:
            if (path, f"{scope}.<locals>.{name}") in self._named:
                return self._named[path, f"{scope}.<locals>.{name}"]
            scope = scope.rpartition(".")[0].removesuffix(".<locals>")
        if (path, name) in self._named:
            return self._named[path, name]
        facts = self._facts[path]
        if name in facts.imports:
            return self._imported(facts.imports[name], seen | {path})
        return [
            key
            for module in facts.star_imports
            if (hit := self._index.find(module)) is not None and hit[0] not in seen | {path}
            for key in self._name(hit[0], "", name, seen | {path})
        ]

    def _dotted(self, path: str, chain: str) -> list[Key]:
        root, _, rest = chain.partition(".")
        facts = self._facts[path]
        if root in facts.imports:
            return self._imported(f"{facts.imports[root]}.{rest}", frozenset({path}))
        return list(self._named.get((path, chain), ()))

    def _imported(self, dotted: str, seen: frozenset[str]) -> list[Key]:
        hit = self._index.find(dotted)
        if hit is None or not hit[1]:
            return []
        path, rest = hit
        if (path, rest) in self._named:
            return self._named[path, rest]
        first, _, more = rest.partition(".")
        facts = self._facts[path]
        if path not in seen and first in facts.imports:  # re-exported
            return self._imported(f"{facts.imports[first]}.{more}".rstrip("."), seen | {path})
        return []

    def _all_bases(self) -> dict[Key, tuple[Key, ...]]:
        result: dict[Key, tuple[Key, ...]] = {}
        for path, found in self._regions.items():
            for region, facts in zip(found, self._facts[path].regions, strict=True):
                keys: list[Key] = []
                for base in facts.bases:
                    text = base.partition("[")[0]
                    keys += (
                        self._dotted(path, text) if "." in text else self._name(path, region.qualname, text)
                    )
                if keys:
                    result[key_of(region)] = tuple(keys)
        return result
