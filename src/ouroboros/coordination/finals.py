"""The last gates: fresh processes, all winners together, the whole suite, the whole workload."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from ouroboros.arena.equality.call_book import CallBook
from ouroboros.arena.equality.replay import agree
from ouroboros.arena.testing.suite import TestSuite
from ouroboros.arena.timing.benchmark import Confirmation, confirm, pairs_to_confirm
from ouroboros.arena.timing.machine_code import compiles
from ouroboros.arena.timing.pairs import Contest, calibrated
from ouroboros.coordination.hot_code import HotCode
from ouroboros.coordination.merging import ContradictionError, merge
from ouroboros.coordination.session import Session
from ouroboros.coordination.set_gates import stands
from ouroboros.coordination.tournament import finally_accepted, lost_candidate
from ouroboros.coordination.trials import RegionResult
from ouroboros.coordination.warm_arena import Arena
from ouroboros.coordination.whole_workload import MOST_RUNS
from ouroboros.errors import SandboxDiedError
from ouroboros.records.event import Stage
from ouroboros.records.evidence import Gate, GateName, TestEvidence
from ouroboros.records.verdict import LostCandidate, Rejection, Verdict, WorkloadOutcome
from ouroboros.reporting.figures import counted

_INTERPRETER_SECONDS = 0.3
"""Roughly what one fresh, confined interpreter takes to start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FinalSet:
    """Winners that hold together, the files they make, and what the whole workload says of them."""

    results: tuple[RegionResult, ...]
    texts: Mapping[str, str]
    workload: WorkloadOutcome | None


def seconds_for_finals(session: Session, hot: HotCode, suite: TestSuite | None) -> float:
    """What the finals take whatever wins: fresh interpreters, whole suite, whole workload."""
    workload_runs = MOST_RUNS if session.settings.workload else 0
    suite_seconds = suite.seconds if suite else 0.0
    interpreters = session.settings.confirmation_pairs * _INTERPRETER_SECONDS
    return workload_runs * hot.workload_seconds + suite_seconds + interpreters


def confirm_winners(
    session: Session, arena: Arena, results: Sequence[RegionResult]
) -> tuple[RegionResult, ...]:
    """Measure every winner again in fresh interpreters, on calls that screening never timed.

    Before that, each winner repeats its whole book under another hash seed. Where a winner falls, the next
    best of its region has its turn, once, if there is time left.
    """
    judged = list(_confirmed(session, arena, results))
    seconds: dict[int, RegionResult] = {}
    for index, (before, after) in enumerate(zip(results, judged, strict=True)):
        champion = before.outcome.winner
        if champion is None or after.outcome.winner is not None or after.runners_up is None:
            continue
        if not session.clock.left_seconds:
            break
        outcome = after.runners_up.after(session, after.outcome, champion)
        if outcome is not None:
            seconds[index] = replace(after, outcome=outcome)
    for index, result in zip(seconds, _confirmed(session, arena, list(seconds.values())), strict=True):
        judged[index] = result
    return tuple(judged)


def _confirmed(session: Session, arena: Arena, results: Sequence[RegionResult]) -> tuple[RegionResult, ...]:
    if not any(result.outcome.winner and result.book for result in results):
        return tuple(results)  # another interpreter takes a second to start
    contests: list[tuple[Contest, int]] = []
    judged: dict[int, RegionResult] = {}
    waiting: list[tuple[int, Verdict]] = []
    with arena.fresh(session.rng.randrange(1, 2**32)) as other:
        for index, result in enumerate(results):
            winner, book = result.outcome.winner, result.book
            judged[index] = result
            if winner is None or book is None:
                continue
            texts = {winner.candidate.region.file.path: winner.candidate.text}
            session.say(
                Stage.CONFIRM, "repeating all calls under another hash seed", winner.candidate.region.name
            )
            agreement = agree(other, book, texts)
            if agreement.difference:
                judged[index] = _dropped(result, Rejection.DIFFERENT_RESULT, agreement.difference)
                continue
            winner = _with_floats(winner, agreement.largest)
            try:
                contest = _final_contest(arena, book, winner, texts)
            except SandboxDiedError as error:
                judged[index] = _dropped(result, Rejection.CRASHED, str(error))
                continue
            screening = winner.evidence.screening
            assert screening is not None
            contests.append((contest, pairs_to_confirm(screening, session.settings.confirmation_pairs)))
            passed = winner.evidence.answered(GateName.HASH_SEED, Gate.PASSED, f"{len(book.calls)} calls")
            waiting.append((index, replace(winner, evidence=passed)))
    session.wait_until_calm("winners")
    compiling = any(compiles(contest.candidate) for contest, _ in contests)
    most = max((pairs for _, pairs in contests), default=0)
    confirmations = (
        confirm(
            lambda hash_seed: arena.fresh(hash_seed, compiles=compiling),
            contests,
            minimum_speedup=session.settings.minimum_speedup,
            rng=session.rng,
            on_pair=lambda done: session.say(Stage.CONFIRM, f"{done} of {most} fresh processes"),
        )
        if contests
        else ()
    )
    for (index, winner), (contest, _), confirmation in zip(waiting, contests, confirmations, strict=True):
        confirmed = _with_confirmation(judged[index], winner, confirmation)
        judged[index] = _with_fitness(session, arena, confirmed, contest)
        session.funnel["confirmed"] += judged[index].outcome.winner is not None
    return tuple(judged[index] for index in range(len(results)))


def _final_contest(arena: Arena, book: CallBook, winner: Verdict, texts: Mapping[str, str]) -> Contest:
    return calibrated(
        arena.sandbox,
        Contest(
            modules=book.modules,
            original={winner.candidate.region.file.path: winner.candidate.region.file.text},
            candidate=texts,
            calls=book.confirming,
            warming=book.others(book.confirming),
            keeps_state=winner.candidate.keeps_state,
            by_wall=winner.candidate.shares_processors,
            tolerance=book.tolerance,
        ),
        first=True,
    )


def _with_floats(winner: Verdict, largest: float) -> Verdict:
    """The winner with the greatest float difference of both replays, where a tolerance allows any."""
    replay = winner.evidence.replay
    if replay is None or replay.largest_float_difference is None:
        return winner
    largest = max(largest, replay.largest_float_difference)
    replay = replace(replay, largest_float_difference=largest)
    return replace(winner, evidence=replace(winner.evidence, replay=replay))


def _with_confirmation(result: RegionResult, winner: Verdict, confirmation: Confirmation) -> RegionResult:
    timed = confirmation.measurement
    if timed is None:
        return _dropped(result, Rejection.NOT_CONFIRMED, confirmation.failure)
    notes = winner.evidence.notes
    if result.book is not None and not result.book.fresh_inputs:
        notes = (*notes, "confirmed on the calls that screening used: no others were recorded")
    if confirmation.note:
        notes = (*notes, confirmation.note)
    evidence = replace(winner.evidence, confirmation=timed, notes=notes).answered(
        GateName.CONFIRMATION, timed.decided, f"{timed.pairs} pairs, each in a fresh interpreter"
    )
    if timed.decided is not Gate.PASSED:
        reason = f"fresh processes say {timed.speedup:.3f}x [{timed.low:.3f}, {timed.high:.3f}]"
        reason += f" ({confirmation.note})" if confirmation.note else ""
        return _dropped(result, Rejection.NOT_CONFIRMED, reason)
    return replace(result, outcome=replace(result.outcome, winner=replace(winner, evidence=evidence)))


def _with_fitness(session: Session, arena: Arena, result: RegionResult, contest: Contest) -> RegionResult:
    """Every figure of a confirmed winner; one that turns out below the criteria wins no more."""
    winner = result.outcome.winner
    if winner is None:
        return result
    judged = finally_accepted(session, arena.sandbox, contest, winner)
    if judged.rejection is not None:
        return _dropped(result, judged.rejection, judged.reason)
    return replace(result, outcome=replace(result.outcome, winner=judged))


def _dropped(result: RegionResult, rejection: Rejection, reason: str) -> RegionResult:
    outcome = result.outcome
    rejected = {**outcome.rejected, str(rejection): outcome.rejected.get(str(rejection), 0) + 1}
    winner = outcome.winner
    lost: tuple[LostCandidate, ...] = ()
    if winner is not None:
        fallen = Verdict(evidence=winner.evidence, gate=Gate.FAILED, rejection=rejection, reason=reason)
        lost = (lost_candidate(fallen),)
    return replace(
        result,
        outcome=replace(
            outcome,
            winner=None,
            rejected=rejected,
            lost=(*outcome.lost, *lost),
            why_no_winner=f"best candidate: {rejection} ({reason})",
        ),
    )


def combine(session: Session, arena: Arena, results: Sequence[RegionResult]) -> FinalSet:
    """Put all winners together; what does not hold in company is dropped.

    The set is accepted whole: merged files, every book again, whole suite, and the whole workload with the
    same output and not slower. When it fails it is halved until those are found that break it.
    """
    order = sorted(
        (index for index, result in enumerate(results) if result.outcome.winner),
        key=lambda i: -_saving(results[i]),
    )
    judged = list(results)
    chosen: list[int] = []
    for index in order:
        session.say(Stage.COMBINE, "merging", results[index].outcome.hotspot.region.name)
        try:
            _merged([judged[i] for i in (*chosen, index)])
            chosen.append(index)
        except ContradictionError as error:
            judged[index] = _dropped(judged[index], Rejection.COMBINATION, str(error))
    joined = _Joined()
    _join(session, arena, judged, joined, chosen)
    chosen, workload = joined.indices, joined.workload
    for note in workload.notes if workload else ():
        session.note(note)
    standing = [judged[i] for i in chosen]
    for index in chosen:
        judged[index] = joined_noted(judged[index], arena, len(chosen), workload)
    return FinalSet(results=tuple(judged), texts=_merged(standing), workload=workload)


@dataclass(slots=True)
class _Joined:
    """Winners that stand together so far."""

    indices: list[int] = field(default_factory=list)
    workload: WorkloadOutcome | None = None


def _join(
    session: Session, arena: Arena, judged: list[RegionResult], joined: _Joined, new: Sequence[int]
) -> None:
    """Add ``new`` to what stands: all of them, or half by half those that do not break it."""
    if not new:
        return
    if joined.indices and not session.clock.left_seconds:
        for index in new:
            reason = "all winners together fail, without it they hold, and the budget was spent"
            judged[index] = _dropped(judged[index], Rejection.COMBINATION, reason)
        return
    workload, why = _stands(session, arena, [judged[i] for i in (*joined.indices, *new)])
    why = why or _loss(joined.workload, workload)
    if not why and workload is not None and workload.measurement.low <= 1 and all(_by_compiler(judged, new)):
        why = "the whole workload gains nothing, and some have to be compiled"
    if not why:
        joined.indices += new
        joined.workload = workload
    elif len(new) == 1:
        judged[new[0]] = _dropped(judged[new[0]], Rejection.COMBINATION, why)
    else:
        session.note(f"{len(new)} winners together: {why}; they were tried in parts")
        for part in _parts(judged, new):
            _join(session, arena, judged, joined, part)


def _loss(before: WorkloadOutcome | None, after: WorkloadOutcome | None) -> str:
    """Why a part stays out although the whole is no slower than the original: without it, it was faster."""
    if before is None or after is None or after.measurement.high >= before.measurement.low:
        return ""
    without, with_it = before.measurement.speedup, after.measurement.speedup
    return f"the whole workload gains {without:.3f}x without it, {with_it:.3f}x with it"


def _by_compiler(judged: Sequence[RegionResult], indices: Sequence[int]) -> tuple[list[int], list[int]]:
    """Those that run as they are, and those that Numba has to compile."""
    compiling = [i for i in indices if compiles(_merged([judged[i]]))]
    return [i for i in indices if i not in compiling], compiling


def _parts(judged: Sequence[RegionResult], indices: Sequence[int]) -> tuple[Sequence[int], Sequence[int]]:
    """Two parts; what has to be compiled apart from the rest, for starting the compiler may cost the gain."""
    plain, compiling = _by_compiler(judged, indices)
    if compiling and plain:
        return plain, compiling
    return indices[: len(indices) // 2], indices[len(indices) // 2 :]


def _saving(result: RegionResult) -> float:
    """Share of the whole run that this winner saves, in [0, 1]."""
    winner = result.outcome.winner
    assert winner is not None
    timed = winner.evidence.confirmation
    return result.outcome.hotspot.cumulative_share * (1 - 1 / timed.speedup) if timed else 0.0


def joined_noted(
    result: RegionResult, arena: Arena, winners: int, workload: WorkloadOutcome | None
) -> RegionResult:
    """The gates that all winners passed together, in each one's evidence."""
    tests = len(arena.suite.ids) if arena.suite else 0
    winner = result.outcome.winner
    assert winner is not None
    together = f"{winners} winners" if winners != 1 else "it is the only winner"
    evidence = winner.evidence.answered(GateName.TOGETHER, Gate.PASSED, together)
    if tests:
        evidence = evidence.answered(GateName.SUITE, Gate.PASSED, counted(tests, "test"))
    if workload is not None:
        told = f"{workload.measurement.pairs} pairs"
        if not workload.output_compared:
            told += "; it never prints the same twice, so its output was not compared"
        evidence = evidence.answered(GateName.WORKLOAD, Gate.PASSED, told)
    if evidence.tests is None and tests:
        evidence = replace(
            evidence, tests=TestEvidence(gate=Gate.PASSED, tests=0, reason="no test reaches it by itself")
        )
    if not tests:
        evidence = replace(
            evidence, notes=(*evidence.notes, "the target has no tests: recorded and generated calls only")
        )
    return replace(result, outcome=replace(result.outcome, winner=replace(winner, evidence=evidence)))


def _merged(results: Sequence[RegionResult]) -> dict[str, str]:
    """Complete new text of every file that the winners change."""
    by_path: dict[str, list[Verdict]] = {}
    for result in results:
        winner = result.outcome.winner
        assert winner is not None
        by_path.setdefault(winner.candidate.region.file.path, []).append(winner)
    return {
        path: merge(winners[0].candidate.region.file.text, [verdict.candidate.text for verdict in winners])
        for path, winners in by_path.items()
    }


def _stands(
    session: Session, arena: Arena, results: Sequence[RegionResult]
) -> tuple[WorkloadOutcome | None, str]:
    """The gates of a set of winners, merged."""
    return stands(session, arena, results, _merged(results)) if results else (None, "")
