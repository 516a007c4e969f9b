"""What a candidate is worth beside its speed, and which of several passing candidates wins its region."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

from ouroboros.arena.closed_world.security import imports_of_its_own, security_of
from ouroboros.arena.merit.energy import EnergyCounters
from ouroboros.arena.merit.fitness import confirmed_fitness, screened_fitness
from ouroboros.arena.merit.pareto import MultiObjectiveController, ParetoAnalyzer
from ouroboros.arena.merit.selection import AcceptanceCriteria, TournamentSelector
from ouroboros.arena.sandboxing.sandbox import Sandbox
from ouroboros.arena.timing.pairs import Contest
from ouroboros.coordination.session import Session
from ouroboros.records.candidate import MutationCandidate
from ouroboros.records.event import Stage
from ouroboros.records.evidence import Evidence, Gate, GateName
from ouroboros.records.fitness import FitnessScore, ParetoFront, SecurityScore
from ouroboros.records.verdict import LostCandidate, Rejection, Verdict

_MOST_SAVED = 0.999
_MOST_REASON = 200
"""Characters of a reason that a report keeps."""


def criteria(session: Session) -> AcceptanceCriteria:
    """What the settings ask of every winner."""
    settings = session.settings
    return AcceptanceCriteria(
        minimum_speedup=settings.minimum_speedup,
        memory_growth=settings.memory_growth,
        minimum_security=settings.minimum_security,
    )


def turned_down(
    session: Session, level: str, candidate: MutationCandidate, modules: Collection[str]
) -> Verdict | None:
    """The verdict on a candidate whose text is below the criteria, before any of it runs; else ``None``.

    Args:
        session: settings.
        level: of the sandbox it would have run in.
        candidate: as it was proposed.
        modules: import names of all modules of the target.

    """
    limits = criteria(session)
    why = limits.insecurity(_security(candidate))
    if not why and limits.minimum_security > 0:
        own = imports_of_its_own(candidate.region.file.text, candidate.text, modules)
        why = f"imports {', '.join(own)} of the target, which nobody looked into" if own else ""
    if not why:
        return None
    evidence = Evidence(candidate=candidate, sandbox_level=level)
    return Verdict(evidence=evidence, gate=Gate.FAILED, rejection=Rejection.NOT_ACCEPTABLE, reason=why)


def merged_insecurity(session: Session, winners: Sequence[Verdict], texts: Mapping[str, str]) -> str:
    """In words, what the merged files can do that no single winner could, where it is below the criteria.

    Args:
        session: settings.
        winners: what was merged; each was accepted by itself, its findings included.
        texts: complete new text of every file, by path.

    """
    for path, text in texts.items():
        here = [winner.candidate for winner in winners if winner.candidate.region.file.path == path]
        known = {finding for candidate in here for finding in _security(candidate).findings}
        keeps_state = any(candidate.keeps_state for candidate in here)
        score = security_of(here[0].region.file.text, text, keeps_state=keeps_state)
        new = tuple(finding for finding in score.findings if finding not in known)
        why = criteria(session).insecurity(SecurityScore(findings=new))
        if why:
            return f"{path}: {why}"
    return ""


def _security(candidate: MutationCandidate) -> SecurityScore:
    return security_of(candidate.region.file.text, candidate.text, keeps_state=candidate.keeps_state)


def accepted(
    session: Session, sandbox: Sandbox, contest: Contest, evidence: Evidence, parent: Verdict | None
) -> Verdict:
    """Score a candidate that passed every gate so far; below the criteria it has lost.

    Args:
        session: settings and weights.
        sandbox: where the original and the candidate were screened.
        contest: the calibrated screening contest; against the parent where there is one.
        evidence: replay, screening and tests.
        parent: what the candidate was grown from.

    """
    known = parent.evidence.fitness if parent is not None else None
    fitness = screened_fitness(sandbox, contest, evidence, known)
    return _judged(session, evidence, fitness, GateName.CRITERIA)


def finally_accepted(session: Session, sandbox: Sandbox, contest: Contest, verdict: Verdict) -> Verdict:
    """Measure every figure of a confirmed winner, once, and hold it against the criteria again."""
    session.say(Stage.CONFIRM, "measuring memory, latency and energy", verdict.candidate.region.name)
    fitness = confirmed_fitness(sandbox, contest, verdict.evidence, EnergyCounters.found())
    return _judged(session, verdict.evidence, fitness, GateName.FIGURES)


def _judged(session: Session, evidence: Evidence, fitness: FitnessScore, gate: GateName) -> Verdict:
    controller = MultiObjectiveController(weights=session.weights)
    evidence = controller.scored(replace(evidence, fitness=fitness))
    shortfalls = criteria(session).shortfalls(fitness)
    answer = Gate.FAILED if shortfalls else Gate.PASSED
    evidence = evidence.answered(gate, answer, "; ".join(shortfalls))
    if shortfalls:
        return Verdict(
            evidence=evidence,
            gate=Gate.FAILED,
            rejection=Rejection.NOT_ACCEPTABLE,
            reason="; ".join(shortfalls),
        )
    return Verdict(evidence=evidence, gate=Gate.PASSED)


def gain_to_beat(session: Session, verdicts: Sequence[Verdict], candidate: MutationCandidate) -> float:
    """The gain with which ``candidate`` would draw with the best of the passed rivals; 1 where any gain does.

    What it lacks in speed it may make up for in security, as the weights have it.
    """
    points = _security(candidate).points
    performance, power, security = session.weights.shares
    best = max(
        (
            verdict.evidence.objectives.overall
            for verdict in verdicts
            if verdict.gate is Gate.PASSED and verdict.evidence.objectives is not None
        ),
        default=0.0,
    )
    needed = best - security * points
    if needed <= 0 or not performance + power:
        return 1.0
    return 1 / (1 - min(_MOST_SAVED, needed / (performance + power) / 100))


def champion(session: Session, entrants: Sequence[Verdict]) -> Verdict:
    """The winner of a region's tournament; the same for the same entrants and seed."""
    region = entrants[0].candidate.region.name
    selector = TournamentSelector(seed=f"{session.settings.seed}:{region}")
    controller = MultiObjectiveController(weights=session.weights)
    chosen = controller.recommend([entrant.evidence for entrant in entrants], selector)
    return next(entrant for entrant in entrants if entrant.evidence is chosen)


def crowned(
    session: Session, entrants: Sequence[Verdict], examined: Callable[[Verdict], Verdict]
) -> tuple[tuple[Verdict, ...], Verdict | None]:
    """Let the champion have one more look taken at it; where it does not stand that, the next best one.

    Args:
        session: weights and seed.
        entrants: candidates that passed so far.
        examined: takes the look; the same verdict with more evidence, or a rejection.

    Returns:
        All entrants, those that were looked at with their new verdicts, and the champion; ``None`` when none
        is left.

    """
    every = list(entrants)
    while standing := [entrant for entrant in every if entrant.gate is Gate.PASSED]:
        best = champion(session, standing)
        verdict = examined(best)
        every = [verdict if entrant is best else entrant for entrant in every]
        if verdict.gate is Gate.PASSED:
            return tuple(every), verdict
    return tuple(every), None


def front_of(entrants: Sequence[Verdict], winner: Verdict | None) -> ParetoFront | None:
    """What the winner was chosen from, with its trade-offs in words."""
    if winner is None:
        return None
    analyzer = ParetoAnalyzer(entrants=tuple(entrant.evidence for entrant in entrants))
    return analyzer.front(winner.evidence)


def lost_candidate(verdict: Verdict) -> LostCandidate:
    """What a report keeps of a candidate that does not win; one that passed was beaten."""
    candidate, evidence = verdict.candidate, verdict.evidence
    parted = evidence.replay.difference if evidence.replay else None
    timed = evidence.confirmation or evidence.screening
    return LostCandidate(
        identity=candidate.identity,
        operators=candidate.operators,
        rejection=str(verdict.rejection or Rejection.BEATEN),
        reason=verdict.reason[:_MOST_REASON],
        speedup=timed.speedup if timed else None,
        expected=parted.expected[:_MOST_REASON] if parted else "",
        got=parted.got[:_MOST_REASON] if parted else "",
    )
