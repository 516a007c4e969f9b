"""A file with those of its functions compiled that replayed calls run through, as one more candidate."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from ouroboros.arena.equality.call_book import CallBook, open_book
from ouroboros.arena.equality.call_choice import bearable
from ouroboros.arena.equality.replay import LEAST_CALLS, agree
from ouroboros.arena.sandboxing.sandbox import Sandbox
from ouroboros.compiling.choice import compilable
from ouroboros.compiling.loader import bound, detached
from ouroboros.compiling.toolchain import toolchain
from ouroboros.coordination.extension_builds import Extension, build
from ouroboros.coordination.hot_code import HotCode
from ouroboros.coordination.promotion import place_extensions
from ouroboros.coordination.remembering import counterexamples
from ouroboros.coordination.session import Session
from ouroboros.coordination.warm_arena import Arena
from ouroboros.errors import SandboxDiedError
from ouroboros.genome.source_tree import SourceGenome
from ouroboros.records.event import Stage
from ouroboros.records.hotspot import Hotspot
from ouroboros.records.source import GenomeRegion, SourceFile

_GENERATED_CALLS = 200
_MOST_BOOKS = 5
"""Functions of a file whose calls are replayed, so that what they run through is compiled."""
_LEAST_BOOKS = 2
"""Functions that are asked for calls even where others run through them."""
_MOST_TRACED = 80
"""Calls of one book of which it is seen what they run through."""
_MOST_OPENED = 9
"""Functions that are asked for calls; of some none can be repeated."""
_DEAR_SECONDS = 0.2
"""Functions whose quickest calls, as many as prove anything, take longer have their turn last …"""
_SECONDS_FOR_DEAR = 40.0
"""… and none where less than this is left of the budget."""
_MOST_DROPPED = 3
"""Functions that may answer otherwise than the original before the whole file is given up."""
_ENCODINGS = frozenset({"utf-8", "utf-8-sig", "ascii"})
EXTENSIONS_FOLDER = "extensions"
"""Under the state directory: what was built, so that the same text is not built again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledFile:
    """A file that binds compiled functions, and the calls that all of them answered like the original."""

    file: SourceFile
    extension: Extension
    books: tuple[CallBook, ...] = field(repr=False)


def compiled_share(session: Session, genome: SourceGenome, hot: HotCode) -> dict[str, float]:
    """Files that may have compiled parts, and their share of the time, the most first.

    Told without running anything. What cannot be built here, is not read as it was written, or has no
    function that may be compiled, is not among them.
    """
    if not session.settings.build_seconds or isinstance(toolchain(session.settings.python), str):
        return {}
    if any("setrecursionlimit" in file.text for file in genome.files.values()):
        return {}  # compiled calls need the stack of C, which does not grow with that limit
    shares: dict[str, float] = {}
    for spot in hot.hotspots:
        path = spot.region.file.path
        shares[path] = shares.get(path, 0.0) + spot.self_share
    return {
        path: share
        for path, share in sorted(shares.items(), key=lambda each: -each[1])
        if _readable(genome.files[path]) and compilable(ast.parse(genome.files[path].text))
    }


def compiled_file(
    session: Session,
    arena: Arena,
    hot: HotCode,
    file: SourceFile,
    text: str,
    known: Mapping[str, CallBook],
) -> CompiledFile | None:
    """``text`` with compiled functions, through each of which replayed calls run; ``None`` without any.

    The calls are those of the hot functions of the file, the most time first; a function whose calls prove
    nothing (they are too slow, or cannot be repeated) leaves its turn to the next one. A compiled function
    that makes an answer another one is left out.

    Args:
        session: settings, budget, the working copy that the extension is put into.
        arena: where it is seen which functions run, and whether they answer alike.
        hot: all hot regions.
        file: as it was read.
        text: with the winners so far; it binds nothing yet.
        known: books that are open, by the name of their region.

    """
    tools = toolchain(session.settings.python)
    possible = compilable(ast.parse(text))
    if isinstance(tools, str) or not possible or detached(text)[1]:
        return None
    reached: list[tuple[CallBook, frozenset[str]]] = []
    wanted: set[str] = set()
    for book in _books(session, arena, hot, file, known, wanted):
        names = _called(arena, book, file, text, possible)
        if not names:
            continue
        reached.append((book, names))
        wanted |= names
        if len(reached) >= _MOST_BOOKS:
            break
    if not wanted:
        session.note(f"{file.path} is not compiled: no calls that can be repeated run through what may be")
        return None
    session.say(Stage.MUTATE, f"compiling {len(wanted)} functions of {file.path}")
    built = build(
        arena.plan,
        tools,
        file.path,
        text,
        sorted(wanted),
        seconds=session.settings.build_seconds,
        kept=session.settings.state_dir / EXTENSIONS_FOLDER,
    )
    if isinstance(built, str):
        session.note(f"{file.path} is not compiled: {built}")
        return None
    place_extensions(session.workspace.copy, {built.path: built.content})
    session.extensions[built.path] = built.content
    proven = _without_different(session, arena, file, built, reached)
    if isinstance(proven, str):
        session.note(f"{file.path} is not compiled: {proven}")
        return None
    return CompiledFile(file=file, extension=proven, books=tuple(book for book, _ in reached))


def _spots(hot: HotCode, file: SourceFile) -> list[Hotspot]:
    """Hot functions of a file: those with quick calls first, among them those with most of the time."""
    found = [spot for spot in hot.hotspots if spot.region.file.path == file.path]
    return sorted(found, key=lambda spot: (_is_dear(hot, spot.region), -spot.cumulative_share))


def _is_dear(hot: HotCode, region: GenomeRegion) -> bool:
    """Whether as many calls as prove anything take long."""
    calls = hot.calls.get(region.name, ())
    return sum(sorted(call.seconds for call in calls)[:LEAST_CALLS]) > _DEAR_SECONDS


def _books(
    session: Session,
    arena: Arena,
    hot: HotCode,
    file: SourceFile,
    known: Mapping[str, CallBook],
    wanted: Collection[str],
) -> Iterator[CallBook]:
    """Calls of the hot functions of a file, the most time first, where there are enough of them.

    A function that is among the ``wanted`` ones by then is asked only while there are few books.
    """
    opened = given = 0
    for spot in _spots(hot, file):
        region = spot.region
        if region.name in known:
            given += 1
            yield known[region.name]
            continue
        reached = region.qualname in wanted and given >= _LEAST_BOOKS
        too_dear = session.clock.left_seconds < _SECONDS_FOR_DEAR and _is_dear(hot, region)
        if reached or too_dear:
            continue
        if opened < _MOST_OPENED and len(hot.calls.get(region.name, ())) >= LEAST_CALLS:
            opened += 1
            book = _opened(session, arena, hot, region)
            if book is not None:
                given += 1
                yield book


def _opened(session: Session, arena: Arena, hot: HotCode, region: GenomeRegion) -> CallBook | None:
    session.say(Stage.TEST, "collecting calls", region.name)
    book = open_book(
        arena.sandbox,
        region,
        hot.sources(region)[:1],
        modules=(hot.import_name(region),),
        generated=_GENERATED_CALLS,
        rng=session.rng,
        corpus=counterexamples(session.settings).calls(region.name),
        tolerance=session.settings.float_tolerance,
        least=LEAST_CALLS,
    )
    return None if isinstance(book, str) or book.through or len(book.calls) < LEAST_CALLS else book


def _called(
    arena: Arena, book: CallBook, file: SourceFile, text: str, possible: Mapping[str, ast.FunctionDef]
) -> frozenset[str]:
    """Those of the ``possible`` functions of which the calls of ``book`` execute a line."""
    texts = {file.path: text} if text != file.text else {}
    try:
        with arena.sandbox.arm(texts, book.modules) as arm:
            if arm.load_error:
                return frozenset()
            patience = 10 * book.deadline_seconds
            calls = bearable(book.calls) or book.calls
            calls = calls[:: -(-len(calls) // _MOST_TRACED)]
            lines = arm.observe(calls, deadline_seconds=patience, trace_file=file.path).lines
    except SandboxDiedError:
        return frozenset()
    return frozenset(
        name
        for name, node in possible.items()
        if any(node.body[0].lineno <= line <= (node.end_lineno or 0) for line in lines)
    )


def _without_different(
    session: Session,
    arena: Arena,
    file: SourceFile,
    built: Extension,
    reached: Sequence[tuple[CallBook, frozenset[str]]],
) -> Extension | str:
    """The extension without functions that answer otherwise than the original, or why there is none."""
    dropped: list[str] = []
    with arena.fresh(session.rng.randrange(1, 2**32), compiles=False) as other:
        places = (arena.sandbox, other)
        for book, names in reached:
            session.say(Stage.TEST, "replaying calls on compiled functions", book.region.name)
            while why := _differs(places, file, book, built):
                if len(dropped) >= _MOST_DROPPED:
                    return f"{book.region.name}: {why}"
                suspects = [name for name in built.names if name in names]
                while len(suspects) > 1:
                    half = suspects[: len(suspects) // 2]
                    rest = [*dropped, *suspects[len(half) :]]
                    alone = _differs(places, file, book, _binding_less(built, rest))
                    suspects = half if alone else suspects[len(half) :]
                if not suspects:
                    return f"{book.region.name}: {why}"
                dropped += suspects
                session.note(f"{suspects[0]} of {file.path} is not compiled: {book.region.name}: {why}")
                built = _binding_less(built, dropped)
                if not built.names:
                    return "none of its functions can be compiled"
    return built


def _binding_less(built: Extension, left_out: Collection[str]) -> Extension:
    """The same extension, of which some functions are not bound."""
    body, (part, *_) = detached(built.text)
    every = [name.lstrip("-") for name in part.names]
    names = tuple(f"-{name}" if name in left_out else name for name in every)
    bare = tuple(name for name in names if not name.startswith("-"))
    return Extension(path=built.path, content=built.content, text=bound(body, part.binary, names), names=bare)


def _differs(places: Sequence[Sandbox], file: SourceFile, book: CallBook, built: Extension) -> str:
    """Why calls speak against compiled functions, in interpreters of two hash seeds; "" when none does."""
    texts = {file.path: built.text}
    return next((why for place in places if (why := agree(place, book, texts).difference)), "")


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
