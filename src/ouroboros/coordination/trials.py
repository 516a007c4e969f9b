"""The tournament of a region: replay for all, a trial for each that is left, the best is mutated again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from ouroboros.arena.equality.batching import ParallelTestRunner
from ouroboros.arena.equality.call_book import CallBook, open_book
from ouroboros.arena.equality.call_census import census
from ouroboros.arena.equality.replay import LEAST_CALLS
from ouroboros.arena.testing.suite import reaching
from ouroboros.coordination.candidate_trial import Trial, is_loser, keep, stand_trial
from ouroboros.coordination.conjectures import MORE_CALLS, kinds_of, replayed, sieved
from ouroboros.coordination.hot_code import HotCode
from ouroboros.coordination.kept_calls import forget_outdated, keep_caught
from ouroboros.coordination.lineage import ancestors, attempts, partners
from ouroboros.coordination.proposals import Proposal, proposed, worthwhile
from ouroboros.coordination.remembering import counterexamples, recall
from ouroboros.coordination.runners_up import RunnersUp
from ouroboros.coordination.session import Session
from ouroboros.coordination.strength import weighed
from ouroboros.coordination.symbolic_trial import examined
from ouroboros.coordination.tournament import (
    champion,
    crowned,
    front_of,
    gain_to_beat,
    lost_candidate,
    turned_down,
)
from ouroboros.coordination.warm_arena import Arena
from ouroboros.genome.source_tree import SourceGenome
from ouroboros.records.candidate import MutationCandidate
from ouroboros.records.event import Stage
from ouroboros.records.evidence import (
    Gate,
    ReplayEvidence,
)
from ouroboros.records.experience import OperatorAttempt
from ouroboros.records.hotspot import Hotspot, TypeProfile
from ouroboros.records.verdict import Ancestor, FunctionOutcome, LostCandidate, Rejection, Verdict

_GENERATED_CALLS = 200
_LEAST_PROMISE = 0.001
"""Share of the run below which no workload could show a gain: programs that only call what takes the time."""
_MAX_GENERATIONS = 3
_MAX_CANDIDATES = 96
"""Candidates tried for one region in one generation, of all parents; the mutator bounds those of each."""
_MOST_LOST = 40
"""Losers of one region that the report names; all are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionResult:
    """What came of one region: the outcome so far, and the book its winner answered."""

    outcome: FunctionOutcome
    book: CallBook | None = field(default=None, repr=False)
    runners_up: RunnersUp | None = field(default=None, repr=False)
    """Who takes the winner's place where it is not confirmed."""


def evolve_region(
    session: Session,
    arena: Arena,
    genome: SourceGenome,
    hot: HotCode,
    proposal: Proposal,
    available: frozenset[str],
) -> RegionResult:
    """Try every candidate of one region, let the best be mutated again, and return the best of all."""
    spot = proposal.hotspot
    region = spot.region
    types = hot.types.get(region.name, TypeProfile())
    available = worthwhile(session, genome, hot, [spot], available)
    candidates: Sequence[MutationCandidate] = proposal.candidates
    if region.name in genome.ambiguous:
        # Calls recorded under a name that several definitions share prove nothing about one of them.
        return _nothing(spot, "several definitions share its name")
    if not candidates:
        return _nothing(spot, "no operator applies")
    if proposal.promise < _LEAST_PROMISE:
        return _nothing(spot, "what could be saved here is too little to be seen", len(candidates))
    if not session.clock.searching:
        return _nothing(spot, "the budget was spent before its turn")
    session.say(Stage.TEST, "collecting calls", region.name)
    guessed = any(candidate.conjecture for candidate in candidates)
    tested = arena.suite is not None and bool(reaching(arena.suite, region))
    book = open_book(
        arena.sandbox,
        region,
        hot.sources(region),
        modules=(hot.import_name(region),),
        generated=_GENERATED_CALLS * MORE_CALLS if guessed else _GENERATED_CALLS,
        rng=session.rng,
        corpus=counterexamples(session.settings).calls(region.name),
        tolerance=session.settings.float_tolerance,
        least=0 if tested else LEAST_CALLS,
    )
    if isinstance(book, str):
        why = hot.why_not_recorded(region)
        return _nothing(spot, f"no evidence possible: {book}{f' ({why})' if why else ''}", len(candidates))
    forget_outdated(session, book)
    if not tested and len(book.calls) < LEAST_CALLS:
        few = f"no evidence possible: no tests reach it and only {len(book.calls)} calls could be replayed"
        return _nothing(spot, few, len(candidates))
    held = _tournament(
        session,
        arena,
        book,
        candidates,
        kinds=kinds_of(region, types),
        mutated=lambda parent, partners, only_partners: proposed(
            session,
            genome,
            spot,
            types,
            available,
            parent=parent,
            partners=partners,
            only_partners=only_partners,
        ),
        look=lambda verdict: examined(session, arena, genome, book, types, verdict),
    )
    if not held.tried:
        return _nothing(spot, "the budget was spent before its turn")
    best, rejected = held.best, held.rejected
    winner = weighed(session, arena, book, best, held.tried) if best else None
    # The calls that could be kept are not the whole mix.
    missing = "" if book.through else hot.skipped.get(region.name, "")
    winner = _noted(winner, missing) if winner is not None else None
    why, lost = "", held.lost
    if winner is None:
        why = _why_not(rejected, held.tried, searching=session.clock.searching)
    elif winner.rejection is not None:
        rejected[str(winner.rejection)] += 1
        why = f"best candidate: {winner.rejection} ({winner.reason})"
        lost = (*lost, lost_candidate(winner))
    # Nobody asks for the original's answers again: the finals observe them anew, in other processes.
    unanswered = replace(book, expected=())
    return RegionResult(
        outcome=FunctionOutcome(
            hotspot=spot,
            winner=winner if winner and winner.gate is Gate.PASSED else None,
            candidates=held.tried,
            rejected={reason: count for reason, count in rejected.items() if count},
            why_no_winner=why,
            front=front_of(held.entrants, best),
            calls=census(book),
            types=hot.types.get(book.through or region.name),
            lost=lost,
            lineage=held.lineage,
            attempts=held.attempts,
            guidance=tuple(each.in_words for each in session.mutator.guidance(region).precedents),
        ),
        book=unanswered,
        runners_up=RunnersUp(
            entrants=tuple(held.entrants),
            look=lambda verdict: _noted(
                examined(session, arena, genome, unanswered, types, verdict), missing
            ),
        ),
    )


def _noted(verdict: Verdict, note: str) -> Verdict:
    """With a remark about the calls, which holds for every candidate of the region."""
    if not note:
        return verdict
    return replace(verdict, evidence=replace(verdict.evidence, notes=(*verdict.evidence.notes, note)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tournament:
    """What came of all generations of one region."""

    best: Verdict | None
    """Of all that passed every gate so far."""
    entrants: Sequence[Verdict]
    tried: int
    rejected: Counter[str]
    lost: tuple[LostCandidate, ...]
    lineage: tuple[Ancestor, ...]
    attempts: tuple[OperatorAttempt, ...]


class _Mutated(Protocol):
    """Candidates grown from ``parent``; those of ``partners``, which gained here, come first, or alone."""

    def __call__(
        self, parent: MutationCandidate, *, partners: frozenset[str], only_partners: bool
    ) -> Sequence[MutationCandidate]: ...


def _tournament(
    session: Session,
    arena: Arena,
    book: CallBook,
    candidates: Sequence[MutationCandidate],
    *,
    kinds: Sequence[str] = (),
    mutated: _Mutated,
    look: Callable[[Verdict], Verdict],
) -> _Tournament:
    """Generation after generation; the champion of each stands a ``look`` and is ``mutated`` on.

    Beside its children stand those of the best rival made by another operator, as far as they are made by
    operators that gained here too: what gained apart is tried together, starting from either.
    """
    rejected: Counter[str] = Counter()
    judged: dict[str, Verdict] = {}
    entrants: list[Verdict] = []
    winner: Verdict | None = None
    wrong_guesses = 0
    for _generation in range(_MAX_GENERATIONS):
        verdicts: list[Verdict] = []
        if any(candidate.conjecture for candidate in candidates):
            plausible = sieved(arena.sandbox, book, candidates, lambda: session.clock.searching)
            wrong_guesses += len(candidates) - len(plausible)
            candidates = plausible
        candidates = candidates[:_MAX_CANDIDATES]
        known = [
            turned_down(session, arena.level, candidate, arena.plan.modules)
            or recall(session.store, candidate, arena.level)
            for candidate in candidates
        ]
        replays = _replayed(session, arena, book, candidates, known, kinds)
        for candidate, remembered in zip(candidates, known, strict=True):
            replay = replays.get(candidate.identity)
            if not session.clock.searching or (replay is None and not is_loser(remembered)):
                break
            ahead = gain_to_beat(session, verdicts, candidate)
            parent = judged.get(candidate.parents[-1], winner) if candidate.parents else winner
            to_beat = ahead / _gain(parent) if parent else ahead
            trial = Trial(candidate=candidate, parent=parent, replay=replay, to_beat=to_beat)
            verdicts.append(stand_trial(session, arena, book, trial, remembered))
        judged.update((verdict.candidate.identity, verdict) for verdict in verdicts)
        passed = [verdict for verdict in verdicts if verdict.gate is Gate.PASSED]
        rejected.update(str(verdict.rejection) for verdict in verdicts if verdict.rejection is not None)
        if not passed:
            break
        rivals, best = crowned(session, [*passed, *([winner] if winner else [])], look)
        judged.update((rival.candidate.identity, rival) for rival in rivals)
        for rival in rivals:
            if rival.rejection is not None:
                rejected[str(rival.rejection)] += 1
                keep(session, rival)
            elif rival is not winner:
                entrants.append(rival)
            if rival.rejection is None and rival is not best:
                rejected[str(Rejection.BEATEN)] += 1
        if best is None or best is winner:
            break
        winner = best
        session.best = _best(session.best, winner)
        candidates = _grown(session, winner, passed, judged, mutated)
        if not candidates:
            break
    if wrong_guesses:
        rejected[str(Rejection.DIFFERENT_RESULT)] += wrong_guesses
    return _Tournament(
        best=winner,
        entrants=entrants,
        tried=len(judged) + wrong_guesses,
        rejected=rejected,
        lost=tuple(lost_candidate(verdict) for verdict in judged.values() if verdict is not winner)[
            :_MOST_LOST
        ],
        lineage=ancestors(judged, winner) if winner else (),
        attempts=attempts(judged.values()),
    )


def _grown(
    session: Session,
    winner: Verdict,
    passed: Sequence[Verdict],
    judged: Mapping[str, Verdict],
    mutated: _Mutated,
) -> Sequence[MutationCandidate]:
    """The next generation: each candidate once, and none that was judged before."""
    proven = partners(judged.values())
    children = list(mutated(winner.candidate, partners=proven, only_partners=False))
    rivals = [
        verdict
        for each in passed
        if (verdict := judged[each.candidate.identity]).rejection is None
        and verdict.candidate.operators[-1] not in winner.candidate.operators
    ]
    if rivals:
        rival = champion(session, rivals)
        children += mutated(rival.candidate, partners=proven, only_partners=True)
    new = {child.identity: child for child in reversed(children) if child.identity not in judged}
    return tuple(reversed(new.values()))


def _replayed(
    session: Session,
    arena: Arena,
    book: CallBook,
    candidates: Sequence[MutationCandidate],
    known: Sequence[Verdict | None],
    kinds: Sequence[str],
) -> dict[str, ReplayEvidence]:
    """Replay of every candidate that is not known to lose, by identity; those that time allows."""
    new = [candidate for candidate, verdict in zip(candidates, known, strict=True) if not is_loser(verdict)]
    tested = arena.suite is not None and bool(reaching(arena.suite, book.region))
    sandbox = arena.sandbox
    session.say(Stage.TEST, f"replaying calls on {len(new)} candidates", book.region.name)
    runner = ParallelTestRunner[MutationCandidate, ReplayEvidence](
        lambda candidate: replayed(sandbox, book, candidate, tested=tested, kinds=kinds),
        succeeded=lambda replay: replay.gate is Gate.PASSED,
        batcher=session.batcher,
    )
    answers = runner.run(new, left_seconds=lambda: session.clock.search_seconds, stop=sandbox.end_arms)
    for replay in answers:
        keep_caught(session, arena, book, replay)
    return {candidate.identity: replay for candidate, replay in zip(new, answers, strict=False)}


def _gain(verdict: Verdict) -> float:
    screening = verdict.evidence.screening
    return screening.speedup if screening else 0.0


def _best(before: str, winner: Verdict) -> str:
    described = f"{_gain(winner):.2f}x {winner.candidate.region.name}"
    return max(before, described, key=lambda text: float(text.split("x", 1)[0]) if text else 0.0)


def _nothing(spot: Hotspot, why: str, candidates: int = 0) -> RegionResult:
    return RegionResult(
        outcome=FunctionOutcome(
            hotspot=spot,
            winner=None,
            candidates=candidates,
            rejected={str(Rejection.NO_EVIDENCE): candidates} if candidates else {},
            why_no_winner=why,
        )
    )


def _why_not(rejected: Mapping[str, int], tried: int, *, searching: bool) -> str:
    if not tried:
        return "the budget was spent before its turn"
    told = ", ".join(f"{count} {reason}" for reason, count in Counter(rejected).most_common())
    return told if searching else f"{told}; the budget was spent"


def hottest_first(results: Sequence[RegionResult]) -> tuple[FunctionOutcome, ...]:
    """Outcomes in the order of the profile."""
    outcomes = (result.outcome for result in results)
    return tuple(
        sorted(outcomes, key=lambda outcome: (-outcome.hotspot.self_share, -outcome.hotspot.cumulative_share))
    )
