"""The last generation of a region: its champion's file, with those functions compiled that calls reach."""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from ouroboros.arena.equality.call_book import CallBook, open_book
from ouroboros.arena.equality.replay import LEAST_CALLS, agree, check
from ouroboros.compiling.choice import compilable
from ouroboros.compiling.loader import detached
from ouroboros.compiling.toolchain import toolchain
from ouroboros.coordination.extension_builds import build
from ouroboros.coordination.hot_code import HotCode
from ouroboros.coordination.promotion import place_extensions
from ouroboros.coordination.remembering import counterexamples
from ouroboros.coordination.session import Session
from ouroboros.coordination.warm_arena import Arena
from ouroboros.errors import SandboxDiedError
from ouroboros.genome.source_tree import SourceGenome
from ouroboros.records.candidate import MutationCandidate, MutationSeverity, OptimizationOp, Risk
from ouroboros.records.event import Stage
from ouroboros.records.evidence import Gate
from ouroboros.records.hotspot import Hotspot
from ouroboros.records.source import GenomeRegion, SourceFile

OPERATOR_NAME = "compiled-functions"
_GENERATED_CALLS = 200
_MOST_OTHERS = 4
"""Other functions of a file whose calls are replayed too, so that what they run through is compiled."""
_LEAST_SECONDS = 30.0
"""Of searching, below which building would leave no time to prove anything."""
_ENCODINGS = frozenset({"utf-8", "utf-8-sig", "ascii"})


def may_compile(session: Session, genome: SourceGenome, hot: HotCode, region: GenomeRegion) -> bool:
    """Whether there may be a compiled candidate for a region, as far as can be told without running anything.

    An extension holds all that a call runs through in its file, so a file gets one, proven by the calls of
    the function in which most of the time is spent: of those with many calls, where there is one.
    """
    if not session.settings.build_seconds or isinstance(toolchain(session.settings.python), str):
        return False
    if not _readable(region.file):
        return False
    if any("setrecursionlimit" in file.text for file in genome.files.values()):
        return False  # compiled calls need the stack of C, which does not grow with that limit
    fit = compilable(ast.parse(region.file.text))
    rivals = [
        (len(calls) >= LEAST_CALLS, spot.cumulative_share, spot.region.name)
        for spot in hot.hotspots
        if spot.region.file.path == region.file.path and spot.region.qualname in fit
        for calls in [hot.calls.get(spot.region.name, ())]
        if calls
    ]
    return bool(rivals) and max(rivals)[2] == region.name


def compiled_candidate(
    session: Session,
    arena: Arena,
    genome: SourceGenome,
    hot: HotCode,
    book: CallBook,
    spot: Hotspot,
    parent: MutationCandidate | None,
) -> MutationCandidate | None:
    """The file of a region, or of ``parent``, with compiled functions; ``None`` when there is none.

    Only functions that replayed calls run through are compiled, for the others would be unproven: those of
    ``book``, and those of other hot functions of the file, which are replayed here under two hash seeds.

    Args:
        session: settings, budget, the working copy that the extension is put into.
        arena: where it is seen which functions run.
        genome: of the original.
        hot: all hot regions.
        book: calls of the region.
        spot: the region.
        parent: the champion of the generations before.

    """
    file = spot.region.file
    tools = toolchain(session.settings.python)
    if isinstance(tools, str) or not may_compile(session, genome, hot, spot.region):
        return None
    if session.clock.search_seconds < _LEAST_SECONDS:
        return None
    text = parent.text if parent is not None else file.text
    if detached(text)[1]:
        return None
    possible = compilable(ast.parse(text))
    fit = set(_called(arena, book, file, text, possible))
    if spot.region.qualname not in fit:
        return None
    others: list[CallBook] = []
    for other in _others(hot, spot, possible):
        if (
            other.qualname not in fit
            and len(others) < _MOST_OTHERS
            and (more := _book(session, arena, hot, other))
        ):
            others.append(more)
            fit.update(_called(arena, more, file, text, possible))
    session.say(Stage.MUTATE, f"compiling {len(fit)} functions", spot.region.name)
    built = build(
        arena.plan,
        tools,
        file.path,
        text,
        sorted(fit),
        seconds=min(session.settings.build_seconds, session.clock.search_seconds),
    )
    if isinstance(built, str):
        session.note(f"{file.path} is not compiled: {built}")
        return None
    place_extensions(session.workspace.copy, {built.path: built.content})
    session.extensions[built.path] = built.content
    candidate = MutationCandidate(
        hotspot=spot,
        text=built.text,
        operators=(OPERATOR_NAME,),
        categories=(OptimizationOp.NATIVE_COMPILATION,),
        severity=MutationSeverity.MAJOR,
        risk=Risk.HIGH,
        note=(
            f"{', '.join(built.names)} run as compiled code, untyped, on the same classes and objects; "
            "the text itself counts where the extension is missing or was made from another one"
        ),
    )
    if parent is not None:
        candidate = _grown(candidate, parent)
    for each in others:
        why = _differs(session, arena, each, candidate)
        if why:
            session.note(f"{file.path} is not compiled: {each.region.name}: {why}")
            return None
    return candidate


def _grown(candidate: MutationCandidate, parent: MutationCandidate) -> MutationCandidate:
    return replace(
        candidate,
        hotspot=parent.hotspot,
        operators=(*parent.operators, OPERATOR_NAME),
        categories=(*parent.categories, OptimizationOp.NATIVE_COMPILATION),
        keeps_state=parent.keeps_state,
        note="; ".join(note for note in (parent.note, candidate.note) if note),
        parents=(*parent.parents, parent.identity),
    )


def _others(hot: HotCode, spot: Hotspot, possible: Collection[str]) -> list[GenomeRegion]:
    """Other hot functions of the file whose own calls were recorded, the most time first."""
    spots = sorted(hot.hotspots, key=lambda each: -each.cumulative_share)
    return [
        each.region
        for each in spots
        if each.region.file.path == spot.region.file.path
        and each.region.name != spot.region.name
        and each.region.qualname in possible
        and len(hot.calls.get(each.region.name, ())) >= LEAST_CALLS
    ]


def _book(session: Session, arena: Arena, hot: HotCode, region: GenomeRegion) -> CallBook | None:
    """The calls of another function of the file, where there are enough of its own."""
    session.say(Stage.TEST, "collecting calls", region.name)
    book = open_book(
        arena.sandbox,
        region,
        hot.sources(region),
        modules=(hot.import_name(region),),
        generated=_GENERATED_CALLS,
        rng=session.rng,
        corpus=counterexamples(session.settings).calls(region.name),
        tolerance=session.settings.float_tolerance,
        least=LEAST_CALLS,
    )
    return None if isinstance(book, str) or book.through or len(book.calls) < LEAST_CALLS else book


def _differs(session: Session, arena: Arena, book: CallBook, candidate: MutationCandidate) -> str:
    """Why calls of another function speak against a candidate, under two hash seeds; "" when none does."""
    replay = check(arena.sandbox, book, candidate, tested=False, shrink_seconds=0)
    if replay.gate is not Gate.PASSED:
        return replay.reason or "its calls prove nothing"
    with arena.fresh(session.rng.randrange(1, 2**32), compiles=False) as other:
        return agree(other, book, {candidate.region.file.path: candidate.text}).difference


def bound_extensions(session: Session, texts: Mapping[str, str]) -> dict[str, bytes]:
    """The extensions that the final ``texts`` bind, by path relative to the project."""
    wanted = {part.binary for text in texts.values() for part in detached(text)[1]}
    return {
        path: content
        for path, content in session.extensions.items()
        if any(PurePosixPath(path).name.startswith(f"{binary}.") for binary in wanted)
    }


def _readable(file: SourceFile) -> bool:
    """Whether the module reads its own text as it was read here."""
    return file.encoding.lower() in _ENCODINGS


def _called(
    arena: Arena,
    book: CallBook,
    file: SourceFile,
    text: str,
    fit: Collection[str],
) -> list[str]:
    """Those of the ``fit`` functions in which the calls of ``book`` execute a line of ``text``."""
    texts = {file.path: text} if text != file.text else {}
    try:
        with arena.sandbox.arm(texts, book.modules) as arm:
            if arm.load_error:
                return []
            patience = 10 * book.deadline_seconds
            lines = arm.observe(book.calls, deadline_seconds=patience, trace_file=file.path).lines
    except SandboxDiedError:
        return []
    nodes = compilable(ast.parse(text))
    return [
        name
        for name in fit
        if any(nodes[name].body[0].lineno <= line <= (nodes[name].end_lineno or 0) for line in lines)
    ]
