"""How much the evidence for a region's best candidate is worth, asked before it is confirmed."""

from __future__ import annotations

from dataclasses import replace

from ouroboros.arena.equality.call_book import CallBook
from ouroboros.arena.equality.deliberate_faults import strength
from ouroboros.arena.testing.suite import seen_to_reach
from ouroboros.coordination.session import Session
from ouroboros.coordination.warm_arena import Arena
from ouroboros.errors import SandboxDiedError
from ouroboros.records.event import Stage
from ouroboros.records.evidence import FaultEvidence, Gate, GateName
from ouroboros.records.verdict import Rejection, Verdict

_LEAST_FAULTS = 4
_LEAST_NOTICED = 0.5
"""Share of deliberate faults that calls have to notice where no test reaches; some change nothing."""


def weighed(session: Session, arena: Arena, book: CallBook, winner: Verdict, tried: int) -> Verdict:
    """Ask how much the evidence is worth: calls that overlook most faults prove nothing by themselves.

    Args:
        session: says what is done, and draws the faults.
        arena: runs the wrong versions.
        book: the calls that all candidates of the region answered.
        winner: best of its region.
        tried: candidates that it was chosen from.

    Returns:
        The winner with what its calls noticed; UNKNOWN where that is too little and no test reaches it.

    """
    region = winner.candidate.region
    session.say(Stage.TEST, "does the evidence notice deliberate faults", region.name)
    faults = _faults(session, arena, book)
    evidence = replace(winner.evidence, faults=faults)
    evidence = evidence.answered(GateName.BEST, Gate.PASSED, f"of {tried} tried")
    # Where nobody saw which tests reach it, they may all pass it by: the calls have to be enough.
    tested = arena.suite is not None and bool(seen_to_reach(arena.suite, region))
    weak = faults.tried >= _LEAST_FAULTS and faults.noticed < _LEAST_NOTICED * faults.tried
    told = (
        f"{faults.noticed} of {faults.tried} deliberate faults" if faults.sound else "could not be measured"
    )
    if (weak or not faults.sound) and not tested:
        noticed = f"its calls notice only {told}" if faults.sound else f"the strength of its calls {told}"
        reason = f"{noticed}; no test was seen to reach it"
        return Verdict(
            evidence=evidence.answered(GateName.FAULTS, Gate.UNKNOWN, told),
            gate=Gate.UNKNOWN,
            rejection=Rejection.NO_EVIDENCE,
            reason=reason,
        )
    if weak or not faults.sound:
        told += "; it does not decide, for tests reach the function"
    return replace(winner, evidence=evidence.answered(GateName.FAULTS, Gate.PASSED, told))


def _faults(session: Session, arena: Arena, book: CallBook) -> FaultEvidence:
    """Once more in a fresh sandbox when the untouched original did not come through the first time."""
    try:
        faults = strength(arena.sandbox, book, session.rng)
        if faults.sound:
            return faults
        arena.renew()
        return strength(arena.sandbox, book, session.rng)
    except SandboxDiedError:
        arena.renew()
        return FaultEvidence(tried=0, noticed=0, sound=False)
