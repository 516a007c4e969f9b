"""What kept reports teach: which rewrites were tried where, on this machine, and how far they came."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ouroboros.coordination.session import Session
from ouroboros.mutation.mutator import Mutator
from ouroboros.records.experience import Experience, OperatorAttempt, RegionExperience
from ouroboros.storage.report_store import ReportStore


def experience_of(reports: Iterable[Mapping[str, Any]]) -> Experience:
    """All that ``reports``, the newest first, know of operators; of each function its last run counts.

    Reports of other versions and damaged ones tell less or nothing; they stop nobody.
    """
    found: dict[tuple[str, str], RegionExperience] = {}
    for report in reports:
        target = str(report.get("target", ""))
        for function in report.get("functions", ()):
            try:
                region = _region(function, target)
            except (AttributeError, KeyError, TypeError, ValueError):
                continue
            if region.attempts:
                found.setdefault((target, region.function), region)
    return Experience(regions=tuple(found.values()))


def kept_experience(state_dir: Path) -> Experience:
    """What the reports under ``state_dir`` know; every target that was evolved with it counts."""
    return experience_of(ReportStore(state_dir / "reports"))


def experienced_mutator(session: Session) -> Mutator:
    """The mutator of this run: the user's strategy, and what earlier runs showed."""
    settings = session.settings
    known = kept_experience(settings.state_dir)
    if known.regions:
        session.note(f"what is tried first is guided by {len(known.regions)} functions of earlier runs")
    return Mutator(strategy=settings.strategy, experience=known, target=str(settings.root))


def _region(function: Mapping[str, Any], target: str) -> RegionExperience:
    winner = function.get("winner") or {}
    won = frozenset(map(str, winner.get("operators", ())))
    told = function.get("attempts")
    if told is None:  # written before attempts were kept: losers are named, some of them
        last = [str(each["operators"][-1]) for each in function.get("lost", ())]
        told = [{"operator": name, "tried": max(1, last.count(name))} for name in sorted({*last, *won})]
    attempts = tuple(
        OperatorAttempt(
            operator=str(each["operator"]),
            tried=int(each["tried"]),
            passed=int(each.get("passed", 0)),
            won=str(each["operator"]) in won,
            speedup=None if each.get("speedup") is None else float(each["speedup"]),
        )
        for each in told
    )
    sketch = tuple(int(each, 16) for each in str(function.get("signature") or "").split())
    return RegionExperience(
        target=target, function=str(function["function"]), signature=sketch, attempts=attempts
    )
