"""Candidates for hot regions, and the order in which regions have their turn."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from ouroboros.arena.equality.replay import LEAST_CALLS
from ouroboros.coordination.hot_code import HotCode
from ouroboros.coordination.line_counts import moved
from ouroboros.coordination.session import Session
from ouroboros.genome.source_tree import SourceGenome
from ouroboros.records.candidate import MutationCandidate
from ouroboros.records.event import Stage
from ouroboros.records.hotspot import Hotspot, TypeProfile
from ouroboros.records.source import GenomeRegion

_DEAR_SECONDS = 1.0
"""Functions whose fewest calls that prove anything take this long are dear to try …"""
_DEAR_TIMES = 3.0
"""… and have to promise so many times as much as others to have their turn before them."""

_NUMBA_SECONDS = 0.6
"""What a process pays for Numba and for machine code that is there already; shorter runs can only lose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A hot region with its first generation of candidates."""

    hotspot: Hotspot
    candidates: tuple[MutationCandidate, ...]
    promise: float = 1.0
    """Share of the run that its best operator would typically save."""


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
        useful = worthwhile(session, genome, hot, [spot], available)
        candidates[region.name] = tuple(proposed(session, genome, spot, types, useful, parent=None))
        names[region.name] = {name for each in candidates[region.name] for name in each.operators}
    promising = session.mutator.targets(hot.hotspots, names, ambiguous=genome.ambiguous)
    savings = {target.hotspot.region.name: target.saving for target in promising}
    proposals = [
        Proposal(
            hotspot=spot,
            candidates=candidates[spot.region.name],
            promise=savings.get(spot.region.name, 1.0),
        )
        for spot in hot.hotspots
    ]
    return in_turn(proposals, savings, lambda region: _seconds_to_prove(hot, region))


def worthwhile(
    session: Session,
    genome: SourceGenome,
    hot: HotCode,
    spots: Sequence[Hotspot],
    available: frozenset[str],
) -> frozenset[str]:
    """What is ``available``, without a compiler that would take longer than all that it could save in a run.

    The whole workload is measured at the end, and what makes it slower is dropped: by then it has cost other
    candidates their time, and won against them.

    Args:
        session: says whether there is a workload.
        genome: the target, which may use the compiler itself.
        hot: how long a run takes.
        spots: regions of which at least one has to be worth it.
        available: packages that are installed.

    """
    most_saved = hot.workload_seconds * max((spot.cumulative_share for spot in spots), default=0.0)
    if not session.settings.workload or most_saved > _NUMBA_SECONDS:
        return available
    if any("numba" in file.text for file in genome.files.values()):
        return available  # the program has paid for it anyway
    return available - {"numba"}


def in_turn(
    proposals: Sequence[Proposal],
    savings: Mapping[str, float],
    seconds_to_prove: Callable[[GenomeRegion], float],
) -> tuple[Proposal, ...]:
    """Regions in the order of their turn: what they promise to save, less where it is dear to prove.

    Args:
        proposals: one for each region.
        savings: by name of a region, the greatest first: the share of the run that its best operator would
            save. Those that nobody promises anything of come last.
        seconds_to_prove: what the fewest calls that prove anything take.

    """
    order = {name: place for place, name in enumerate(savings)}

    def place(proposal: Proposal) -> tuple[float, bool, int]:
        name = proposal.hotspot.region.name
        dear = seconds_to_prove(proposal.hotspot.region) > _DEAR_SECONDS
        worth = savings.get(name, 0.0) / (_DEAR_TIMES if dear else 1.0)
        return -worth, dear, order.get(name, len(order))

    return tuple(sorted(proposals, key=place))


def _seconds_to_prove(hot: HotCode, region: GenomeRegion) -> float:
    """Roughly what the fewest calls that prove anything take, once; 0 where none were recorded."""
    calls = next((calls for _, calls in hot.sources(region)), ())
    return LEAST_CALLS * min((call.seconds for call in calls), default=0.0)


def proposed(
    session: Session,
    genome: SourceGenome,
    spot: Hotspot,
    types: TypeProfile,
    available: frozenset[str],
    *,
    parent: MutationCandidate | None,
    partners: Collection[str] = (),
    only_partners: bool = False,
) -> Sequence[MutationCandidate]:
    """Candidates for the region of ``spot``, or for what ``parent`` made of it, in the order of their turn.

    ``partners`` have gained in this region before: with a parent they come first, or alone.
    """
    region = spot.region
    if parent is not None:
        types = moved(types, region.file.text, parent.text)
        genome = genome.with_text(region.file.path, parent.text)
        region = genome.region(region.name)
    view = genome.view(region, types=types, available=available)
    proposals = session.mutator.propose(
        view, spot, parent=parent, partners=partners, only_partners=only_partners
    )
    for problem in proposals.problems:
        session.note(f"operator trouble: {problem}")
    return proposals.candidates
