"""The gates of a whole set of winners: security, every book, the whole suite, the whole workload."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ouroboros.arena.equality.replay import agree
from ouroboros.arena.testing.suite import run_tests
from ouroboros.coordination.plausibility import broken_promise
from ouroboros.coordination.session import Session
from ouroboros.coordination.tournament import merged_insecurity
from ouroboros.coordination.trials import RegionResult
from ouroboros.coordination.warm_arena import Arena
from ouroboros.coordination.whole_workload import whole_workload
from ouroboros.records.event import Stage
from ouroboros.records.evidence import Gate
from ouroboros.records.verdict import WorkloadOutcome


def stands(
    session: Session,
    arena: Arena,
    results: Sequence[RegionResult],
    texts: Mapping[str, str],
    *,
    added_to: Mapping[str, str] | None = None,
) -> tuple[WorkloadOutcome | None, str]:
    """Whole-set gates.

    Args:
        session: settings and budget.
        arena: where everything runs.
        results: whose winners make up the set; at least one.
        texts: complete new text of every file that they change.
        added_to: texts of the set that they are more than, which has passed these gates; the workload is
            measured against it then, by every pair, for nothing else may have timed what is new.

    Returns:
        The workload's outcome, where there is one, and, when the set must not ship, why.

    """
    winners = [result.outcome.winner for result in results if result.outcome.winner is not None]
    if why := merged_insecurity(session, winners, texts):
        return None, why
    for result in results:
        if result.book is None:
            continue
        session.say(Stage.COMBINE, "replaying on the merged files", result.book.region.name)
        agreement = agree(arena.sandbox, result.book, texts)
        if agreement.difference:
            return None, f"{result.book.region.name}: {agreement.difference}"
    if arena.suite is not None:
        session.say(Stage.COMBINE, f"whole suite, {len(arena.suite.ids)} tests")
        tested = run_tests(
            arena.plan,
            arena.suite,
            ids=None,
            overlay=texts,
            deadline_seconds=session.settings.tests_timeout_seconds,
        )
        if tested.gate is not Gate.PASSED:
            return None, f"whole suite: {tested.reason}"
    if not session.settings.workload:
        return None, ""
    outcome, why = whole_workload(
        session,
        arena,
        texts,
        beside=added_to,
        every_pair=added_to is not None,
        by_wall=any(winner.candidate.shares_processors for winner in winners),
    )
    if outcome is not None and not why and not added_to:
        promises = [
            (result.outcome.hotspot.cumulative_share, winner.evidence.confirmation)
            for result in results
            if (winner := result.outcome.winner) is not None and winner.evidence.confirmation is not None
        ]
        why = broken_promise(promises, outcome.measurement)
    return outcome, why
