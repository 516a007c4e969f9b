"""One candidate at a time through the arena, cheapest evidence first; then the tournament of a region."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from ouroboros.arena.benchmark import Contest, calibrated, screen
from ouroboros.arena.replay import LEAST_CALLS, CallBook, check, open_book
from ouroboros.arena.sandbox import Sandbox, SandboxPlan
from ouroboros.arena.significance import spent_alpha
from ouroboros.arena.suite import TestSuite, confined_baseline, reaching, run_tests
from ouroboros.coordination.hot_code import HotCode
from ouroboros.coordination.remembering import counterexamples, keep_counterexample, recall, remember
from ouroboros.coordination.session import Session
from ouroboros.errors import SandboxDiedError
from ouroboros.genome.source_tree import SourceGenome
from ouroboros.mutation.proposal import propose
from ouroboros.mutation.strategies import weighed
from ouroboros.mutation.targeting import targets
from ouroboros.records.candidate import MutationCandidate
from ouroboros.records.event import Stage
from ouroboros.records.evidence import Evidence, Gate, Measurement
from ouroboros.records.hotspot import Hotspot, TypeProfile
from ouroboros.records.source import GenomeRegion
from ouroboros.records.verdict import FunctionOutcome, Rejection, Verdict

_GENERATED_CALLS = 200
_DEAR_SECONDS = 1.0
"""Functions whose calls take this long to repeat wait until the others had their turn."""
_MAX_GENERATIONS = 3
_MAX_CANDIDATES = 24
"""Candidates tried for one region in one generation; they come in the order of expected gain."""


@dataclass(slots=True, kw_only=True)
class Arena:
    """A running sandbox for one plan, started again when it has died, and the suite that belongs to it."""

    plan: SandboxPlan
    suite: TestSuite | None
    _sandbox: Sandbox | None = None

    @classmethod
    @contextmanager
    def opened(cls, session: Session, plan: SandboxPlan, suite: TestSuite | None) -> Iterator[Arena]:
        """Open the arena; tests that cannot behave inside the sandbox as outside are set aside first."""
        if suite is not None:
            session.say(Stage.BASELINE, "running the untouched tests inside the sandbox")
            suite = confined_baseline(plan, suite, deadline_seconds=session.settings.tests_timeout_seconds)
            if suite.excluded:
                session.note(
                    f"{len(suite.excluded)} tests cannot run inside the sandbox: "
                    + "; ".join(f"{name}: {why}" for name, why in list(suite.excluded.items())[:3])
                )
        arena = cls(plan=plan, suite=suite)
        try:
            yield arena
        finally:
            arena.renew()

    @property
    def sandbox(self) -> Sandbox:
        """The warm sandbox."""
        if self._sandbox is None:
            self._sandbox = Sandbox.start(self.plan)
        return self._sandbox

    @property
    def level(self) -> str:
        """How strongly candidates are isolated, by name."""
        return self.sandbox.level.name.lower()

    def renew(self) -> None:
        """Throw the warm sandbox away; the next use starts a fresh one."""
        if self._sandbox is not None:
            self._sandbox.close()
            self._sandbox = None

    def fresh(self, hash_seed: int, *, compiles: bool = True) -> Sandbox:
        """A sandbox in a new interpreter with another hash seed; the caller closes it.

        Numba takes seconds to start, so it is imported beforehand only where something ``compiles``.
        """
        kept = (name for name in self.plan.preload if compiles or name.partition(".")[0] != "numba")
        return Sandbox.start(replace(self.plan, hash_seed=hash_seed, preload=tuple(kept)))


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionResult:
    """What came of one region: the outcome so far, and the book its winner answered."""

    outcome: FunctionOutcome
    book: CallBook | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A hot region with its first generation of candidates."""

    hotspot: Hotspot
    candidates: tuple[MutationCandidate, ...]


def mutate(
    session: Session, genome: SourceGenome, hot: HotCode, available: frozenset[str]
) -> tuple[Proposal, ...]:
    """First candidates for every hot region, the most promising region first."""
    session.say(Stage.MUTATE, f"writing variations of {len(hot.hotspots)} functions")
    candidates: dict[str, tuple[MutationCandidate, ...]] = {}
    names: dict[str, set[str]] = {}
    for spot in hot.hotspots:
        region = spot.region
        types = hot.types.get(region.name, TypeProfile())
        candidates[region.name] = tuple(_proposals(session, genome, spot, types, available, parent=None))
        names[region.name] = {name for each in candidates[region.name] for name in each.operators}
    promising = targets(
        hot.hotspots,
        weighed(session.settings.strategy),
        applicable=lambda spot, operator: operator.name in names[spot.region.name],
        min_share=0.0,
        max_regions=len(hot.hotspots),
        ambiguous=genome.ambiguous,
    )
    order = {target.hotspot.region.name: place for place, target in enumerate(promising)}
    proposals = [Proposal(hotspot=spot, candidates=candidates[spot.region.name]) for spot in hot.hotspots]

    def place(proposal: Proposal) -> tuple[bool, int]:
        region = proposal.hotspot.region
        return _seconds_to_prove(hot, region) > _DEAR_SECONDS, order.get(region.name, len(order))

    return tuple(sorted(proposals, key=place))


def _seconds_to_prove(hot: HotCode, region: GenomeRegion) -> float:
    """Roughly what the fewest calls that prove anything take, once; 0 where none were recorded."""
    calls = next((calls for _, calls in hot.sources(region)), ())
    return LEAST_CALLS * min((call.seconds for call in calls), default=0.0)


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
    candidates: Sequence[MutationCandidate] = proposal.candidates
    if region.name in genome.ambiguous:
        # Calls recorded under a name that several definitions share prove nothing about one of them.
        return _nothing(spot, "several definitions share its name")
    if not candidates:
        return _nothing(spot, "no operator applies")
    if not session.clock.searching:
        return _nothing(spot, "the budget was spent before its turn")
    session.say(Stage.TEST, "collecting calls", region.name)
    book = open_book(
        arena.sandbox,
        region,
        hot.sources(region),
        modules=(hot.import_name(region),),
        generated=_GENERATED_CALLS,
        rng=session.rng,
        corpus=counterexamples(session.settings).calls(region.name),
    )
    if isinstance(book, str):
        why = hot.skipped.get(region.name, "")
        return _nothing(spot, f"no evidence possible: {book}{f' ({why})' if why else ''}", len(candidates))
    rejected: Counter[str] = Counter()
    tried = 0
    winner: Verdict | None = None
    for _generation in range(_MAX_GENERATIONS):
        verdicts: list[Verdict] = []
        for candidate in candidates[:_MAX_CANDIDATES]:
            if not session.clock.searching:
                break
            ahead = max((_gain(verdict) for verdict in verdicts if verdict.gate is Gate.PASSED), default=1.0)
            to_beat = ahead / _gain(winner) if winner else ahead
            verdicts.append(_try(session, arena, book, candidate, parent=winner, to_beat=to_beat))
            tried += 1
        passed = sorted(
            (verdict for verdict in verdicts if verdict.gate is Gate.PASSED), key=_gain, reverse=True
        )
        rejected.update(str(verdict.rejection) for verdict in verdicts if verdict.rejection is not None)
        if not passed:
            break
        if winner is not None:
            rejected[str(Rejection.BEATEN)] += 1
        rejected[str(Rejection.BEATEN)] += len(passed) - 1
        winner = passed[0]
        session.best = _best(session.best, winner)
        candidates = _proposals(session, genome, spot, types, available, parent=winner.candidate)
        if not candidates:
            break
    why = "" if winner else _why_not(rejected, tried, searching=session.clock.searching)
    return RegionResult(
        outcome=FunctionOutcome(
            hotspot=spot,
            winner=winner,
            candidates=tried,
            rejected={reason: count for reason, count in rejected.items() if count},
            why_no_winner=why,
        ),
        book=book,
    )


def _proposals(
    session: Session,
    genome: SourceGenome,
    spot: Hotspot,
    types: TypeProfile,
    available: frozenset[str],
    *,
    parent: MutationCandidate | None,
) -> Sequence[MutationCandidate]:
    region = spot.region
    if parent is not None:
        genome = genome.with_text(region.file.path, parent.text)
        region = genome.region(region.name)
    view = genome.view(region, types=types, available=available)
    proposals = propose(view, spot, weighed(session.settings.strategy), parents=parent)
    for problem in proposals.problems:
        session.note(f"operator trouble: {problem}")
    return proposals.candidates


def _try(
    session: Session,
    arena: Arena,
    book: CallBook,
    candidate: MutationCandidate,
    *,
    parent: Verdict | None,
    to_beat: float,
) -> Verdict:
    session.funnel["candidates"] += 1
    session.say(Stage.TEST, " + ".join(candidate.operators), candidate.region.name)
    verdict = recall(session.store, candidate, arena.level)
    if verdict is None or verdict.gate is Gate.PASSED:
        # A file can be damaged or planted: it may spare us losers, but what ships has this run's evidence.
        verdict = _judged(session, arena, book, candidate, parent, to_beat)
        try:
            remember(session.store, verdict)
        except OSError as error:
            place = session.settings.state_dir
            session.note(f"{place}: {error.strerror}; what is judged is not kept, so no run can resume")
    for step, reached in zip(("same results", "faster", "tests pass"), _climbed(verdict), strict=True):
        session.funnel[step] += reached
    return verdict


def _climbed(verdict: Verdict) -> tuple[bool, bool, bool]:
    evidence = verdict.evidence
    same = evidence.replay is not None and evidence.replay.gate is Gate.PASSED
    faster = evidence.screening is not None and evidence.screening.decided is Gate.PASSED
    return same, faster, verdict.gate is Gate.PASSED


def _judged(
    session: Session,
    arena: Arena,
    book: CallBook,
    candidate: MutationCandidate,
    parent: Verdict | None,
    to_beat: float,
) -> Verdict:
    """Gate after gate; the first that does not pass ends it."""
    path = candidate.region.file.path
    evidence = Evidence(candidate=candidate, sandbox_level=arena.level)
    tests = reaching(arena.suite, candidate.region) if arena.suite else ()
    try:
        replay = check(arena.sandbox, book, candidate, tested=bool(tests))
        evidence = replace(evidence, replay=replay)
        keep_counterexample(session.settings, book.region, replay)
        if replay.gate is not Gate.PASSED:
            return _replay_failed(evidence)
        contest = Contest(
            modules=book.modules,
            original={path: parent.candidate.text if parent else candidate.region.file.text},
            candidate={path: candidate.text},
            calls=book.screening,
            warming=book.others(book.screening),
            keeps_state=candidate.keeps_state,
        )
        session.decisions += 1
        started = session.clock.spent_seconds
        screening = screen(
            arena.sandbox,
            calibrated(arena.sandbox, contest),
            alpha=spent_alpha(session.settings.alpha, session.decisions),
            minimum_speedup=session.settings.minimum_speedup,
            rng=session.rng,
            to_beat=to_beat,
        )
        if screening.decided is Gate.PASSED and parent is None:
            # Confirming it takes as long for each pair, on top of a fresh interpreter.
            a_pair = (session.clock.spent_seconds - started) / screening.pairs
            session.clock.reserved_seconds += session.settings.confirmation_pairs * a_pair
    except SandboxDiedError as error:
        arena.renew()
        return Verdict(evidence=evidence, gate=Gate.FAILED, rejection=Rejection.CRASHED, reason=str(error))
    if parent is not None and parent.evidence.screening is not None:
        screening = _chained(parent.evidence.screening, screening)
    evidence = replace(evidence, screening=screening)
    if screening.decided is not Gate.PASSED:
        rejection = _why_stopped(screening, session.settings.minimum_speedup)
        return Verdict(evidence=evidence, gate=screening.decided, rejection=rejection)
    if arena.suite is not None and tests:
        tested = run_tests(
            arena.plan,
            arena.suite,
            ids=tests,
            overlay={path: candidate.text},
            deadline_seconds=session.settings.tests_timeout_seconds,
        )
        evidence = replace(evidence, tests=tested)
        if tested.gate is not Gate.PASSED:
            return Verdict(
                evidence=evidence, gate=tested.gate, rejection=Rejection.TESTS_FAIL, reason=tested.reason
            )
    return Verdict(evidence=evidence, gate=Gate.PASSED)


def _why_stopped(screening: Measurement, minimum_speedup: float) -> Rejection:
    if screening.decided is Gate.UNKNOWN:
        return Rejection.UNDECIDED
    return Rejection.NOT_FASTER if screening.speedup < minimum_speedup else Rejection.BEATEN


def _replay_failed(evidence: Evidence) -> Verdict:
    replay = evidence.replay
    assert replay is not None
    if replay.gate is Gate.UNKNOWN:
        rejection = Rejection.NO_EVIDENCE
    elif replay.difference is not None:
        rejection = Rejection.DIFFERENT_RESULT
    elif replay.reason.startswith("does not load"):
        rejection = Rejection.DOES_NOT_LOAD
    else:
        rejection = Rejection.CRASHED
    return Verdict(evidence=evidence, gate=replay.gate, rejection=rejection, reason=replay.reason)


def _chained(parent: Measurement, child: Measurement) -> Measurement:
    """A child is timed against its parent; its rough gain over the original is the product."""
    return replace(
        child,
        speedup=parent.speedup * child.speedup,
        low=parent.low * child.low,
        high=parent.high * child.high,
    )


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
