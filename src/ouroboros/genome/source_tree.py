"""The target's source as an evolvable whole: files, regions, what they do and whom they reach."""

from __future__ import annotations

import ast
from collections import Counter, OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

from ouroboros.errors import UsageError
from ouroboros.genome.dependencies import DependencyGraph
from ouroboros.genome.discovery import is_source_package
from ouroboros.genome.effects import EffectAnalysis
from ouroboros.genome.facts import FileFacts, collect, regions_from
from ouroboros.genome.kept_effects import KnownEffects, still_known
from ouroboros.genome.module_globals import attribute_is_settled, constant_globals
from ouroboros.genome.reading import read_tree
from ouroboros.genome.syntax import FunctionNode, find_node, parse
from ouroboros.operators.contract import RegionView
from ouroboros.records.hotspot import TypeProfile
from ouroboros.records.source import Effects, GenomeRegion, SourceFile

_TREES_KEPT = 48
"""Trees held in memory; a tree is some hundred times the size of its text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Inherited:
    """What a genome takes over from the one that it differs from in the text of one file."""

    path: str = ""
    regions: Mapping[str, tuple[GenomeRegion, ...]] | None = None
    graph: DependencyGraph | None = None
    effects: KnownEffects | None = None
    facts: FileFacts | None = None
    """Of the file at ``path``, as they were."""


class SourceGenome:
    """Files and regions of one target. Trees are parsed when asked for, effects when needed."""

    def __init__(
        self,
        *,
        files: Mapping[str, SourceFile],
        facts: Mapping[str, FileFacts],
        skipped: Mapping[str, str],
        outside: tuple[FileFacts, ...] | None,
    ) -> None:
        """``outside``: facts of the project's files that are no part of the target; ``None``: not known."""
        self.files = dict(files)
        self.facts = dict(facts)
        self.skipped = dict(skipped)
        self.outside = outside
        self._trees: OrderedDict[str, ast.Module] = OrderedDict()
        self._inherited = _Inherited()

    @classmethod
    def read(cls, project: Path, root: Path, *, cache: Path | None = None) -> SourceGenome:
        """The genome of all Python source under ``root``, a folder or file inside ``project``.

        ``cache`` is a folder for facts by content hash; ``None``: none is kept. Files that cannot be
        used are in ``skipped`` with the reason and never stop the reading.

        Raises:
            UsageError: ``root`` does not exist or lies outside ``project``.

        """
        project, root = project.resolve(), root.resolve()
        if not root.exists():
            raise UsageError(f"{root} does not exist: give a folder or a Python file")
        tree = read_tree(project, root, cache)
        return cls(files=tree.files, facts=tree.facts, skipped=tree.skipped, outside=tree.outside)

    @cached_property
    def regions(self) -> tuple[GenomeRegion, ...]:
        """Every function, method and class, by file and place."""
        return tuple(region for path in self.files for region in self._regions_of[path])

    @cached_property
    def _regions_of(self) -> dict[str, tuple[GenomeRegion, ...]]:
        changed, regions = self._inherited.path, self._inherited.regions
        if regions is not None:
            return {**regions, changed: regions_from(self.files[changed], self.facts[changed])}
        return {path: regions_from(file, self.facts[path]) for path, file in self.files.items()}

    @cached_property
    def _by_name(self) -> dict[str, GenomeRegion]:
        return {region.name: region for region in self.regions}

    @cached_property
    def ambiguous(self) -> frozenset[str]:
        """Names that several definitions share (property setters, overloads, definitions under ``if``)."""
        return frozenset(
            name for name, count in Counter(item.name for item in self.regions).items() if count > 1
        )

    @cached_property
    def dependencies(self) -> DependencyGraph:
        """Who may reach whom."""
        before = self._inherited.graph
        if before is not None:
            graph = before.edited(self._inherited.path, self.facts, self._regions_of)
            if graph is not None:
                return graph
        return DependencyGraph.build(self.files, self.facts, self._regions_of)

    @cached_property
    def _effects(self) -> EffectAnalysis:
        known, facts, path = self._inherited.effects, self._inherited.facts, self._inherited.path
        if known is not None and facts is not None:
            module = self.files[path].module
            known = still_known(known, path, facts, self.facts, self.dependencies.imports, module)
        return EffectAnalysis(self, known)

    def region(self, name: str) -> GenomeRegion:
        """The region called ``pkg.mod:Class.method``; of several with that name the last defined.

        Raises:
            UsageError: there is none.

        """
        try:
            return self._by_name[name]
        except KeyError:
            near = sorted(
                known for known in self._by_name if known.rpartition(":")[2] == name.rpartition(":")[2]
            )
            hint = f": did you mean {', '.join(near[:5])}?" if near else ""
            raise UsageError(f"no region is called {name!r}{hint}") from None

    def region_at(self, path: str, line: int) -> GenomeRegion | None:
        """The innermost region that holds a 1-based ``line`` of ``path`` (relative to the project)."""
        found: GenomeRegion | None = None
        for region in self._regions_of.get(path, ()):
            if region.span.first_line <= line <= region.span.last_line and (
                found is None or region.span.start >= found.span.start
            ):
                found = region
        return found

    def regions_in(self, path: str) -> tuple[GenomeRegion, ...]:
        """Regions of one file in the order of its text."""
        return self._regions_of.get(path, ())

    def tree(self, path: str) -> ast.Module:
        """The tree of one file; treat it as read-only."""
        if path in self._trees:
            self._trees.move_to_end(path)
        else:
            self._trees[path] = parse(self.files[path].text)
            while len(self._trees) > _TREES_KEPT:
                self._trees.popitem(last=False)
        return self._trees[path]

    def node(self, region: GenomeRegion) -> FunctionNode:
        """The node of a function or method.

        Raises:
            UsageError: the region is a class.

        """
        node = find_node(self.tree(region.file.path), region)
        if not isinstance(node, FunctionNode):
            raise UsageError(f"{region.name} is a class: operators work on its methods")
        return node

    def effects(self, region: GenomeRegion) -> Effects:
        """What a call of ``region`` may do; absent effects are proven absent."""
        return self._effects.of_region(region)

    def view(
        self,
        region: GenomeRegion,
        *,
        types: TypeProfile | None = None,
        available: frozenset[str] = frozenset(),
    ) -> RegionView:
        """What an operator sees of ``region``: recorded ``types``, packages ``available`` to lift onto.

        Raises:
            UsageError: the region is a class.

        """
        node = self.node(region)
        tree = self.tree(region.file.path)
        return RegionView(
            region=region,
            module=tree,
            node=node,
            effects=self.effects(region),
            call_effects=lambda call: self._effects.of_call(region, call),
            function_of=lambda call: self._effects.certain_callee(region, call),
            parsed=lambda other: (self.tree(other.file.path), self.node(other)),
            types=types or TypeProfile(),
            constant_globals=constant_globals(self, region),
            settled_attribute=lambda name: attribute_is_settled(self, name),
            own_module=lambda name: any(
                name in PurePosixPath(path).with_suffix("").parts for path in self.files
            ),
            available=available,
        )

    def _has_module(self, name: str) -> bool:
        """Whether a file (any suffix left out) or a folder on the way to one is called ``name``."""
        return any(name in PurePosixPath(path).with_suffix("").parts for path in self.files)

    def with_text(self, path: str, text: str) -> SourceGenome:
        """The same genome with the text of one file replaced.

        Raises:
            UsageError: ``path`` is not in the genome.
            SyntaxError: ``text`` cannot be parsed.

        """
        if path not in self.files:
            raise UsageError(f"{path} is not a file of this genome")
        old = self.files[path]
        new = SourceFile(path=path, module=old.module, text=text, encoding=old.encoding, newline=old.newline)
        tree = parse(text)
        facts = collect(text, tree, old.module, is_package=is_source_package(path))
        other = SourceGenome(
            files={**self.files, path: new},
            facts={**self.facts, path: facts},
            skipped=self.skipped,
            outside=self.outside,
        )
        other._trees.update(self._trees)
        other._trees[path] = tree
        # What was never asked for is not worked out for a successor either.
        known = vars(self)
        other._inherited = _Inherited(
            path=path,
            regions=self._regions_of if self._inherited.regions else known.get("_regions_of"),
            graph=self.dependencies if self._inherited.graph else known.get("dependencies"),
            effects=self._effects.known if self._inherited.effects or "_effects" in known else None,
            facts=self.facts[path],
        )
        return other
