"""Who takes the place of a champion that falls in confirmation.

Screening sees a candidate at its best: what it keeps between calls, for instance, is warm there. Where fresh
processes do not confirm the champion, the best of those that it had beaten has its turn, at the same gates.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from ouroboros.coordination.lineage import ancestors
from ouroboros.coordination.session import Session
from ouroboros.coordination.tournament import champion, front_of
from ouroboros.records.evidence import Evidence, Gate, GateName
from ouroboros.records.verdict import FunctionOutcome, Rejection, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class RunnersUp:
    """Candidates of one region that passed every gate of the search and were beaten by its champion."""

    entrants: tuple[Verdict, ...]
    """All that passed, the champion included."""
    look: Callable[[Verdict], Verdict]
    """The last look that is taken at a champion; the same verdict with more evidence, or a rejection."""

    def after(self, session: Session, fallen: FunctionOutcome, was: Verdict) -> FunctionOutcome | None:
        """The outcome with the next best candidate as winner, still to be confirmed; ``None``: there is none.

        Args:
            session: weights and seed, by which the next best is chosen.
            fallen: the region's outcome without its champion.
            was: the champion as it went into confirmation.

        """
        # What is made of the champion's last step falls like it.
        last = was.candidate.operators[-1]
        standing = [each for each in self.entrants if last not in each.candidate.operators]
        while standing:
            best = champion(session, standing)
            standing.remove(best)
            looked = self.look(best)
            if looked.gate is not Gate.PASSED:
                continue
            winner = replace(looked, evidence=_with_strength(looked.evidence, was.evidence))
            beaten = str(Rejection.BEATEN)
            rejected = {**fallen.rejected, beaten: fallen.rejected.get(beaten, 0) - 1}
            return replace(
                fallen,
                winner=winner,
                rejected={reason: count for reason, count in rejected.items() if count > 0},
                why_no_winner="",
                front=front_of(self.entrants, winner),
                lost=tuple(each for each in fallen.lost if each.identity != winner.candidate.identity),
                lineage=ancestors({each.candidate.identity: each for each in self.entrants}, winner),
            )
        return None


def _with_strength(evidence: Evidence, champions: Evidence) -> Evidence:
    """What deliberate faults told about the calls, which are the same for every candidate of the region."""
    evidence = replace(evidence, faults=champions.faults)
    evidence = evidence.answered(GateName.BEST, Gate.PASSED, "next best: the best was not confirmed")
    for each in champions.gates:
        if each.gate is GateName.FAULTS:
            evidence = evidence.answered(each.gate, each.answer, each.told)
    return evidence
