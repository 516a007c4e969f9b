"""What is known of one file without its neighbours. Small, JSON-safe, and cached by the file's content."""

from __future__ import annotations

import ast
from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

from ouroboros.genome.syntax import Definition, TextPositions, is_generator
from ouroboros.records.source import GenomeRegion, RegionKind, SourceFile, Span

FACTS_VERSION = 4
"""Part of every cache key: raise it whenever anything in this module changes its answer."""

_NAMESPACE_WRITERS = frozenset({"globals", "exec", "eval"})
_MODULE_NAMESPACE = frozenset({"vars", "locals"})
"""At module level these are ``globals`` under another name."""
_SETTERS = frozenset({"setattr", "delattr", "patch", "object", "setitem", "delitem", "multiple", "dict"})
_INSTANCE_SETTERS = frozenset({"setattr", "delattr", "__setattr__", "__delattr__"})
"""What sets an attribute of any object by a name that is given as text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionFacts:
    """One definition: where it is and which names it may reach others through."""

    qualname: str
    kind: str
    span: tuple[int, int, int, int]
    is_async: bool = False
    is_generator: bool = False
    decorators: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    """Plain names read that the module binds."""
    chains: tuple[str, ...] = ()
    """``name.attribute`` reads whose name the module binds."""
    attributes: tuple[str, ...] = ()
    """Names of all attributes read."""
    bases: tuple[str, ...] = ()
    """Base classes as written, for a class."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFacts:
    """Facts of one file."""

    regions: tuple[RegionFacts, ...] = ()
    bindings: dict[str, int] = field(default_factory=dict)
    """Module-level names and how often they are bound; 2 and more also stands for "cannot be counted"."""
    imports: dict[str, str] = field(default_factory=dict)
    """Names bound by imports anywhere in the file and the dotted thing they stand for."""
    imported: tuple[str, ...] = ()
    """Dotted modules that the file imports (``from a import b`` gives ``a`` and ``a.b``)."""
    star_imports: tuple[str, ...] = ()
    stored_attributes: tuple[str, ...] = ()
    """Attributes stored on anything but a method's own first parameter: each may be a module's global."""
    own_attributes: tuple[str, ...] = ()
    """Attributes stored on a method's own first parameter."""
    methods: tuple[str, ...] = ()
    """Names of functions that classes define."""
    rebinds_unseen: bool = False
    """Whether it reaches into namespaces in a way that hides what is bound (``globals()``, ``exec`` …)."""
    stores_anywhere: bool = False
    """Whether it sets attributes whose names are only known at run time on what may be a module."""
    stores_unseen: bool = False
    """Whether it sets such attributes on anything: ``setattr(row, key, x)``, ``vars(row)[key] = x``."""


def regions_from(file: SourceFile, facts: FileFacts) -> tuple[GenomeRegion, ...]:
    """The regions of ``file`` as its facts tell them."""
    return tuple(
        GenomeRegion(
            file=file,
            qualname=region.qualname,
            kind=RegionKind(region.kind),
            span=Span(
                start=region.span[0], end=region.span[1], first_line=region.span[2], last_line=region.span[3]
            ),
            is_async=region.is_async,
            is_generator=region.is_generator,
            decorators=region.decorators,
        )
        for region in facts.regions
    )


def facts_to_json(facts: FileFacts) -> dict[str, Any]:
    """``facts`` as what ``json`` can write."""
    return asdict(facts)


def facts_from_json(data: Any) -> FileFacts:
    """The facts that :func:`facts_to_json` wrote.

    Raises:
        ValueError: it is something else (a damaged cache entry).

    """
    try:
        regions = tuple(RegionFacts(**_with_tuples(region)) for region in data.pop("regions"))
        facts = FileFacts(regions=regions, **_with_tuples(data))
        for region in regions:
            RegionKind(region.kind)
            start, end, first, last = region.span
            if not 0 <= start <= end or not 1 <= first <= last:
                raise ValueError(f"span {region.span}")
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ValueError(f"not file facts: {error}") from error
    return facts


def _with_tuples(data: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in data.items()}


def collect(text: str, tree: ast.Module, module: str, *, is_package: bool) -> FileFacts:
    """Facts of a file from its ``text`` and ``tree``; ``module`` is its import name, for relative imports."""
    collector = _Collector(text, module if is_package else module.rpartition(".")[0])
    collector.body(tree.body, _Scope("", RegionKind.FUNCTION, None, None))
    return collector.facts()


class _Scope:
    """Where the collector stands: prefix of qualnames, region to charge, a method's first parameter."""

    __slots__ = ("first_parameter", "kind", "prefix", "region")

    def __init__(
        self, prefix: str, kind: RegionKind, region: dict[str, Any] | None, first_parameter: str | None
    ) -> None:
        self.prefix, self.kind, self.region, self.first_parameter = prefix, kind, region, first_parameter


class _Collector:
    """One pass over a tree."""

    def __init__(self, text: str, package: str) -> None:
        self.positions = TextPositions(text)
        self.package = package
        self.regions: list[dict[str, Any]] = []
        self.bindings: Counter[str] = Counter()
        self.imports: dict[str, str] = {}
        self.imported: set[str] = set()
        self.stars: set[str] = set()
        self.stored: set[str] = set()
        self.own: set[str] = set()
        self.methods: set[str] = set()
        self.nested: set[str] = set()
        self.rebinds_unseen = False
        self.stores_anywhere = False
        self.stores_unseen = False
        self.only_read: set[int] = set()
        """``x.__dict__`` in places where nothing can be stored through it."""

    def facts(self) -> FileFacts:
        """What was found."""
        known = set(self.bindings) | set(self.imports) | self.nested
        regions = []
        for raw in self.regions:
            names, chains = raw.pop("names"), raw.pop("chains")
            if not self.stars:
                names &= known
            chains = {chain for chain in chains if chain.partition(".")[0] in known}
            regions.append(
                RegionFacts(
                    names=tuple(sorted(names)),
                    chains=tuple(sorted(chains)),
                    attributes=tuple(sorted(raw.pop("attributes"))),
                    **raw,
                )
            )
        return FileFacts(
            regions=tuple(regions),
            bindings=dict(self.bindings),
            imports=self.imports,
            imported=tuple(sorted(self.imported)),
            star_imports=tuple(sorted(self.stars)),
            stored_attributes=tuple(sorted(self.stored)),
            own_attributes=tuple(sorted(self.own)),
            methods=tuple(sorted(self.methods)),
            rebinds_unseen=self.rebinds_unseen,
            stores_anywhere=self.stores_anywhere,
            stores_unseen=self.stores_unseen,
        )

    def bind(self, name: str, scope: _Scope, times: int = 1) -> None:
        """Note that ``name`` is bound in ``scope``; only module level counts."""
        if not scope.prefix:
            self.bindings[name] += times

    def body(self, statements: list[ast.stmt], scope: _Scope) -> None:
        """Walk all of ``statements``."""
        pending: list[ast.AST] = list(reversed(statements))
        while pending:
            node = pending.pop()
            if isinstance(node, Definition):
                self.definition(node, scope)
                pending += node.decorator_list
                if isinstance(node, ast.ClassDef):
                    pending += [*node.bases, *(keyword.value for keyword in node.keywords)]
                else:
                    pending.append(node.args)
                    if node.returns is not None:
                        pending.append(node.returns)
                continue
            self.visit(node, scope)
            pending.extend(ast.iter_child_nodes(node))

    def definition(self, node: Definition, scope: _Scope) -> None:
        """A function or class and everything inside."""
        is_class = isinstance(node, ast.ClassDef)
        kind = RegionKind.CLASS if is_class else scope.kind
        span = self.positions.span(node)
        region: dict[str, Any] = {
            "qualname": f"{scope.prefix}{node.name}",
            "kind": kind.value,
            "span": (span.start, span.end, span.first_line, span.last_line),
            "is_async": isinstance(node, ast.AsyncFunctionDef),
            "is_generator": not isinstance(node, ast.ClassDef) and is_generator(node),
            "decorators": tuple(ast.unparse(decorator) for decorator in node.decorator_list),
            "names": set(),
            "chains": set(),
            "attributes": set(),
            "bases": tuple(ast.unparse(base) for base in node.bases)
            if isinstance(node, ast.ClassDef)
            else (),
        }
        self.regions.append(region)
        self.bind(node.name, scope)
        if isinstance(node, ast.ClassDef):
            if scope.prefix:
                self.nested.add(node.name)
            inner = _Scope(f"{region['qualname']}.", RegionKind.METHOD, region, None)
        else:
            if scope.kind is RegionKind.METHOD and scope.prefix:
                self.methods.add(node.name)
            elif scope.prefix:
                self.nested.add(node.name)
            positional = [*node.args.posonlyargs, *node.args.args]
            everything = [*positional, *node.args.kwonlyargs, node.args.vararg, node.args.kwarg]
            first = scope.first_parameter
            if scope.kind is RegionKind.METHOD:
                first = (
                    positional[0].arg if positional and "staticmethod" not in region["decorators"] else None
                )
            elif any(argument is not None and argument.arg == first for argument in everything):
                first = None  # a nested function's own parameter of that name is something else
            inner = _Scope(f"{region['qualname']}.<locals>.", RegionKind.FUNCTION, region, first)
        self.body(node.body, inner)

    def visit(self, node: ast.AST, scope: _Scope) -> None:
        """One node that is no definition."""
        if isinstance(node, ast.Name):
            if isinstance(node.ctx, ast.Load):
                if scope.region is not None:
                    scope.region["names"].add(node.id)
                if node.id in _NAMESPACE_WRITERS or (node.id in _MODULE_NAMESPACE and scope.region is None):
                    self.rebinds_unseen = True
            else:
                self.bind(node.id, scope, 1 if isinstance(node.ctx, ast.Store) else 2)
        elif isinstance(node, ast.Attribute):
            self.attribute(node, scope)
        elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
            self.only_read.add(id(node.value))
        elif isinstance(node, ast.Compare):
            self.only_read.update(map(id, node.comparators))
        elif isinstance(node, ast.Call):
            self.call(node)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            self.import_statement(node, scope)
        elif isinstance(node, ast.Global):
            for name in node.names:
                self.bindings[name] += 2
        elif isinstance(node, ast.AugAssign | ast.For | ast.AsyncFor):
            if isinstance(node.target, ast.Name):
                self.bind(node.target.id, scope)
        elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
            self.bind(node.name, scope, 2)
        elif isinstance(node, ast.MatchMapping) and node.rest:
            self.bind(node.rest, scope, 2)
        elif isinstance(node, ast.NamedExpr):
            self.bind(node.target.id, scope)

    def attribute(self, node: ast.Attribute, scope: _Scope) -> None:
        """A read, store or deletion of an attribute."""
        base = node.value
        own = isinstance(base, ast.Name) and base.id == scope.first_parameter
        if not isinstance(node.ctx, ast.Load):
            (self.own if own else self.stored).add(node.attr)
            return
        if node.attr == "__dict__" and id(node) not in self.only_read:
            self.stores_unseen = True
            self.stores_anywhere |= self.may_be_module(base)
        if scope.region is not None:
            scope.region["attributes"].add(node.attr)
            if isinstance(base, ast.Name):
                scope.region["chains"].add(f"{base.id}.{node.attr}")
            elif (dotted := _dotted(node)) is not None:
                scope.region["chains"].add(dotted)

    def call(self, node: ast.Call) -> None:
        """``setattr`` and the ways in which tests patch names."""
        function = node.func
        if isinstance(function, ast.Attribute) and function.attr in {
            "get",
            "items",
            "keys",
            "values",
            "copy",
        }:
            self.only_read.add(id(function.value))
        name = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
        texts = [
            item.value for item in node.args if isinstance(item, ast.Constant) and isinstance(item.value, str)
        ]
        if name in _INSTANCE_SETTERS:
            self.own.update(texts)
            self.stores_unseen |= not texts
        if name == "vars" and node.args and id(node) not in self.only_read:
            self.stores_unseen = True
            held = node.args[0]
            self.stores_anywhere |= isinstance(held, ast.Name) and held.id in self.imports
        if name not in _SETTERS:
            return
        self.stored.update(text.rpartition(".")[2] for text in texts)
        self.stored.update(keyword.arg for keyword in node.keywords if keyword.arg)
        if name in {"setattr", "delattr"} and not texts and node.args:
            self.stores_anywhere |= self.may_be_module(node.args[0])

    def may_be_module(self, node: ast.expr) -> bool:
        """Whether an expression may well be a module: an imported name, or what a call or a table gives.

        Plain variables and parameters are taken for other objects: ``setattr(row, key, value)`` is
        everyday code.
        """
        while isinstance(node, ast.Attribute):
            node = node.value
        return not isinstance(node, ast.Name) or node.id in self.imports

    def import_statement(self, node: ast.Import | ast.ImportFrom, scope: _Scope) -> None:
        """Names that an import binds and modules that it runs."""
        if isinstance(node, ast.Import):
            for alias in node.names:
                self.imported.add(alias.name)
                name = alias.asname or alias.name.partition(".")[0]
                self.imports[name] = alias.name if alias.asname else name
                self.bind(name, scope)
            return
        base = node.module or ""
        if node.level:
            parts = self.package.split(".") if self.package else []
            parts = parts[: len(parts) - node.level + 1]
            base = ".".join([*parts, *([base] if base else [])])
        self.imported.add(base)
        for alias in node.names:
            if alias.name == "*":
                self.stars.add(base)
                continue
            name = alias.asname or alias.name
            dotted = f"{base}.{alias.name}" if base else alias.name
            self.imported.add(dotted)
            self.imports[name] = dotted
            self.bind(name, scope)


def _dotted(node: ast.expr) -> str | None:
    """``a.b.c`` of a chain of names, or ``None``."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return None
    return ".".join([node.id, *reversed(parts)])
