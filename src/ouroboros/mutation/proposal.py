"""From a region and the catalogue to candidates: whole new texts that parse, each once."""

from __future__ import annotations

import ast
import builtins
import contextlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from ouroboros.mutation.additions import AdditionRefusedError, additions
from ouroboros.mutation.catalogue import operators as catalogue_operators
from ouroboros.mutation.changed_parts import ChangedParts, ChangedText
from ouroboros.mutation.labels import keeps_labels
from ouroboros.operators.contract import Operator, RegionView, Rewrite
from ouroboros.operators.facts.walks import walk
from ouroboros.records.candidate import MutationCandidate
from ouroboros.records.hotspot import Hotspot
from ouroboros.records.source import Edit

_BUILTINS = frozenset(dir(builtins))
"""Names that rewrites may share: no rewrite binds one."""

MAX_REWRITES = 64
"""Rewrites taken from one operator for one region; a loop over every pair of places ends here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why one rewrite, or a whole operator, gave no candidate: the operator's fault, not the target's."""

    operator: str
    region: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposals:
    """What the catalogue offers for one region. ``candidates`` come in the order of the operators."""

    candidates: tuple[MutationCandidate, ...]
    problems: tuple[Problem, ...]


class _UnusableRewriteError(Exception):
    """A rewrite cannot be turned into a candidate."""


def propose(
    view: RegionView,
    hotspot: Hotspot,
    operators: Sequence[Operator] | None = None,
    *,
    parents: MutationCandidate | None = None,
) -> Proposals:
    """Candidates for the region that ``view`` shows.

    Every rewrite of every operator is one candidate (one for each place), and all places of one operator
    that do not touch each other make one more. Rewrites that change nothing, or the same as another in other
    words, are dropped silently, and so are those that a text would tell which shows its own source
    (``f"{x=}"``); those that break the contract are ``problems``.

    Args:
        view: the region in the text to start from: the original's, or the text of ``parents``.
        hotspot: where the region stands in the profile; with ``parents`` its own hotspot is kept.
        operators: those to try; ``None``: the whole catalogue.
        parents: the candidate that this generation is grown from. Severity and risk are the greater of both.

    """
    parts = ChangedParts(view)
    seen = {""}
    candidates: list[MutationCandidate] = []
    problems: list[Problem] = []
    for operator in catalogue_operators() if operators is None else operators:
        try:
            rewrites = _rewrites(operator, view)
        except Exception as error:  # noqa: BLE001  # one broken operator must not cost the others their turn
            problems.append(_problem(operator, view, f"raised {type(error).__name__}: {error}"))
            continue
        usable: list[tuple[Rewrite, ChangedText]] = []
        for rewrite in rewrites:
            try:
                usable.append((rewrite, rewritten(view, rewrite, parts)))
            except _UnusableRewriteError as error:
                problems.append(_problem(operator, view, str(error)))
        combined = combine(view, usable)
        if combined is not None:
            # That they do not go together is nobody's fault: each stands for itself.
            with contextlib.suppress(_UnusableRewriteError):
                usable.append((combined, rewritten(view, combined, parts)))
        for rewrite, changed in usable:
            texts = [edit.text for edit in (*rewrite.edits, *rewrite.elsewhere)]
            if changed.mark not in seen and keeps_labels(view.text, changed.text, texts):
                seen.add(changed.mark)
                places = len(rewrites) if rewrite is combined else 1
                candidate = _candidate(hotspot, operator, rewrite, changed.text, parents)
                candidates.append(replace(candidate, places=places))
    return Proposals(candidates=tuple(candidates), problems=tuple(problems))


def _rewrites(operator: Operator, view: RegionView) -> list[Rewrite]:
    found: list[Rewrite] = []
    for rewrite in operator.rewrite(view):
        found.append(rewrite)
        if len(found) == MAX_REWRITES:
            break
    return found


def _problem(operator: Operator, view: RegionView, reason: str) -> Problem:
    return Problem(operator=operator.name, region=view.region.name, reason=reason)


def rewritten(view: RegionView, rewrite: Rewrite, parts: ChangedParts | None = None) -> ChangedText:
    """The file as ``rewrite`` makes it.

    Args:
        view: the region in the text that the rewrite was written for.
        rewrite: edits, imports and helpers.
        parts: of the same view; spares work where many rewrites are looked at.

    Raises:
        _UnusableRewriteError: edits leave the region or overlap, a name is taken, or the result does not
        compile.

    """
    span = view.region.span
    for edit in rewrite.edits:
        if not span.start <= edit.start <= edit.end <= span.end:
            raise _UnusableRewriteError(
                f"edit {edit.start}..{edit.end} leaves the region {span.start}..{span.end}: "
                f"{edit.text[:60]!r}"
            )
    for edit in rewrite.elsewhere:
        if edit.start < span.end and span.start < edit.end:
            raise _UnusableRewriteError(f"edit {edit.start}..{edit.end} elsewhere is in the region: {span}")
    if not rewrite.edits:
        raise _UnusableRewriteError("rewrite without edits")
    try:
        around = additions(view, rewrite.imports, rewrite.helpers)
        return (parts or ChangedParts(view)).changed((*around, *rewrite.elsewhere, *rewrite.edits))
    except (SyntaxError, RecursionError) as error:
        raise _UnusableRewriteError(f"result does not compile: {error}") from error
    except (AdditionRefusedError, ValueError) as error:
        raise _UnusableRewriteError(str(error)) from error


def _candidate(
    hotspot: Hotspot,
    operator: Operator,
    rewrite: Rewrite,
    text: str,
    parent: MutationCandidate | None,
) -> MutationCandidate:
    if parent is None:
        return MutationCandidate(
            hotspot=hotspot,
            text=text,
            operators=(operator.name,),
            categories=(operator.category,),
            severity=operator.severity,
            risk=operator.risk,
            keeps_state=rewrite.keeps_state,
            conjecture=operator.conjecture,
            note=rewrite.note,
        )
    return MutationCandidate(
        hotspot=parent.hotspot,
        text=text,
        operators=(*parent.operators, operator.name),
        categories=(*parent.categories, operator.category),
        severity=max(parent.severity, operator.severity),
        risk=max(parent.risk, operator.risk),
        keeps_state=parent.keeps_state or rewrite.keeps_state,
        conjecture=parent.conjecture or operator.conjecture,
        note="; ".join(note for note in (parent.note, rewrite.note) if note),
        parents=(*parent.parents, parent.identity),
    )


def combine(view: RegionView, rewrites: Sequence[tuple[Rewrite, ChangedText]]) -> Rewrite | None:
    """All of ``rewrites`` that go together, as one; ``None`` when that is fewer than two.

    Two go together when their edits lie apart and neither uses a name that the other brings into the region:
    each was written for a text without the other.
    """
    if len(rewrites) < 2:
        return None
    known = _names(view.module)
    chosen: list[Rewrite] = []
    edits: list[Edit] = []
    introduced: set[str] = set()
    for rewrite, changed in rewrites:
        # Guards of both may ask for the same built-ins, which nobody brings.
        new = changed.names - known - _names_of_helpers(rewrite.imports, rewrite.helpers) - _BUILTINS
        own = [*rewrite.edits, *rewrite.elsewhere]
        if new & introduced or any(_touch(one, other) for one in own for other in edits):
            continue
        chosen.append(rewrite)
        edits += own
        introduced |= new
    if len(chosen) < 2:
        return None
    return Rewrite(
        edits=tuple(sorted((edit for rewrite in chosen for edit in rewrite.edits), key=_where)),
        elsewhere=tuple(sorted(edit for rewrite in chosen for edit in rewrite.elsewhere)),
        imports=_once(item for rewrite in chosen for item in rewrite.imports),
        helpers=_once(item for rewrite in chosen for item in rewrite.helpers),
        keeps_state=any(rewrite.keeps_state for rewrite in chosen),
        note="; ".join(_once(rewrite.note for rewrite in chosen if rewrite.note)),
    )


def _once(items: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(items))


def _where(edit: Edit) -> tuple[int, int]:
    """For sorting: what stands at one place keeps its order."""
    return edit.start, edit.end


def _touch(one: Edit, other: Edit) -> bool:
    """Whether two edits share a character or a place, so that their order would matter.

    Whole lines before one statement only prepare what is used further down, under names of their own: two
    of them stand there in any order.
    """
    prepare = all(edit.start == edit.end and edit.text.endswith("\n") for edit in (one, other))
    if prepare and one.start == other.start:
        return False
    return one.start <= other.end and other.start <= one.end


@lru_cache(maxsize=4)
def _names(tree: ast.AST) -> frozenset[str]:
    return frozenset(node.id for node in walk(tree) if isinstance(node, ast.Name))


@lru_cache(maxsize=64)
def _names_of_helpers(imports: tuple[str, ...], helpers: tuple[str, ...]) -> frozenset[str]:
    """Names that imports and helpers bring: shared on purpose."""
    names: set[str] = set()
    for source in (*imports, *helpers):
        for node in walk(ast.parse(source)):
            if isinstance(node, ast.Name):
                names.add(node.id)
            elif isinstance(node, ast.FunctionDef | ast.ClassDef):
                names.add(node.name)
            elif isinstance(node, ast.alias):
                names.add(node.asname or node.name.partition(".")[0])
    return frozenset(names)
