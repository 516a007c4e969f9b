"""The last step of the search: what won, with those functions compiled that calls reach, held against it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ouroboros.arena.equality.call_book import CallBook, suggested_book
from ouroboros.arena.equality.call_census import census
from ouroboros.arena.equality.replay import LEAST_CALLS
from ouroboros.arena.timing.benchmark import chained
from ouroboros.coordination.candidate_trial import Trial, stand_trial
from ouroboros.coordination.compiled_candidates import CompiledFile, compiled_file, compiled_share
from ouroboros.coordination.finals import FinalSet, confirm_winners, joined_noted
from ouroboros.coordination.hot_code import HotCode
from ouroboros.coordination.lineage import ancestors, attempts
from ouroboros.coordination.session import Session
from ouroboros.coordination.set_gates import stands
from ouroboros.coordination.strength import weighed
from ouroboros.coordination.tournament import front_of, lost_candidate, turned_down
from ouroboros.coordination.trials import RegionResult
from ouroboros.coordination.warm_arena import Arena
from ouroboros.genome.source_tree import SourceGenome
from ouroboros.records.candidate import MutationCandidate, MutationSeverity, OptimizationOp, Risk
from ouroboros.records.evidence import Evidence, Gate, GateName, ReplayEvidence
from ouroboros.records.verdict import Rejection, Verdict, WorkloadOutcome

OPERATOR_NAME = "compiled-functions"
_LEAST_SECONDS = 8.0
"""Of the budget, below which nothing is built any more."""
_RESERVED_SHARE = 0.2
_RESERVED_SECONDS = 45.0
"""What building and proving take, roughly, and the most of the budget that is kept for it."""
_MOST_TIMED = 3
"""Functions of a file whose calls may show that it gains."""
_LARGEST_P = 0.01
"""Of "no faster", as for every other winner."""
_LEAST_SHARE = 0.1
"""Of the time, that a file has to take to be worth building."""


def seconds_for_compiling(session: Session, genome: SourceGenome, hot: HotCode) -> float:
    """What is kept of the budget for compiled parts; 0 where there will be none."""
    if not _worth_building(session, genome, hot):
        return 0.0
    return min(_RESERVED_SECONDS, _RESERVED_SHARE * session.clock.budget_seconds)


def _worth_building(session: Session, genome: SourceGenome, hot: HotCode) -> list[str]:
    shares = compiled_share(session, genome, hot)
    return [path for path, share in shares.items() if share >= _LEAST_SHARE]


def with_compiled_parts(
    session: Session, arena: Arena, genome: SourceGenome, hot: HotCode, final: FinalSet
) -> FinalSet:
    """The final set with compiled functions, in each file where they gain; else the set as it was.

    The text of a file is that of its winners together. It is timed by calls of its functions, or, where these
    are too short to show anything, by the whole workload. The set is accepted like any set of winners: every
    book, whole suite, whole workload; and the workload has to gain more than without.

    Args:
        session: settings and budget.
        arena: where it is proven and timed.
        genome: of the original.
        hot: all hot regions.
        final: the winners that hold together.

    """
    added: list[_Added] = []
    judged = list(final.results)
    for path in _worth_building(session, genome, hot):
        if session.clock.left_seconds < _LEAST_SECONDS:
            session.note(f"{path} is not compiled: the budget was spent")
            break
        file = genome.files[path]
        books = {
            result.book.region.name: result.book
            for result in judged
            if result.book is not None and not result.book.through and len(result.book.calls) >= LEAST_CALLS
        }
        made = compiled_file(session, arena, hot, file, final.texts.get(path, file.text), books)
        if made is not None and (found := _timed(session, arena, judged, made)) is not None:
            added.append(found)
    final = replace(final, results=tuple(judged))
    if not added:
        return final
    together = _together(session, arena, final, added)
    if isinstance(together, FinalSet):
        return together
    for each in added:
        alone = _together(session, arena, final, [each]) if len(added) > 1 else together
        if isinstance(alone, FinalSet):
            final = alone
        else:
            final = replace(final, results=_with_loser(final.results, each, alone))
    return final


_Added = tuple[int, RegionResult]
"""A result that holds a compiled file as its winner, and its place among the results."""


def _timed(session: Session, arena: Arena, judged: list[RegionResult], made: CompiledFile) -> _Added | None:
    """The result of the function by whose calls a file gains; ``judged`` learns of those where it does not.

    With a workload the last word is with that: calls too short to be timed leave it the first one too.
    """
    places = {result.outcome.hotspot.region.name: index for index, result in enumerate(judged)}
    known = [book for book in made.books if book.region.name in places]
    known.sort(key=lambda book: -judged[places[book.region.name]].outcome.hotspot.cumulative_share)
    if not known:
        return None
    workload = bool(session.settings.workload)
    # The first function stands for the file where the workload times it.
    for calls in known[:1] if workload else known[:_MOST_TIMED]:
        index = places[calls.region.name]
        before = judged[index]
        verdict, book = _trial(session, arena, before, made, calls, by_workload=workload)
        if verdict.gate is not Gate.PASSED:
            judged[index] = _lost(before, verdict)
            continue
        won = _won(before, verdict, book)
        if workload:
            return index, won
        (confirmed,) = confirm_winners(session, arena, [won])
        if confirmed.outcome.winner is not None:
            return index, confirmed
        outcome = confirmed.outcome if before.outcome.winner is None else before.outcome
        judged[index] = replace(before, outcome=outcome)
    return None


def _trial(
    session: Session,
    arena: Arena,
    result: RegionResult,
    made: CompiledFile,
    book: CallBook,
    *,
    by_workload: bool,
) -> tuple[Verdict, CallBook]:
    """The compiled file, timed by the calls of one of its functions or later, and how strong these are."""
    candidate = _candidate(result, made)
    if refused := turned_down(session, arena.level, candidate, arena.plan.modules):
        return refused, book
    replay = ReplayEvidence(
        gate=Gate.PASSED,
        recorded_calls=book.recorded,
        distinct_recorded=book.distinct_recorded,
        earlier_calls=book.earlier,
        generated_calls=book.generated,
        executed_changed_lines=True,
        largest_float_difference=None if book.tolerance is None else 0.0,
    )
    if by_workload:
        session.funnel["candidates"] += 1
        evidence = Evidence(candidate=candidate, sandbox_level=arena.level, replay=replay)
        told = f"{book.recorded} recorded and {book.generated} generated calls"
        evidence = evidence.answered(GateName.CALLS, Gate.PASSED, f"{len(book.calls)} calls")
        evidence = evidence.answered(GateName.REPLAY, Gate.PASSED, told)
        evidence = evidence.answered(GateName.HASH_SEED, Gate.PASSED, f"{len(book.calls)} calls")
        verdict = Verdict(evidence=evidence, gate=Gate.PASSED)
    else:
        before = result.outcome.winner.evidence.screening if result.outcome.winner else None
        to_beat = before.speedup if before else 1.0
        trial = Trial(candidate=candidate, parent=None, replay=replay, to_beat=to_beat)
        verdict = stand_trial(session, arena, book, trial, None)
    if verdict.gate is not Gate.PASSED:
        return verdict, book
    if not book.expected:
        again = suggested_book(arena.sandbox, book, book.calls, book.deadline_seconds)
        book = book if isinstance(again, str) else again
    return weighed(session, arena, book, verdict, result.outcome.candidates + 1), book


def _candidate(result: RegionResult, made: CompiledFile) -> MutationCandidate:
    """The compiled file as a candidate of one of its functions, grown from what won there."""
    note = (
        f"{', '.join(made.extension.names)} run as compiled code, untyped, on the same classes and objects; "
        "the text itself counts where the extension is missing or was made from another one"
    )
    candidate = MutationCandidate(
        hotspot=result.outcome.hotspot,
        text=made.extension.text,
        operators=(OPERATOR_NAME,),
        categories=(OptimizationOp.NATIVE_COMPILATION,),
        severity=MutationSeverity.MAJOR,
        risk=Risk.HIGH,
        note=note,
    )
    if result.outcome.winner is None:
        return candidate
    parent = result.outcome.winner.candidate
    return replace(
        candidate,
        operators=(*parent.operators, OPERATOR_NAME),
        categories=(*parent.categories, OptimizationOp.NATIVE_COMPILATION),
        keeps_state=parent.keeps_state,
        note="; ".join(each for each in (parent.note, note) if each),
        parents=(*parent.parents, parent.identity),
    )


def _won(result: RegionResult, verdict: Verdict, book: CallBook) -> RegionResult:
    """The result of a function whose calls show that the compiled file gains."""
    outcome, lineage = result.outcome, result.outcome.lineage
    if outcome.winner is not None:
        lineage = (*lineage, *ancestors({outcome.winner.candidate.identity: outcome.winner}, verdict))
    return RegionResult(
        outcome=replace(
            outcome,
            winner=verdict,
            candidates=outcome.candidates + 1,
            why_no_winner="",
            front=front_of([verdict], verdict) if verdict.evidence.objectives else None,
            calls=census(book),
            lineage=lineage,
            attempts=(*outcome.attempts, *attempts([verdict])),
        ),
        book=replace(book, expected=()),
    )


def _lost(result: RegionResult, verdict: Verdict) -> RegionResult:
    """The result of a function whose calls speak against the compiled file; what won there stays."""
    outcome = result.outcome
    rejection = verdict.rejection or Rejection.BEATEN
    why = f"best candidate: {rejection}" + (f" ({verdict.reason})" if verdict.reason else "")
    return replace(
        result,
        outcome=replace(
            outcome,
            candidates=outcome.candidates + 1,
            rejected={**outcome.rejected, str(rejection): outcome.rejected.get(str(rejection), 0) + 1},
            why_no_winner=outcome.why_no_winner if outcome.winner or outcome.candidates else why,
            lost=(*outcome.lost, lost_candidate(verdict)),
            attempts=(*outcome.attempts, *attempts([verdict])),
        ),
    )


def _with_loser(
    results: Sequence[RegionResult], added: tuple[int, RegionResult], why: str
) -> tuple[RegionResult, ...]:
    index, result = added
    winner = result.outcome.winner
    assert winner is not None
    fallen = replace(winner, gate=Gate.FAILED, rejection=Rejection.COMBINATION, reason=why)
    return tuple(_lost(each, fallen) if place == index else each for place, each in enumerate(results))


def _together(
    session: Session, arena: Arena, final: FinalSet, added: Sequence[tuple[int, RegionResult]]
) -> FinalSet | str:
    """The final set with the compiled files of ``added``, or why it is better off without them."""
    results, texts = list(final.results), dict(final.texts)
    for index, result in added:
        results[index] = result
        winner = result.outcome.winner
        assert winner is not None
        texts[winner.candidate.region.file.path] = winner.candidate.text
    standing = [result for result in results if result.outcome.winner is not None]
    workload, why = stands(session, arena, standing, texts, added_to=final.texts)
    if why := why or _no_more(session, workload):
        return why
    for note in workload.notes if workload else ():
        session.note(note)
    whole = _whole(final, workload)
    for index, _ in added:
        timed = _timed_by(results[index], workload)
        session.funnel["confirmed"] += timed is not results[index]
        results[index] = joined_noted(timed, arena, len(standing), whole)
    return FinalSet(results=tuple(results), texts=texts, workload=whole)


def _whole(before: FinalSet, added: WorkloadOutcome | None) -> WorkloadOutcome | None:
    """The workload against the original, where it was measured against what had won before."""
    if added is None or before.workload is None or not before.texts:
        return added
    return replace(
        added,
        before_seconds=before.workload.before_seconds,
        output_compared=added.output_compared and before.workload.output_compared,
        measurement=chained(before.workload.measurement, added.measurement),
    )


def _timed_by(result: RegionResult, workload: WorkloadOutcome | None) -> RegionResult:
    """The result with the workload's figures where its winner was timed by nothing else."""
    winner = result.outcome.winner
    assert winner is not None
    if winner.evidence.confirmation is not None or workload is None:
        return result
    timed = replace(workload.measurement, decided=Gate.PASSED)
    notes = (
        *winner.evidence.notes,
        "the gain is that of the whole workload over what else won: no single function was timed",
    )
    evidence = replace(winner.evidence, confirmation=timed, notes=notes).answered(
        GateName.CONFIRMATION, Gate.PASSED, f"{timed.pairs} pairs of the whole workload"
    )
    return replace(result, outcome=replace(result.outcome, winner=replace(winner, evidence=evidence)))


def _no_more(session: Session, workload: WorkloadOutcome | None) -> str:
    """Why compiled parts stay out although they break nothing: the run as a whole is no faster by them."""
    if workload is None:
        return "the workload cannot be measured" if session.settings.workload else ""
    timed = workload.measurement
    if timed.low <= 1 or timed.p_value >= _LARGEST_P or timed.speedup < session.settings.minimum_speedup:
        return f"the whole workload gains {timed.speedup:.3f}x [{timed.low:.3f}, {timed.high:.3f}] by it"
    return ""
