"""What a name in a region certainly stands for: a definition, a library function, a built-in, a constant."""

from __future__ import annotations

import ast
import builtins
import sys
from typing import TYPE_CHECKING

from ouroboros.genome.dependencies import Key, ModuleIndex, key_of
from ouroboros.genome.known_calls import EXCEPTIONS
from ouroboros.genome.module_globals import hidden_stores, is_stable, stored_anywhere
from ouroboros.genome.syntax import definitions
from ouroboros.records.source import GenomeRegion, RegionKind

if TYPE_CHECKING:
    from ouroboros.genome.source_tree import SourceGenome

Token = tuple[str, ...]
"""One thing that a value may be. The first item says what the others are:

``value kind`` (nothing to mutate) · ``new place kind`` (made here) · ``param name`` · ``global name`` ·
``def path start`` · ``lib dotted`` · ``module dotted`` · ``builtin name`` · ``unknown``
"""

UNKNOWN: Token = ("unknown",)


def immutable(node: ast.expr) -> bool:
    """Whether the expression gives a value with nothing to mutate in it, whenever it is evaluated."""
    if isinstance(node, ast.Constant):
        return True
    if isinstance(node, ast.Tuple):
        return all(immutable(item) for item in node.elts)
    if isinstance(node, ast.UnaryOp):
        return isinstance(node.operand, ast.Constant)
    return isinstance(node, ast.BinOp) and immutable(node.left) and immutable(node.right)


class Resolver:
    """Looks names up in one genome; what anybody in the project may rebind stands for nothing certain."""

    def __init__(self, genome: SourceGenome) -> None:
        self.genome = genome
        self.index = ModuleIndex(genome.files)
        self.stored = stored_anywhere(genome)
        self.hidden = hidden_stores(genome)
        self.own = frozenset(name for facts in genome.facts.values() for name in facts.own_attributes)
        self.by_key: dict[Key, GenomeRegion] = {key_of(region): region for region in genome.regions}
        self._methods_outside = frozenset(
            name for facts in genome.outside or () for name in (*facts.methods, *facts.own_attributes)
        )
        self._subclass_methods: dict[str, list[GenomeRegion]] = {}
        for region in genome.regions:
            if region.kind is RegionKind.METHOD:
                self._subclass_methods.setdefault(region.qualname.rpartition(".")[2], []).append(region)
        self._values: dict[str, dict[str, ast.expr]] = {}

    def global_name(self, path: str, name: str, seen: frozenset[str] = frozenset()) -> Token:
        """What the global or built-in ``name`` of the file at ``path`` stands for."""
        facts = self.genome.facts[path]
        if name not in facts.bindings:
            if facts.star_imports or facts.rebinds_unseen or name in self.stored or self.hidden:
                return ("global", name)
            return ("builtin", name) if hasattr(builtins, name) else ("global", name)
        if path in seen or not is_stable(self.genome, path, name):
            return ("global", name)
        for region in self.genome.regions_in(path):
            if region.qualname == name:
                return self.definition(region)
        if name in facts.imports:
            return self.dotted(facts.imports[name], seen | {path})
        value = self._module_values(path).get(name)
        if value is not None and immutable(value):
            kind = "str" if isinstance(value, ast.Constant) and isinstance(value.value, str) else "scalar"
            return ("value", "scalars" if isinstance(value, ast.Tuple) else kind)
        if value is not None and self._is_pattern(path, value, seen):
            return ("value", "pattern")
        return ("global", name)

    def _module_values(self, path: str) -> dict[str, ast.expr]:
        if path not in self._values:
            self._values[path] = {
                statement.targets[0].id: statement.value
                for statement in self.genome.tree(path).body
                if isinstance(statement, ast.Assign)
                and len(statement.targets) == 1
                and isinstance(statement.targets[0], ast.Name)
            }
        return self._values[path]

    def _is_pattern(self, path: str, value: ast.expr, seen: frozenset[str]) -> bool:
        return (
            isinstance(value, ast.Call)
            and isinstance(value.func, ast.Attribute)
            and isinstance(value.func.value, ast.Name)
            and value.func.attr == "compile"
            and "compile" not in self.stored
            and self.global_name(path, value.func.value.id, seen) == ("module", "re")
        )

    def definition(self, region: GenomeRegion) -> Token:
        """A definition as a value; a decorator may put anything in its place."""
        plain = not region.decorators or (
            region.kind is RegionKind.CLASS
            and all(self._is_dataclass(region.file.path, item) for item in region.decorators)
        )
        if not plain or region.name in self.genome.ambiguous:
            return UNKNOWN
        return ("def", region.file.path, str(region.span.start))

    def _is_dataclass(self, path: str, decorator: str) -> bool:
        root, _, rest = decorator.partition("(")[0].partition(".")
        imported = self.genome.facts[path].imports.get(root, "")
        return f"{imported}.{rest}".rstrip(".") in {"dataclasses.dataclass", "typing.final"}

    def is_method(self, name: str) -> bool:
        """Whether a class of the target has a method of that name."""
        return name in self._subclass_methods

    def region(self, token: Token) -> GenomeRegion:
        """The region of a ``def`` token."""
        return self.by_key[token[1], int(token[2])]

    def dotted(self, dotted: str, seen: frozenset[str] = frozenset()) -> Token:
        """What an imported dotted name stands for."""
        hit = self.index.find(dotted)
        if hit is not None:
            path, rest = hit
            if dotted.partition(".")[0] in sys.stdlib_module_names:
                return UNKNOWN  # which of the two is found depends on how the program is started
            if not rest:
                return ("module", dotted)
            first, _, more = rest.partition(".")
            token = self.global_name(path, first, seen) if first not in self.stored else UNKNOWN
            return (
                self.attribute(token, more) if more and token[0] == "module" else (UNKNOWN if more else token)
            )
        if dotted.partition(".")[0] not in sys.stdlib_module_names:
            return UNKNOWN
        if dotted in _MODULES:
            return ("module", dotted)
        if dotted.rpartition(".")[2] in self.stored or self.hidden:
            return UNKNOWN
        return ("lib", dotted)

    def attribute(self, module: Token, name: str) -> Token:
        """What ``module.name`` stands for."""
        return self.dotted(f"{module[1]}.{name}")

    def methods(self, klass: GenomeRegion, name: str, *, exact: bool) -> tuple[GenomeRegion, ...] | None:
        """Plain functions that ``name`` may reach on an instance of ``klass``; ``None``: perhaps others.

        ``exact``: the instance is of this very class. Otherwise the subclasses in the project count too;
        those
        of other people's code cannot be seen.
        """
        if name in self.stored or name in self.own or self.hidden:
            return None
        found = self._own_method(klass, name, 0)
        if found is None:
            return None
        if exact:
            return (found,)
        if name in self._methods_outside:
            return None
        children = {key_of(child) for child in self.genome.dependencies.subclasses(klass)}
        others = [
            method
            for method in self._subclass_methods.get(name, ())
            if (holder := self.class_of(method)) is not None and key_of(holder) in children
        ]
        if any(method.decorators for method in others):
            return None
        return (found, *others)

    def _own_method(self, klass: GenomeRegion, name: str, depth: int) -> GenomeRegion | None:
        """The one that attribute lookup finds, when every class on the way is in the target and ordinary."""
        facts = next(
            item
            for region, item in zip(
                self.genome.regions_in(klass.file.path),
                self.genome.facts[klass.file.path].regions,
                strict=True,
            )
            if region.span == klass.span
        )
        if depth > 8 or self.definition(klass) == UNKNOWN or len(facts.bases) > 1:
            return None
        here = [
            region
            for region in self.genome.regions_in(klass.file.path)
            if region.qualname == f"{klass.qualname}.{name}" and region.span.start >= klass.span.start
        ]
        if here:
            plain = (
                here[0].kind is RegionKind.METHOD and not here[0].decorators
            )  # a class may stand there too
            return here[0] if len(here) == 1 and plain else None
        if self._binds(klass, name):
            return None
        bases = self.genome.dependencies.bases(klass)
        return self._own_method(bases[0], name, depth + 1) if len(bases) == 1 else None

    def _binds(self, klass: GenomeRegion, name: str) -> bool:
        node = self.class_node(klass)
        return any(
            (isinstance(part, ast.Name) and part.id == name and not isinstance(part.ctx, ast.Load))
            or (isinstance(part, ast.alias) and (part.asname or part.name) in {name, "*"})
            for part in ast.walk(node)
        ) or any(isinstance(part, ast.FunctionDef) and part.name == "__getattribute__" for part in node.body)

    def class_node(self, klass: GenomeRegion) -> ast.ClassDef:
        """The tree of a class."""
        for qualname, _, node in definitions(self.genome.tree(klass.file.path)):
            if (
                qualname == klass.qualname
                and isinstance(node, ast.ClassDef)
                and node.end_lineno == klass.span.last_line
            ):
                return node
        raise AssertionError(f"{klass.name} is not in its file")

    def class_of(self, method: GenomeRegion) -> GenomeRegion | None:
        """The class that defines ``method``."""
        if method.kind is not RegionKind.METHOD:
            return None
        outer = method.qualname.rpartition(".")[0]
        for region in self.genome.regions_in(method.file.path):
            if region.qualname == outer and region.span.start <= method.span.start < region.span.end:
                return region
        return None

    def shared_attributes(self, klass: GenomeRegion) -> tuple[str, ...]:
        """Class-level names of ``klass`` and its bases that hold something mutable, or that anybody sets."""
        found: set[str] = set()
        current: GenomeRegion | None = klass
        depth = 0
        while current is not None and depth < 8:
            for part in self.class_node(current).body:
                if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef | ast.Expr | ast.Pass):
                    continue
                value = getattr(part, "value", None)
                targets = getattr(part, "targets", None) or [getattr(part, "target", None)]
                for target in targets:
                    if not isinstance(target, ast.Name):
                        found.add("?")
                    elif isinstance(part, ast.AnnAssign) and value is None:
                        continue
                    elif (
                        not isinstance(part, ast.Assign | ast.AnnAssign)
                        or value is None
                        or not immutable(value)
                        or target.id in self.stored
                    ):
                        found.add(target.id)
            bases = self.genome.dependencies.bases(current)
            current, depth = (bases[0] if bases else None), depth + 1
        return tuple(sorted(found - {"__slots__"}))

    def constructor(self, klass: GenomeRegion) -> tuple[GenomeRegion | None, bool]:
        """``(__init__ or None, known)``: what making an instance runs, when that is all it runs."""
        chain: list[GenomeRegion] = []
        current: GenomeRegion | None = klass
        while current is not None and len(chain) < 8:
            chain.append(current)
            node = self.class_node(current)
            names = {part.name for part in node.body if isinstance(part, ast.FunctionDef)}
            if node.keywords or names & {
                "__new__",
                "__init_subclass__",
                "__getattribute__",
                "__setattr__",
                "__post_init__",
            }:
                return None, False
            if self.definition(current) == UNKNOWN or len(node.bases) > 1:
                return None, False
            if current.decorators and not node.bases and "__init__" not in names and self._plain_fields(node):
                return None, True  # a dataclass without factories: its __init__ only stores
            bases = self.genome.dependencies.bases(current)
            if current.decorators or (node.bases and len(bases) != 1):
                base = node.bases[0] if node.bases and not current.decorators else None
                builtin = isinstance(base, ast.Name) and self.global_name(current.file.path, base.id) == (
                    "builtin",
                    base.id,
                )
                if not (
                    builtin and isinstance(base, ast.Name) and (base.id in EXCEPTIONS or base.id == "object")
                ):
                    return None, False
                bases = ()
            current = bases[0] if bases else None
        if current is not None:
            return None, False
        if any(
            "__init__" in {getattr(part, "name", "") for part in self.class_node(item).body} for item in chain
        ):
            found = self._own_method(klass, "__init__", 0)
            return found, found is not None and "__init__" not in self.stored
        return None, True

    @staticmethod
    def _plain_fields(node: ast.ClassDef) -> bool:
        return all(
            not isinstance(part, ast.AnnAssign) or part.value is None or immutable(part.value)
            for part in node.body
        )


_MODULES = frozenset(
    {
        *(
            "math",
            "cmath",
            "operator",
            "itertools",
            "functools",
            "collections",
            "bisect",
            "heapq",
            "re",
            "json",
        ),
        *(
            "string",
            "copy",
            "statistics",
            "fractions",
            "datetime",
            "typing",
            "time",
            "os",
            "uuid",
            "random",
            "sys",
        ),
        "contextlib",
    }
)
"""Modules of the standard library whose functions are looked up one by one."""
