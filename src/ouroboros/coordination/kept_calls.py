"""Calls that earlier runs recorded join this run's; this run's are kept for later ones."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from ouroboros.arena.equality.call_book import CallBook
from ouroboros.arena.equality.redaction import redacted
from ouroboros.coordination.hot_code import HotCode
from ouroboros.coordination.remembering import keep_counterexample
from ouroboros.coordination.session import Session
from ouroboros.coordination.warm_arena import Arena
from ouroboros.records.evidence import ReplayEvidence
from ouroboros.records.hotspot import RecordedCall
from ouroboros.records.source import GenomeRegion, RegionKind, checksum
from ouroboros.reporting.figures import counted
from ouroboros.storage.call_file import KeptCalls
from ouroboros.storage.call_store import CallStore

FOLDER = "calls"
"""Below the state directory."""
_MOST_EARLIER = 100
"""Calls of earlier runs that are looked at for one function."""
_MAIN = (b"__main__", b"__mp_main__")


def with_earlier_calls(session: Session, hot: HotCode) -> HotCode:
    """``hot`` with the calls that earlier runs recorded of the same functions, if their text is the same."""
    store = _store(session)
    calls = dict(hot.calls)
    added = 0
    for region in _recorded_regions(hot):
        own = calls.get(region.name, ())
        runs = [
            replace(kept, calls=tuple(call for call in kept.calls if _is_usable(call, kept, hot)))
            for kept in store.of(region.name, region.checksum)
            if kept.import_name == hot.import_name(region) and kept.redacted_by == session.settings.redact
        ]
        earlier = chosen_in_turn(runs, _MOST_EARLIER, known={call.payload for call in own})
        if earlier:
            calls[region.name] = (*own, *earlier)
            added += len(earlier)
    if added:
        session.note(f"{counted(added, 'call')} of earlier runs joined this run's, as far as time allows")
    return replace(hot, calls=calls)


def chosen_in_turn(
    runs: Sequence[KeptCalls], most: int, *, known: Collection[bytes]
) -> tuple[RecordedCall, ...]:
    """Up to ``most`` calls of several runs, in turn from each command, so that every workload is heard.

    Args:
        runs: the newest first.
        most: how many calls.
        known: arguments that are not wanted again.

    """
    waiting: dict[str, list[RecordedCall]] = {}
    for run in runs:
        waiting.setdefault(run.command, []).extend(run.calls)
    chosen: dict[bytes, RecordedCall] = {}
    for place in range(max(map(len, waiting.values()), default=0)):
        for calls in waiting.values():
            if place < len(calls) and len(chosen) < most and calls[place].payload not in known:
                chosen.setdefault(calls[place].payload, calls[place])
    return tuple(chosen.values())


def keep_calls(session: Session, arena: Arena, hot: HotCode) -> None:
    """Keep what this run recorded, redacted where the user wants that; forget what is too old or too much.

    A disk that refuses, or a redaction that fails, is noted: this run goes on without.
    """
    store, settings = _store(session), session.settings
    commands = {"workload": settings.workload, "tests": settings.tests}
    try:
        for region in _recorded_regions(hot) if settings.recorded_calls_days else ():
            for origin, command in commands.items():
                calls = tuple(call for call in hot.calls.get(region.name, ()) if call.origin == origin)
                kept = KeptCalls(
                    function=region.name,
                    source=region.checksum,
                    command=checksum(command),
                    import_name=hot.import_name(region),
                    main_file=hot.main_file or "",
                    redacted_by=settings.redact,
                    calls=_redacted(session, arena, (hot.import_name(region),), calls),
                )
                if calls:
                    store.keep(kept)
        store.trim(redacted_by=settings.redact)
    except OSError as error:
        session.note(f"{settings.state_dir}: {error.strerror}; recorded calls are not kept for later runs")


def forget_outdated(session: Session, book: CallBook) -> None:
    """Forget the kept calls that the original answers no more."""
    if not book.outdated:
        return
    function = book.through or book.region.name
    try:
        _store(session).drop(function, {call.payload for call in book.outdated})
    except OSError as error:
        session.note(f"{session.settings.state_dir}: {error.strerror}; outdated calls stay there")
    session.note(f"{function}: {counted(len(book.outdated), 'outdated call')} of earlier runs forgotten")


def keep_caught(session: Session, arena: Arena, book: CallBook, replay: ReplayEvidence) -> None:
    """Keep what a candidate was caught with; it was made from recorded values, and is redacted like them."""
    if replay.counterexample is not None and session.settings.redact:
        left = _redacted(session, arena, book.modules, (replay.counterexample,))
        replay = replace(replay, counterexample=left[0] if left else None)
    keep_counterexample(session.settings, book.region, replay)


def _redacted(
    session: Session, arena: Arena, modules: tuple[str, ...], calls: tuple[RecordedCall, ...]
) -> tuple[RecordedCall, ...]:
    by = session.settings.redact
    if not by or not calls:
        return calls
    left, problem = redacted(arena.sandbox, modules, calls, by=by)
    if problem:
        session.note(f"redact: {problem}; calls that it fails on are not kept for later runs")
    return left


def _store(session: Session) -> CallStore:
    settings = session.settings
    return CallStore(
        settings.state_dir / FOLDER,
        str(settings.project),
        days=settings.recorded_calls_days,
        most_bytes=settings.recorded_calls_bytes,
        note=session.note,
    )


def _recorded_regions(hot: HotCode) -> list[GenomeRegion]:
    """Every region that calls are recorded of: the hot ones and what encloses them."""
    regions = [spot.region for spot in hot.hotspots]
    regions += [region for each in hot.enclosing.values() for region in each]
    found = {region.name: region for region in regions}
    return [
        region for region in found.values() if region.kind is not RegionKind.CLASS and not region.is_nested
    ]


def _is_usable(call: RecordedCall, kept: KeptCalls, hot: HotCode) -> bool:
    """Whether what the call was pickled from is found in this run: ``__main__`` may be another script."""
    return kept.main_file == (hot.main_file or "") or not any(name in call.payload for name in _MAIN)
