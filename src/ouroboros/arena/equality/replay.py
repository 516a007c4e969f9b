"""Same calls on old and new code, compared deeply, on this side of the wall."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ouroboros.arena.equality.call_book import INVENTED, CallBook, suggested_book
from ouroboros.arena.equality.call_choice import bearable
from ouroboros.arena.equality.comparison import compared, difference
from ouroboros.arena.equality.counterexamples import shrunk
from ouroboros.arena.equality.reach import unreached_changes
from ouroboros.arena.sandboxing.sandbox import Sandbox
from ouroboros.arena.sandboxing.side_by_side import observing
from ouroboros.arena.timing.machine_code import compiles
from ouroboros.errors import SandboxDiedError
from ouroboros.records.candidate import MutationCandidate
from ouroboros.records.evidence import Difference, Gate, ReplayEvidence
from ouroboros.records.hotspot import RecordedCall

_SHRINKING_SECONDS = 0.5
_TRACED_FIRST = 24
"""Calls whose lines are asked for at first."""
_COMPILING_SECONDS = 30.0
"""Wall seconds that a candidate may take longer where it has to be compiled, on a machine that is busy."""
LEAST_CALLS = 20
"""Calls without which nothing is proven where no tests reach."""


def check(
    sandbox: Sandbox,
    book: CallBook,
    candidate: MutationCandidate,
    *,
    tested: bool,
    shrink_seconds: float = _SHRINKING_SECONDS,
) -> ReplayEvidence:
    """Replay the whole book on ``candidate`` and compare.

    Args:
        sandbox: forks the arm.
        book: the calls and what the original did.
        candidate: the changed file.
        tested: whether tests of the target reach the region; without them the bar for calls is higher.
        shrink_seconds: wall seconds to spend on making an invented call that differs simpler; with 0 the
            difference is told as it was found.

    """
    path = candidate.region.file.path
    texts = {path: candidate.text}
    evidence = ReplayEvidence(gate=Gate.FAILED, through=book.through)
    compiling = _compiling_seconds(texts)
    try:
        with sandbox.arm(texts, book.modules) as arm, sandbox.arm(texts, book.modules) as traced:
            if arm.load_error:
                return replace(evidence, reason=f"does not load: {arm.load_error}")
            # Tracing slows, and could change how a hostile candidate behaves: lines are asked for in another
            # arm. A few calls are likely to see them all run.
            patience = 10 * book.deadline_seconds + compiling
            first, *more = _by_patience(book.calls)
            with observing(traced, first, deadline_seconds=patience, trace_file=path) as lines:
                seen = arm.observe(
                    book.calls,
                    deadline_seconds=book.deadline_seconds + compiling,
                    expected=book.expected,
                    tolerance=book.tolerance,
                )
                found = compared(book.calls, book.answers, seen, book.tolerance)
                few = not tested and len(book.calls) < LEAST_CALLS
                reached = frozenset() if found.difference or few else lines().lines
    except SandboxDiedError as error:
        return replace(evidence, reason=str(error))
    if found.difference is not None:
        return _told(sandbox, book, texts, evidence, found.difference, found.call, shrink_seconds)
    evidence = replace(
        evidence,
        recorded_calls=book.recorded,
        distinct_recorded=book.distinct_recorded,
        earlier_calls=book.earlier,
        generated_calls=book.generated,
        largest_float_difference=None if book.tolerance is None else found.largest,
    )
    if few:
        reason = f"no tests reach it and only {len(book.calls)} calls could be replayed"
        return replace(evidence, gate=Gate.UNKNOWN, reason=reason)
    missed = unreached_changes(candidate.region.file.text, candidate.text, reached)
    for calls in more:
        if not missed:
            break
        try:
            with sandbox.arm(texts, book.modules) as arm:
                reached |= arm.observe(calls, deadline_seconds=patience, trace_file=path).lines
        except SandboxDiedError as error:
            return replace(evidence, gate=Gate.UNKNOWN, reason=f"reach could not be traced: {error}")
        missed = unreached_changes(candidate.region.file.text, candidate.text, reached)
    if missed:
        reason = f"no call reaches the changed line {missed[0]}"
        return replace(evidence, gate=Gate.UNKNOWN, executed_changed_lines=False, reason=reason)
    return replace(evidence, gate=Gate.PASSED, executed_changed_lines=True)


def challenged(
    sandbox: Sandbox,
    book: CallBook,
    candidate: MutationCandidate,
    calls: Sequence[RecordedCall],
    *,
    shrink_seconds: float = _SHRINKING_SECONDS,
) -> ReplayEvidence:
    """Make suggested ``calls`` on original and candidate; only a real difference counts against it.

    Args:
        sandbox: forks the arms.
        book: of the same region.
        candidate: the changed file, which has answered the book.
        calls: what somebody suggested, of the region itself; nobody has made them yet.
        shrink_seconds: as for :func:`check`.

    Returns:
        FAILED with the difference; PASSED with the number of calls that agree; UNKNOWN where the original
        answers none of them, or they could not be made.

    """
    unknown = ReplayEvidence(gate=Gate.UNKNOWN)
    texts = {candidate.region.file.path: candidate.text}
    suggested = suggested_book(sandbox, book, calls) if calls else "no calls were suggested"
    if isinstance(suggested, str):
        return replace(unknown, reason=suggested)
    try:
        with sandbox.arm(texts, book.modules) as arm:
            seen = arm.observe(
                suggested.calls,
                deadline_seconds=suggested.deadline_seconds + _compiling_seconds(texts),
                expected=suggested.expected,
                tolerance=suggested.tolerance,
            )
    except SandboxDiedError as error:
        return replace(unknown, reason=str(error))
    found = compared(suggested.calls, suggested.answers, seen, suggested.tolerance)
    if found.difference is not None:
        failed = ReplayEvidence(gate=Gate.FAILED)
        return _told(sandbox, suggested, texts, failed, found.difference, found.call, shrink_seconds)
    return ReplayEvidence(gate=Gate.PASSED, generated_calls=suggested.generated)


def _compiling_seconds(texts: Mapping[str, str]) -> float:
    """How much longer a version is waited for: compiling takes as long for a call as for a thousand."""
    return _COMPILING_SECONDS if compiles(texts) else 0.0


def _by_patience(calls: Sequence[RecordedCall]) -> list[Sequence[RecordedCall]]:
    """Calls whose lines are asked for, one series after the other while changed lines are missing.

    First some that are likely to be quick and yet different, then all that are not slow, at last the whole
    series. A call of a third of a second takes half a minute when each of its lines is told.
    """
    quick = bearable(calls)
    recorded = sorted((call for call in quick if call.origin not in INVENTED), key=lambda call: call.seconds)
    generated = [call for call in quick if call.origin in INVENTED]
    some = [*recorded[: _TRACED_FIRST // 2], *generated[: _TRACED_FIRST // 2]]
    series: list[Sequence[RecordedCall]] = []
    for each in (some, quick, calls):
        if each and (not series or len(each) > len(series[-1])):
            series.append(each)
    return series


def _told(
    sandbox: Sandbox,
    book: CallBook,
    texts: Mapping[str, str],
    evidence: ReplayEvidence,
    parted: Difference,
    call: RecordedCall | None,
    seconds: float,
) -> ReplayEvidence:
    """The evidence against a candidate; where an invented call differs, by the smallest one that does."""
    evidence = replace(evidence, difference=parted, reason=f"differs on {parted.call}")
    if call is None or call.origin not in INVENTED or not seconds:
        return evidence
    found = shrunk(sandbox, book, texts, call, seconds=seconds)
    if found is None:
        return evidence
    return replace(
        evidence,
        difference=difference(parted.call, found.expected, found.got, book.tolerance, found.arguments),
        counterexample=found.call,
        reason=f"{evidence.reason}: {found.arguments}" if found.arguments else evidence.reason,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """What another process says of two versions."""

    difference: str = ""
    """Where they differ; "" when they do not."""
    largest: float = 0.0
    """Greatest relative difference between two floats, which the book allows."""


def agree(sandbox: Sandbox, book: CallBook, texts: Mapping[str, str]) -> Agreement:
    """Make all calls of ``book`` on the original and on ``texts`` in ``sandbox``, and compare.

    What is expected is observed anew, since another hash seed or interpreter may legitimately change it
    for both.
    """
    patience = 2 * book.deadline_seconds + _compiling_seconds(texts)
    try:
        with sandbox.arm({}, book.modules) as arm, sandbox.arm(texts, book.modules) as changed:
            for each in (arm, changed):
                if each.load_error:
                    return Agreement(difference=f"does not load: {each.load_error}")
            with observing(changed, book.calls, deadline_seconds=patience) as second:
                seen = arm.observe(book.calls, deadline_seconds=patience), second()
    except SandboxDiedError as error:
        return Agreement(difference=str(error))
    found = compared(book.calls, *seen, book.tolerance)
    if found.difference is not None:
        return Agreement(difference=f"differs on {found.difference.call}")
    return Agreement(largest=found.largest)
