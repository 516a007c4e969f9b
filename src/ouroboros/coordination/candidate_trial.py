"""One candidate after its replay: the cheapest evidence first, the first failure ends it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ouroboros.arena.equality.call_book import CallBook
from ouroboros.arena.testing.suite import reaching, seen_to_reach
from ouroboros.arena.timing.benchmark import chained, pairs_to_confirm, screen
from ouroboros.arena.timing.pairs import Contest, calibrated
from ouroboros.arena.timing.significance import spent_alpha
from ouroboros.coordination.remembering import remember
from ouroboros.coordination.session import Session
from ouroboros.coordination.tournament import accepted
from ouroboros.coordination.warm_arena import Arena
from ouroboros.errors import SandboxDiedError
from ouroboros.records.candidate import MutationCandidate
from ouroboros.records.event import Stage
from ouroboros.records.evidence import Evidence, Gate, GateName, Measurement, ReplayEvidence
from ouroboros.records.verdict import Rejection, Verdict
from ouroboros.reporting.words import tests_in_words

_MOST_NAMED = 20
"""Tests that the report names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A candidate on its way through the gates that come after the replay."""

    candidate: MutationCandidate
    parent: Verdict | None
    """What it was mutated from and is timed against; ``None``: the original."""
    replay: ReplayEvidence | None
    to_beat: float
    """Gain over the same parent of the best rival so far."""


def stand_trial(
    session: Session, arena: Arena, book: CallBook, trial: Trial, remembered: Verdict | None
) -> Verdict:
    """Judge a candidate, or believe what is ``remembered`` of a loser; keep the verdict."""
    candidate = trial.candidate
    session.funnel["candidates"] += 1
    session.say(Stage.TEST, " + ".join(candidate.operators), candidate.region.name)
    if remembered is not None and is_loser(remembered):
        verdict = remembered
    else:
        verdict = _judged(session, arena, book, trial)
        if verdict.rejection is Rejection.CRASHED:
            session.note(f"{candidate.region.name}, {' + '.join(candidate.operators)}: {verdict.reason}")
        keep(session, verdict)
    for step, reached in zip(("same results", "faster", "tests pass"), _climbed(verdict), strict=True):
        session.funnel[step] += reached
    return verdict


def keep(session: Session, verdict: Verdict) -> None:
    """Remember a verdict for a run that resumes; a disk that refuses is noted."""
    try:
        remember(session.store, verdict)
    except OSError as error:
        place = session.settings.state_dir
        session.note(f"{place}: {error.strerror}; what is judged is not kept, so no run can resume")


def _climbed(verdict: Verdict) -> tuple[bool, bool, bool]:
    evidence = verdict.evidence
    same = evidence.replay is not None and evidence.replay.gate is Gate.PASSED
    faster = evidence.screening is not None and evidence.screening.decided is Gate.PASSED
    passed = verdict.gate is Gate.PASSED or verdict.rejection is Rejection.NOT_ACCEPTABLE
    return same, faster, faster and passed


def _judged(session: Session, arena: Arena, book: CallBook, trial: Trial) -> Verdict:
    """Gate after gate; the first that does not pass ends it."""
    candidate, parent = trial.candidate, trial.parent
    path = candidate.region.file.path
    evidence = Evidence(candidate=candidate, sandbox_level=arena.level, replay=trial.replay)
    tests = reaching(arena.suite, candidate.region) if arena.suite else ()
    if trial.replay is None or trial.replay.gate is not Gate.PASSED:
        return _replay_failed(evidence)
    through = f", made through {book.through}" if book.through else ""
    evidence = evidence.answered(GateName.CALLS, Gate.PASSED, f"{len(book.calls)} calls")
    told = f"{book.recorded} recorded and {book.generated} generated calls{through}"
    evidence = evidence.answered(GateName.REPLAY, Gate.PASSED, told).answered(GateName.LINES, Gate.PASSED)
    try:
        contest = Contest(
            modules=book.modules,
            original={path: parent.candidate.text if parent else candidate.region.file.text},
            candidate={path: candidate.text},
            calls=book.screening,
            warming=book.others(book.screening),
            keeps_state=candidate.keeps_state,
            by_wall=candidate.shares_processors,
            tolerance=book.tolerance,
        )
        session.wait_until_calm("candidates")
        session.decisions += 1
        started = session.clock.spent_seconds
        contest = calibrated(arena.sandbox, contest)
        screening = screen(
            arena.sandbox,
            contest,
            alpha=spent_alpha(session.settings.alpha, session.decisions),
            minimum_speedup=session.settings.minimum_speedup,
            rng=session.rng,
            to_beat=trial.to_beat,
        )
        if screening.decided is Gate.PASSED and parent is None:
            # Confirming it takes as long for each pair, on top of a fresh interpreter.
            a_pair = (session.clock.spent_seconds - started) / screening.pairs
            pairs = pairs_to_confirm(screening, session.settings.confirmation_pairs)
            session.clock.reserve(pairs * a_pair)
    except SandboxDiedError as error:
        arena.renew()
        return Verdict(evidence=evidence, gate=Gate.FAILED, rejection=Rejection.CRASHED, reason=str(error))
    if parent is not None and parent.evidence.screening is not None:
        screening = chained(parent.evidence.screening, screening)
    evidence = replace(evidence, screening=screening)
    told = f"{screening.pairs} pairs, E = {screening.e_value:.3g}"
    evidence = evidence.answered(GateName.SCREENING, screening.decided, told)
    if screening.decided is not Gate.PASSED:
        rejection = _why_stopped(screening, trial.to_beat)
        return Verdict(evidence=evidence, gate=screening.decided, rejection=rejection)
    if arena.suite is not None and tests:
        tested = arena.run_tests(
            ids=tests,
            overlay={path: candidate.text},
            deadline_seconds=session.settings.tests_timeout_seconds,
        )
        seen = seen_to_reach(arena.suite, candidate.region)
        named = tuple(sorted(seen or tests))[:_MOST_NAMED]
        tested = replace(tested, seen_to_reach=len(seen), names=named)
        evidence = replace(evidence, tests=tested)
        evidence = evidence.answered(GateName.TESTS, tested.gate, tests_in_words(tested))
        if tested.gate is not Gate.PASSED:
            return Verdict(
                evidence=evidence, gate=tested.gate, rejection=Rejection.TESTS_FAIL, reason=tested.reason
            )
    return accepted(session, arena.sandbox, contest, evidence, parent)


def _why_stopped(screening: Measurement, to_beat: float) -> Rejection:
    if screening.decided is Gate.UNKNOWN:
        return Rejection.UNDECIDED
    beaten = to_beat > 1 and screening.speedup >= screening.margin
    return Rejection.BEATEN if beaten else Rejection.NOT_FASTER


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


def is_loser(remembered: Verdict | None) -> bool:
    """A file can be damaged or planted: it may spare us losers, but what ships has this run's evidence."""
    return remembered is not None and remembered.gate is not Gate.PASSED
