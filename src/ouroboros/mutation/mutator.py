"""The one door of mutation: what is tried on a region, and in which order.

Operators are weighed by the user's strategy, by what a speed-up would save of the run, and by how they fared
before. Every operator that applies has its turn before any has a second one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from ouroboros.mutation.guidance import PRIOR, Guidance, guidance
from ouroboros.mutation.proposal import Proposals, propose
from ouroboros.mutation.strategies import MutationStrategy, weighed
from ouroboros.mutation.targeting import Target, saving, targets
from ouroboros.operators.contract import Operator, RegionView
from ouroboros.records.candidate import MutationCandidate
from ouroboros.records.experience import Experience
from ouroboros.records.hotspot import Hotspot
from ouroboros.records.source import GenomeRegion

_LEAST_CANDIDATES = 24
_MOST_CANDIDATES = 64
"""Candidates of one region in one generation: each operator's first, and more up to the lesser number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutator:
    """Writes candidates for regions and says which of them promise most."""

    strategy: MutationStrategy = MutationStrategy.BALANCED
    experience: Experience = field(default_factory=Experience)
    target: str = ""
    """The root that is evolved, as earlier reports call it."""

    def operators(self) -> tuple[Operator, ...]:
        """Those that the strategy allows, by its own order."""
        return weighed(self.strategy)

    def guidance(self, region: GenomeRegion) -> Guidance:
        """What earlier runs say about ``region``."""
        return guidance(self.experience, region, self.target)

    def expected(self, hotspot: Hotspot, operator: Operator, known: Guidance) -> float:
        """Share of the run that ``operator`` saves here, times how likely it is to; only the order counts."""
        return saving(hotspot, operator) * known.likelihood(operator.name) / PRIOR

    def propose(
        self,
        view: RegionView,
        hotspot: Hotspot,
        *,
        parent: MutationCandidate | None = None,
        partners: Collection[str] = (),
        only_partners: bool = False,
    ) -> Proposals:
        """Candidates for the region of ``view`` in the order in which they are to be tried, bounded.

        Args:
            view: the region in the text to start from: the original's, or that of ``parent``.
            hotspot: where the region stands in the profile.
            parent: the candidate that this generation is grown from.
            partners: operators that have gained in this region by themselves; with a parent they come first,
                and so what gained apart is tried together. They are applied to the parent's text anew, with
                everything that they ask of it, so a combination is as safe as each of its steps.
            only_partners: leave the other operators out.

        """
        known = self.guidance(hotspot.region)

        def place(operator: Operator) -> tuple[bool, float, float, str]:
            return (
                operator.name not in partners,
                -known.worked_nearby(operator.name),
                -self.expected(hotspot, operator, known),
                operator.name,
            )

        chosen = [each for each in self.operators() if each.name in partners or not only_partners]
        found = propose(view, hotspot, sorted(chosen, key=place), parents=parent)
        return Proposals(candidates=bounded(in_turn(found.candidates)), problems=found.problems)

    def targets(
        self,
        hotspots: Sequence[Hotspot],
        applying: Mapping[str, Collection[str]],
        *,
        ambiguous: Collection[str] = (),
    ) -> tuple[Target, ...]:
        """Regions to mutate, the greatest expected saving first.

        Args:
            hotspots: all that the profile shows.
            applying: names of the operators that have a candidate, by name of the region.
            ambiguous: names that several definitions share.

        """
        known = {spot.region.name: self.guidance(spot.region) for spot in hotspots}
        return targets(
            hotspots,
            self.operators(),
            applicable=lambda spot, operator: operator.name in applying.get(spot.region.name, ()),
            likelihood=lambda spot, operator: known[spot.region.name].likelihood(operator.name) / PRIOR,
            min_share=0.0,
            max_regions=len(hotspots),
            ambiguous=ambiguous,
        )


def in_turn(candidates: Sequence[MutationCandidate]) -> tuple[MutationCandidate, ...]:
    """The first candidate of every operator, then the second of each, and so on; operators keep their order.

    Of one operator the candidate that changes most places at once comes first: it shows the whole gain.
    """
    by_operator: dict[str, list[MutationCandidate]] = {}
    for candidate in candidates:
        by_operator.setdefault(candidate.operators[-1], []).append(candidate)
    for own in by_operator.values():
        own.sort(key=lambda candidate: -candidate.places)  # stable: else as the operator found them
    longest = max(map(len, by_operator.values()), default=0)
    return tuple(own[turn] for turn in range(longest) for own in by_operator.values() if turn < len(own))


def bounded(candidates: Sequence[MutationCandidate]) -> tuple[MutationCandidate, ...]:
    """As many of ``candidates``, which take turns, as one generation tries."""
    operators = len({candidate.operators[-1] for candidate in candidates})
    return tuple(candidates[: min(max(_LEAST_CANDIDATES, operators), _MOST_CANDIDATES)])
