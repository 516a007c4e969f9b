"""From a region and the catalogue to candidates: whole new texts that parse, each once."""

from __future__ import annotations

import ast
import builtins
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ouroboros.mutation.additions import AdditionRefusedError, additions
from ouroboros.mutation.catalogue import operators as catalogue_operators
from ouroboros.mutation.similarity import fingerprint
from ouroboros.operators.contract import Operator, RegionView, Rewrite
from ouroboros.records.candidate import MutationCandidate
from ouroboros.records.hotspot import Hotspot
from ouroboros.records.source import Edit, apply_edits

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
    """What the catalogue offers for one region. ``candidates`` has the most promising operator first."""

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
    that do
    not touch each other make one more. Rewrites that change nothing, or the same as another in other words,
    are
    dropped silently; those that break the contract are ``problems``.

    Args:
        view: the region in the text to start from: the original's, or the text of ``parents``.
        hotspot: where the region stands in the profile; with ``parents`` its own hotspot is kept.
        operators: those to try; ``None``: the whole catalogue.
        parents: the candidate that this generation is grown from. Severity and risk are the greater of both.

    """
    seen = {fingerprint(view.module, view.region.qualname)}
    candidates: list[MutationCandidate] = []
    problems: list[Problem] = []
    for operator in catalogue_operators() if operators is None else operators:
        try:
            rewrites = _rewrites(operator, view)
        except Exception as error:  # noqa: BLE001  # one broken operator must not cost the others their turn
            problems.append(_problem(operator, view, f"raised {type(error).__name__}: {error}"))
            continue
        usable: list[Rewrite] = []
        for rewrite in rewrites:
            try:
                text, tree = rewritten(view, rewrite)
            except _UnusableRewriteError as error:
                problems.append(_problem(operator, view, str(error)))
                continue
            usable.append(rewrite)
            candidates += _candidate(view, hotspot, operator, rewrite, text, tree, parents, seen)
        combined = combine(view, usable)
        if combined is not None:
            try:
                text, tree = rewritten(view, combined)
            except _UnusableRewriteError:
                continue  # each stands for itself; that they do not go together is nobody's fault
            candidates += _candidate(view, hotspot, operator, combined, text, tree, parents, seen)
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


def rewritten(view: RegionView, rewrite: Rewrite) -> tuple[str, ast.Module]:
    """The file's new text and its tree.

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
        text = apply_edits(view.text, (*around, *rewrite.elsewhere, *rewrite.edits))
    except (AdditionRefusedError, ValueError) as error:
        raise _UnusableRewriteError(str(error)) from error
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
            compile(text, view.region.file.path, "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError) as error:
        raise _UnusableRewriteError(f"result does not compile: {error}") from error
    return text, tree


def _candidate(
    view: RegionView,
    hotspot: Hotspot,
    operator: Operator,
    rewrite: Rewrite,
    text: str,
    tree: ast.Module,
    parent: MutationCandidate | None,
    seen: set[str],
) -> list[MutationCandidate]:
    """The candidate, or nothing when it was seen before."""
    mark = fingerprint(tree, view.region.qualname)
    if mark in seen:
        return []
    seen.add(mark)
    if parent is None:
        return [
            MutationCandidate(
                hotspot=hotspot,
                text=text,
                operators=(operator.name,),
                categories=(operator.category,),
                severity=operator.severity,
                risk=operator.risk,
                keeps_state=rewrite.keeps_state,
                note=rewrite.note,
            )
        ]
    return [
        MutationCandidate(
            hotspot=parent.hotspot,
            text=text,
            operators=(*parent.operators, operator.name),
            categories=(*parent.categories, operator.category),
            severity=max(parent.severity, operator.severity),
            risk=max(parent.risk, operator.risk),
            keeps_state=parent.keeps_state or rewrite.keeps_state,
            note="; ".join(note for note in (parent.note, rewrite.note) if note),
            parents=(*parent.parents, parent.identity),
        )
    ]


def combine(view: RegionView, rewrites: Sequence[Rewrite]) -> Rewrite | None:
    """All of ``rewrites`` that go together, as one; ``None`` when that is fewer than two.

    Two go together when their edits lie apart and neither uses a name that the other brings into the region:
    each was written for a text without the other.
    """
    known = _names(view.module)
    chosen: list[Rewrite] = []
    edits: list[Edit] = []
    introduced: set[str] = set()
    for rewrite in rewrites:
        try:
            _, tree = rewritten(view, rewrite)
        except _UnusableRewriteError:
            continue
        new = _names(tree) - known - _names_of_helpers(rewrite) - _BUILTINS
        changed = [*rewrite.edits, *rewrite.elsewhere]
        if new & introduced or any(_touch(one, other) for one in changed for other in edits):
            continue
        chosen.append(rewrite)
        edits += changed
        introduced |= new
    if len(chosen) < 2:
        return None
    return Rewrite(
        edits=tuple(sorted(edit for rewrite in chosen for edit in rewrite.edits)),
        elsewhere=tuple(sorted(edit for rewrite in chosen for edit in rewrite.elsewhere)),
        imports=_once(item for rewrite in chosen for item in rewrite.imports),
        helpers=_once(item for rewrite in chosen for item in rewrite.helpers),
        keeps_state=any(rewrite.keeps_state for rewrite in chosen),
        note="; ".join(_once(rewrite.note for rewrite in chosen if rewrite.note)),
    )


def _once(items: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(items))


def _touch(one: Edit, other: Edit) -> bool:
    """Whether two edits share a character or a place; order would matter."""
    return one.start <= other.end and other.start <= one.end


def _names(tree: ast.AST) -> set[str]:
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def _names_of_helpers(rewrite: Rewrite) -> set[str]:
    """Names that imports and helpers bring: shared on purpose."""
    names: set[str] = set()
    for source in (*rewrite.imports, *rewrite.helpers):
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Name):
                names.add(node.id)
            elif isinstance(node, ast.FunctionDef | ast.ClassDef):
                names.add(node.name)
            elif isinstance(node, ast.alias):
                names.add(node.asname or node.name.partition(".")[0])
    return names
