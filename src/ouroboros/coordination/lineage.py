"""Where a winner comes from, and what its region's tournament teaches later runs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from ouroboros.records.evidence import Gate
from ouroboros.records.experience import OperatorAttempt
from ouroboros.records.verdict import Ancestor, Rejection, Verdict


def gained(verdict: Verdict) -> bool:
    """Whether a candidate gave the same results faster, chosen or not."""
    return verdict.gate is Gate.PASSED or verdict.rejection is Rejection.BEATEN


def partners(verdicts: Iterable[Verdict]) -> frozenset[str]:
    """Operators that gained by themselves or on top of others: worth trying together."""
    return frozenset(verdict.candidate.operators[-1] for verdict in verdicts if gained(verdict))


def attempts(judged: Iterable[Verdict], *, won: Collection[str] = ()) -> tuple[OperatorAttempt, ...]:
    """How every operator fared among the ``judged``, by name; ``won``: those that made the winner."""
    found: dict[str, list[Verdict]] = {}
    for verdict in judged:
        found.setdefault(verdict.candidate.operators[-1], []).append(verdict)
    return tuple(
        OperatorAttempt(
            operator=name,
            tried=len(found[name]),
            passed=sum(map(gained, found[name])),
            won=name in won,
            speedup=max(
                (
                    verdict.evidence.screening.speedup
                    for verdict in found[name]
                    if gained(verdict) and verdict.candidate.generation == 1 and verdict.evidence.screening
                ),
                default=None,
            ),
        )
        for name in sorted(found)
    )


def ancestors(judged: Mapping[str, Verdict], winner: Verdict) -> tuple[Ancestor, ...]:
    """The candidates that ``winner`` was grown from, oldest first, as far as this run judged them."""
    known = (judged[identity] for identity in winner.candidate.parents if identity in judged)
    return tuple(
        Ancestor(
            identity=verdict.candidate.identity,
            operators=verdict.candidate.operators,
            speedup=verdict.evidence.screening.speedup if verdict.evidence.screening else None,
        )
        for verdict in known
    )
