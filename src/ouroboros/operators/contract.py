"""What a rewrite is, and what it may know.

An operator is one file in this folder that ends in ``OPERATOR = Operator(...)``. The catalogue finds it by
that name; nothing else has to be edited. A rewrite function receives a :class:`RegionView` and yields one
:class:`Rewrite` for each way in which it could change the region (one for each place, or one for all).

Rules for a rewrite:

* It returns edits of text, never a re-rendered tree: the user's formatting and comments outside stay.
* It keeps behaviour *exactly*: results, types, exceptions with their messages, order, mutation, identity.
  What syntax and effects cannot prove is carried by a run-time guard that falls back to the original.
* It adds names only with the prefix ``_ouroboros_`` (helpers) or ``_`` + a word that the file does not use.
* It imports nothing of the engine: the result must run where Ouroboros is not installed.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from ouroboros.records.candidate import Category, MutationSeverity, Risk
from ouroboros.records.hotspot import TypeProfile
from ouroboros.records.source import Edit, Effects, GenomeRegion


@lru_cache(maxsize=16)
def _lines(text: str) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Start offset and text of every line; only a line feed ends one, as in the tokenizer's input."""
    lines = text.split("\n")
    starts = [0]
    for line in lines[:-1]:
        starts.append(starts[-1] + len(line) + 1)
    return tuple(starts), tuple(lines)


FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionView:
    """A region with all that an operator may ask about it."""

    region: GenomeRegion
    module: ast.Module
    """The whole file's tree; positions refer to ``region.file.text``."""
    node: FunctionNode
    """The region's own node inside ``module``."""
    effects: Effects
    """Effects of running this region."""
    call_effects: Callable[[ast.Call], Effects]
    """Effects of one call expression inside this region, resolved through the call graph."""
    function_of: Callable[[ast.Call], GenomeRegion | None]
    """The region that a call expression certainly reaches, or ``None``."""
    parsed: Callable[[GenomeRegion], tuple[ast.Module, FunctionNode]]
    """Tree and node of another region (its own file's positions)."""
    types: TypeProfile = field(default_factory=TypeProfile)
    constant_globals: Mapping[str, ast.expr] = field(default_factory=dict)
    """Module-level names bound exactly once in the whole target and never rebound, with their expression."""
    settled_attribute: Callable[[str], bool] = lambda _: False
    """Whether nobody in the project stores an attribute of this name on anything (``x.name = …``,
    ``setattr``, ``mock.patch``): what a class defines under it is what its exact instances have."""
    own_module: Callable[[str], bool] = lambda _: True
    """Whether a file or folder of the project bears this name: an import of it may mean the project's."""
    available: frozenset[str] = frozenset()
    """Import names present in the target's interpreter that an operator may lift onto (``numba`` …)."""

    @property
    def text(self) -> str:
        """The file's text."""
        return self.region.file.text

    def offset(self, line: int, utf8_column: int) -> int:
        """Character offset of an ``ast`` position (1-based line, column in UTF-8 bytes)."""
        starts, lines = _lines(self.text)
        text = lines[line - 1]
        if text.isascii():
            return starts[line - 1] + utf8_column
        prefix = text.encode("utf-8", "surrogatepass")[:utf8_column]
        return starts[line - 1] + len(prefix.decode("utf-8", "surrogatepass"))

    def start(self, node: ast.expr | ast.stmt) -> int:
        """Character offset where ``node`` begins (a decorated function: its ``def``)."""
        return self.offset(node.lineno, node.col_offset)

    def end(self, node: ast.expr | ast.stmt) -> int:
        """Character offset just after ``node``."""
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self.offset(node.end_lineno, node.end_col_offset)

    def source(self, node: ast.expr | ast.stmt) -> str:
        """The text of ``node`` as the user wrote it."""
        return self.text[self.start(node) : self.end(node)]

    def replace(self, node: ast.expr | ast.stmt, text: str) -> Edit:
        """An edit that puts ``text`` in the place of ``node``."""
        return Edit(start=self.start(node), end=self.end(node), text=text)

    def indent(self, node: ast.stmt) -> str:
        """White space before ``node`` on its line."""
        line_start = self.text.rfind("\n", 0, self.start(node)) + 1
        line = self.text[line_start : self.start(node)]
        return line[: len(line) - len(line.lstrip())]

    def insert_before(self, node: ast.stmt, lines: Iterable[str]) -> Edit:
        """An edit that puts whole ``lines``, each indented like ``node``, before its line."""
        indent = self.indent(node)
        at = self.start(node) - len(indent)
        return Edit(start=at, end=at, text="".join(f"{indent}{line}\n" for line in lines))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewrite:
    """One way to change a region."""

    edits: tuple[Edit, ...]
    """Edits inside the region's span; at least one."""
    elsewhere: tuple[Edit, ...] = ()
    """Edits of the same file outside the region's span (the class around a method, a specialised callee).
    What they change has to run in the region's calls like everything else, or nothing is proven."""
    imports: tuple[str, ...] = ()
    """Module-level import statements that the new code needs (added once, after the existing ones)."""
    helpers: tuple[str, ...] = ()
    """Module-level source that the new code needs (constants, functions ``_ouroboros_…``), added before the
    region's outermost definition; identical helpers are added once."""
    keeps_state: bool = False
    note: str = ""
    """One sentence for the reader of the diff: what changed and why it is the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A module before and after. ``calls`` are expressions evaluated on both; results must agree."""

    before: str
    after: str
    function: str = "f"
    calls: tuple[str, ...] = ()
    types: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """Recorded parameter types that the rewrite needs, as in ``TypeProfile.parameters``."""
    profile: TypeProfile = field(default_factory=TypeProfile)
    """What else was recorded (values, returns, repeats, lines …); ``types`` is merged into it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Code that looks alike and must be left alone."""

    code: str
    reason: str
    function: str = "f"
    types: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    profile: TypeProfile = field(default_factory=TypeProfile)


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """One rewrite of the catalogue: a function plus data."""

    name: str
    """Kebab-case, unique: ``membership-to-set``."""
    category: Category
    summary: str
    rewrite: Callable[[RegionView], Iterable[Rewrite]]
    examples: tuple[Example, ...]
    refusals: tuple[Refusal, ...]
    severity: MutationSeverity
    risk: Risk
    needs: tuple[str, ...] = ()
    """Facts it relies on, in words (``effects``, ``recorded types``), or packages it lifts onto."""
    conjecture: bool = False
    """Whether its rewrites are guesses that only calls can prove (library lifting). All others have to be
    exact by syntax, effects and guards alone, and are tested without the arena."""
    payoff: float = 1.5
    """Typical speed-up of the region where it applies at a realistic size; orders what is tried first."""
    source: str = ""
    """Paper, PEP or documentation behind it."""
