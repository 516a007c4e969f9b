"""Which effects stay known when the text of one file changes: those that nothing in it can have moved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ouroboros.genome.dependencies import Key
from ouroboros.genome.facts import FileFacts
from ouroboros.genome.marks import Summary


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownEffects:
    """Finished summaries, and whose summaries each was made from."""

    summaries: Mapping[Key, Summary]
    asked: Mapping[Key, frozenset[Key]]


def still_known(
    known: KnownEffects,
    path: str,
    before: FileFacts,
    facts: Mapping[str, FileFacts],
    imports: Mapping[str, Iterable[str]],
    module: str,
) -> KnownEffects:
    """What of ``known`` holds after the text of ``path`` changed; it says the same as solving it anew.

    A summary goes where it or one that it was made from belongs to a file that imports the changed one,
    however indirectly, or where it speaks of that file. Everything goes where the file tells others something
    else: its definitions, its imports, the attributes that it stores.

    Args:
        known: of the genome before.
        path: the changed file.
        before: facts of the file as it was.
        facts: of all files as they are.
        imports: paths that each file imports, as they are now.
        module: the file's import name.

    """
    if _told_to_others(before) != _told_to_others(facts[path]):
        return KnownEffects(summaries={}, asked={})
    touched = _importers({path, *_through_packages(path, module, facts)}, imports)
    users: dict[Key, list[Key]] = defaultdict(list)
    for key, callees in known.asked.items():
        for callee in callees:
            users[callee].append(key)
    waiting = [
        key
        for key, summary in known.summaries.items()
        if key[0] in touched or key not in known.asked or _speaks_of(summary, path)
    ]
    gone = set(waiting)
    while waiting:
        for user in users[waiting.pop()]:
            if user not in gone:
                gone.add(user)
                waiting.append(user)
    kept = known.summaries.keys() - gone
    return KnownEffects(
        summaries={key: known.summaries[key] for key in kept}, asked={key: known.asked[key] for key in kept}
    )


def _told_to_others(facts: FileFacts) -> tuple[object, ...]:
    regions = tuple(
        (each.qualname, each.kind, each.bases, each.decorators, each.is_async, each.is_generator)
        for each in facts.regions
    )
    stored = (facts.stored_attributes, facts.own_attributes, facts.methods)
    return regions, stored, facts.imports, facts.star_imports, facts.rebinds_unseen, facts.stores_anywhere


def _through_packages(path: str, module: str, facts: Mapping[str, FileFacts]) -> list[str]:
    """Files with a name for a package around the file: ``package.file.thing`` needs no import of the file."""
    dotted = path.rsplit(".", 1)[0].replace("/", ".")
    around: set[str] = set()
    for name in (module, dotted, dotted.removeprefix("src.")):
        parts = name.split(".")
        around.update(".".join(parts[:count]) for count in range(1, len(parts) + 1))
    return [other for other, known in facts.items() if not around.isdisjoint(known.imports.values())]


def _importers(paths: set[str], imports: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """The files and all that import them, directly or not."""
    by: dict[str, list[str]] = defaultdict(list)
    for importer, imported in imports.items():
        for each in imported:
            by[each].append(importer)
    found = set(paths)
    waiting = list(paths)
    while waiting:
        for importer in by[waiting.pop()]:
            if importer not in found:
                found.add(importer)
                waiting.append(importer)
    return frozenset(found)


def _speaks_of(summary: Summary, path: str) -> bool:
    """Whether a token names a place in the file at ``path``."""
    return any(
        path in part for token in (*summary.returns, *summary.reaches, *summary.leaves) for part in token
    )
