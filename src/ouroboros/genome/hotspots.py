"""Joins a profile to the regions of a genome: where would a speed-up save most, end to end?"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from ouroboros.genome.source_tree import SourceGenome
from ouroboros.records.hotspot import Hotspot, Profile
from ouroboros.records.source import GenomeRegion, RegionKind


def hotspots(profile: Profile, genome: SourceGenome, *, base: Path) -> tuple[Hotspot, ...]:
    """Hot regions of ``genome``, largest self share first, then largest cumulative share.

    A region counts once on each stack, however often it recurses. Frames inside code that a region calls but
    that is not the target's own (the standard library, say) count for the region as cumulative.

    Args:
        profile: sampled stacks with absolute files.
        genome: the target.
        base: the folder that the genome's paths are relative to in the profile.

    """
    total = profile.total
    if not total:
        return ()
    regions: dict[str, GenomeRegion] = {}
    own: Counter[str] = Counter()
    cumulative: Counter[str] = Counter()
    lines: dict[str, Counter[int]] = {}
    for taken in profile.samples:
        on_stack: set[str] = set()
        for depth, (path, line, _name) in enumerate(reversed(taken.stack)):
            region = _region_at(genome, path, line, base)
            if region is None:
                continue
            regions[region.name] = region
            on_stack.add(region.name)
            if depth == 0:
                own[region.name] += taken.count
                lines.setdefault(region.name, Counter())[line] += taken.count
        for name in on_stack:
            cumulative[name] += taken.count
    ranked = sorted(regions, key=lambda name: (-own[name], -cumulative[name], name))
    return tuple(
        Hotspot(
            region=regions[name],
            self_share=own[name] / total,
            cumulative_share=cumulative[name] / total,
            samples=cumulative[name],
            lines=tuple(lines.get(name, Counter()).most_common()),
        )
        for name in ranked
    )


def _region_at(genome: SourceGenome, path: str, line: int, base: Path) -> GenomeRegion | None:
    if not path.startswith(f"{base}/"):
        return None
    region = genome.region_at(path[len(str(base)) + 1 :], line)
    return region if region is not None and region.kind is not RegionKind.CLASS else None
