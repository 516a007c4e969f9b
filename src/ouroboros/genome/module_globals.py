"""Which module-level names certainly keep their first value."""

from __future__ import annotations

import ast
from functools import lru_cache
from typing import TYPE_CHECKING

from ouroboros.records.source import GenomeRegion

if TYPE_CHECKING:
    from ouroboros.genome.source_tree import SourceGenome


def is_stable(genome: SourceGenome, path: str, name: str) -> bool:
    """Whether the module-level ``name`` of ``path`` is bound once and nobody in the project rebinds it.

    Stores through other modules (``mod.name = …``), ``setattr`` and the strings of ``mock.patch`` count as
    rebinding whoever they are meant for. What cannot be counted (star imports, ``globals()``, ``exec``,
    files that
    could not be read) makes nothing stable.
    """
    facts = genome.facts[path]
    if facts.bindings.get(name) != 1 or facts.star_imports or facts.rebinds_unseen:
        return False
    return name not in stored_anywhere(genome) and not hidden_stores(genome)


def hidden_stores(genome: SourceGenome) -> bool:
    """Whether some file may set globals of other modules under names that cannot be read off its text."""
    return genome.outside is None or any(
        facts.stores_anywhere for facts in (*genome.facts.values(), *genome.outside)
    )


@lru_cache(maxsize=8)
def stored_anywhere(genome: SourceGenome) -> frozenset[str]:
    """Attribute names that any file of the project stores on something that may be a module."""
    names: set[str] = set()
    for facts in (*genome.facts.values(), *(genome.outside or ())):
        names.update(facts.stored_attributes)
    return frozenset(names)


@lru_cache(maxsize=8)
def _stored_on_anything(genome: SourceGenome) -> frozenset[str]:
    """Attribute names that any file of the project stores, on modules, classes or instances."""
    own = (facts.own_attributes for facts in (*genome.facts.values(), *(genome.outside or ())))
    return stored_anywhere(genome).union(*own)


def attribute_is_settled(genome: SourceGenome, name: str) -> bool:
    """Whether no text of the project stores an attribute called ``name``, or one of any name, on anything."""
    if hidden_stores(genome) or name in _stored_on_anything(genome):
        return False
    return not any(facts.stores_unseen for facts in (*genome.facts.values(), *(genome.outside or ())))


def constant_globals(genome: SourceGenome, region: GenomeRegion) -> dict[str, ast.expr]:
    """Names that hold one value whenever ``region`` runs, with the expression that gives it.

    Only assignments that stand by themselves above the region's outermost definition count: they have run
    by the time it exists. The value itself may be mutable; whether it is changed is for the reader to find
    out.
    """
    path = region.file.path
    found: dict[str, ast.expr] = {}
    for statement in genome.tree(path).body:
        if statement.lineno >= region.span.first_line:
            break
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            target, value = statement.targets[0], statement.value
        elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
            target, value = statement.target, statement.value
        else:
            continue
        if isinstance(target, ast.Name) and is_stable(genome, path, target.id):
            found[target.id] = value
    return found
