"""What a user thinks of winners, read from what becomes of them; it moves the weights of the objectives.

Applying winners approves of them; a change that has been taken back by the next run is a rejection; one that
went to a branch counts as approved once the files hold it. A file that was edited since says nothing new.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ouroboros.arena.merit.pareto import MultiObjectiveController
from ouroboros.config.schema import Settings
from ouroboros.coordination.session import Session
from ouroboros.genome.source_tree import SourceGenome
from ouroboros.records.fitness import ObjectiveScore, ObjectiveWeights
from ouroboros.records.source import checksum
from ouroboros.records.verdict import EvolutionReport
from ouroboros.storage.session_store import SessionStore

_CONTEXT = "decisions, format 1"


def _store(settings: Settings) -> SessionStore:
    name = checksum(str(settings.project))[:16]
    return SessionStore(settings.state_dir / "preferences" / f"{name}.jsonl", _CONTEXT)


def keep_decision(settings: Settings, report: EvolutionReport, *, applied: bool) -> None:
    """Remember that winners were applied, or proposed on a branch.

    Raises:
        OSError: it cannot be written; nothing else depends on it.

    """
    store = _store(settings)
    for verdict in report.winners:
        path = verdict.candidate.region.file.path
        scores = verdict.evidence.objectives
        if scores is not None and path in report.texts:
            store.put(
                verdict.candidate.identity,
                {
                    "path": path,
                    "before": verdict.candidate.region.file.checksum,
                    "after": checksum(report.texts[path]),
                    "scores": list(scores.parts),
                    "decision": "approved" if applied else "proposed",
                },
            )


def learn_preferences(session: Session, genome: SourceGenome) -> ObjectiveWeights:
    """The user's weights, moved by what became of earlier winners of this project.

    Args:
        session: settings; gets a note when anything was learnt.
        genome: the files as they are now.

    """
    store = _store(session.settings)
    decided: dict[str, list[ObjectiveScore]] = {"approved": [], "rejected": []}
    for identity in store.identities:
        kept = store.get(identity)
        try:
            assert kept is not None
            scores = _scores(kept)
            decision = _decision(kept, genome)
        except (KeyError, TypeError, ValueError):
            continue  # written by another version
        if decision != kept["decision"]:
            try:
                store.put(identity, {**kept, "decision": decision})
            except OSError as error:
                session.note(f"what became of an earlier winner is not kept: {error.strerror}")
        decided.get(decision, []).append(scores)
    weights = session.settings.weights
    if not decided["approved"] or not decided["rejected"]:
        return weights
    # Each change taken back counts once, however many were kept beside it.
    usual = _average(decided["approved"])
    pairs = [(usual, taken_back) for taken_back in decided["rejected"]]
    learnt = MultiObjectiveController(weights=weights).learnt(pairs).weights
    told = ", ".join(
        f"{name} {share:.0%}".replace("%", " %")
        for name, share in zip(("performance", "power", "security"), learnt.shares, strict=True)
    )
    kept_count, lost_count = len(decided["approved"]), len(decided["rejected"])
    session.note(f"weights learnt (kept winners: {kept_count}, taken back: {lost_count}): {told}")
    return learnt


def _average(scores: Sequence[ObjectiveScore]) -> ObjectiveScore:
    performance, power, security = (
        sum(parts) / len(scores) for parts in zip(*(each.parts for each in scores), strict=True)
    )
    return ObjectiveScore(performance=performance, power=power, security=security)


def _scores(kept: Mapping[str, Any]) -> ObjectiveScore:
    performance, power, security = (float(part) for part in kept["scores"])
    return ObjectiveScore(performance=performance, power=power, security=security)


def _decision(kept: Mapping[str, Any], genome: SourceGenome) -> str:
    file = genome.files.get(str(kept["path"]))
    if file is None:
        return str(kept["decision"])
    if file.checksum == kept["after"]:
        return "approved"
    if file.checksum == kept["before"] and kept["decision"] == "approved":
        return "rejected"
    return str(kept["decision"])
