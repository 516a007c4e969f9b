"""Library lifting: a function written by hand that may be one expression of the standard library.

What the recorded types allow and the function's syntax makes plausible is guessed: for these types the
library's expression is returned, for all others the function runs as it was. A guess is proven by nothing
that is known here. It has to answer recorded calls, generated ones and an exhaustive set of small ones like
the original (``coordination/conjectures``). A function that mentions a number or a call that the entry does
not explain is left alone.
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator, Mapping

from ouroboros.operators.contract import Operator, RegionView, Rewrite
from ouroboros.operators.examples.library_lifting import EXAMPLES, REFUSALS
from ouroboros.operators.facts.scope import is_builtin, own_line
from ouroboros.operators.lifting import list_entries, number_entries, sequence_entries, text_entries
from ouroboros.operators.lifting.entry import CatalogueEntry
from ouroboros.operators.lifting.syntax import Syntax, syntax_of
from ouroboros.operators.lifting.type_guards import guard_of, recorded_type
from ouroboros.records.candidate import MutationSeverity, OptimizationOp, Risk
from ouroboros.records.source import Effect, RegionKind

CATALOGUE: tuple[CatalogueEntry, ...] = (
    *number_entries.ENTRIES,
    *sequence_entries.ENTRIES,
    *list_entries.ENTRIES,
    *text_entries.ENTRIES,
)
"""Every entry; names are unique."""
_MOST = 30
"""Guesses for one function; the ones that need most of its syntax come first."""
_UNFIT = frozenset({Effect.WRITES_GLOBALS, Effect.IO, Effect.YIELDS, Effect.AWAITS, Effect.NONDETERMINISTIC})


def rewrite(view: RegionView) -> Iterator[Rewrite]:
    """One guess for each plausible entry and order of the parameters."""
    names = _parameters(view)
    if names is None:
        return
    types = [recorded_type(view.types.parameters.get(name, {})) for name in names]
    syntax = syntax_of(view) if all(types) else None
    if syntax is None:
        return
    plausible = [entry for entry in CATALOGUE if _fits(view, entry, types, syntax)]
    plausible.sort(key=lambda entry: -len(entry.needs.split()))
    guesses = (guess for entry in plausible for guess in _guesses(view, entry, names, types))
    yield from itertools.islice(guesses, _MOST)


def _parameters(view: RegionView) -> list[str] | None:
    """The parameters of a plain function of the module, not lifted yet; ``None`` for any other."""
    region, arguments = view.region, view.node.args
    if region.kind is not RegionKind.FUNCTION or "." in region.qualname or region.decorators:
        return None
    if region.is_async or region.is_generator or view.node.name.startswith("_ouroboros_"):
        return None
    if arguments.vararg or arguments.kwarg or arguments.kwonlyargs or view.effects.found & _UNFIT:
        return None
    if "_ouroboros_" in region.source:
        return None
    names = [argument.arg for argument in (*arguments.posonlyargs, *arguments.args)]
    return names or None


def _fits(view: RegionView, entry: CatalogueEntry, types: list[str], syntax: Syntax) -> bool:
    if sorted(entry.parameters) != sorted(types):
        return False
    returned = {_bare(name) for name in view.types.returns}
    if returned and _bare(entry.result) not in returned:
        return False
    return entry.plausible(syntax.words, syntax.constants, syntax.methods)


def _bare(name: str) -> str:
    """``list`` of ``list[int]``: an empty result says no more."""
    return name.partition("[")[0].replace("NoneType", "None")


def _guesses(
    view: RegionView, entry: CatalogueEntry, names: list[str], types: list[str]
) -> Iterator[Rewrite]:
    kinds = dict(zip(names, types, strict=True))
    for order in itertools.permutations(names):
        if tuple(kinds[name] for name in order) == entry.parameters:
            made = _made(view, entry, dict(zip("abc", order, strict=False)))
            if made is not None:
                yield made


def _made(view: RegionView, entry: CatalogueEntry, names: Mapping[str, str]) -> Rewrite | None:
    first = view.node.body[0]
    if ast.get_docstring(view.node, clean=False) is not None:
        if len(view.node.body) == 1:
            return None
        first = view.node.body[1]
    if not own_line(view, first):
        return None
    conditions, imports = [], list(entry.imports)
    for letter, kind in zip("abc", entry.parameters, strict=False):
        condition, needed = guard_of(kind, names[letter])
        conditions.append(condition)
        imports += needed
    if entry.guard:
        conditions.append(
            f"({entry.guard.format(**names)})" if " or " in entry.guard else entry.guard.format(**names)
        )
    if entry.result.startswith("list") or entry.statement:
        # Many functions hand a list of one item back as it is, which is another object than a new list.
        longest = next(
            names[x]
            for x, kind in zip("abc", entry.parameters, strict=False)
            if kind.startswith(("list", "str"))
        )
        conditions.append(f"len({longest}) > 1")
    guard = " and ".join(conditions)
    done = entry.statement.format(**names)
    result = entry.expression.format(**names)
    if not _understood(view, f"({guard}, {result or None})", done, names):
        return None
    lines = [f"if {guard}:", *([f"    {done}"] if done else []), f"    return {result}".rstrip()]
    return Rewrite(
        edits=(view.insert_before(first, lines),),
        imports=tuple(dict.fromkeys(imports)),
        note=f"For these types the library gives the same ({entry.name}): a guess that every recorded,"
        " generated and exhaustively listed call confirmed; all other arguments go the original way.",
    )


def _understood(view: RegionView, expression: str, statement: str, names: Mapping[str, str]) -> bool:
    """Whether every name that is brought along means what the catalogue takes it to mean."""
    trees = (ast.parse(expression), ast.parse(statement))
    used = {node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Name)}
    own = {node.id for node in used if not isinstance(node.ctx, ast.Load)}
    if own & set(names.values()):
        return False
    return all(
        node.id in names.values()
        or node.id in own
        or node.id.startswith("_ouroboros_")
        or is_builtin(view, node.id)
        for node in used
    )


OPERATOR = Operator(
    name="library-lifting",
    category=OptimizationOp.ALGORITHM_SUBSTITUTION,
    summary="a function written by hand becomes the library's expression for the recorded types",
    rewrite=rewrite,
    examples=EXAMPLES,
    refusals=REFUSALS,
    severity=MutationSeverity.MAJOR,
    risk=Risk.HIGH,
    needs=("recorded types", "effects"),
    conjecture=True,
    payoff=12.0,
    source="https://docs.python.org/3/library/index.html",
)
