"""Joins a profile to regions: where the time goes, as shares of all samples."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path

from ouroboros.genome.dependencies import Key, key_of
from ouroboros.genome.source_tree import SourceGenome
from ouroboros.records.hotspot import Hotspot, Profile
from ouroboros.records.source import GenomeRegion, RegionKind


def hotspots(profile: Profile, genome: SourceGenome, base: Path) -> tuple[Hotspot, ...]:
    """Regions that were seen in ``profile``, hottest first.

    A region's self share counts the samples whose innermost frame is in its own text, comprehensions and
    lambdas
    included and nested functions not. Its cumulative share counts every stack that it is on, once however
    often it
    recurs. Class bodies are not listed.

    Args:
        profile: stacks with absolute file names.
        genome: read from the project whose files ran.
        base: the folder that stood for the project during the run (the workspace's copy, or the project).

    """
    total = profile.total
    if not total:
        return ()
    root = os.path.realpath(base)

    @cache
    def region_of(file: str, line: int) -> GenomeRegion | None:
        path = os.path.relpath(os.path.realpath(file), root).replace(os.sep, "/")
        region = genome.region_at(path, line)
        return None if region is None or region.kind is RegionKind.CLASS else region

    self_samples: Counter[Key] = Counter()
    cumulative: Counter[Key] = Counter()
    lines: dict[Key, Counter[int]] = defaultdict(Counter)
    regions: dict[Key, GenomeRegion] = {}
    for sample in profile.samples:
        on_stack: set[Key] = set()
        for depth, (file, line, function) in enumerate(reversed(sample.stack)):
            region = region_of(file, line)
            if region is None or function == "<module>":
                continue  # a module's own frame may stand on a "def" line while it is defined
            key = key_of(region)
            regions[key] = region
            on_stack.add(key)
            if depth == 0:
                self_samples[key] += sample.count
                lines[key][line] += sample.count
        for key in on_stack:
            cumulative[key] += sample.count
    found = [
        Hotspot(
            region=region,
            self_share=self_samples[key] / total,
            cumulative_share=cumulative[key] / total,
            samples=self_samples[key],
            lines=tuple(sorted(lines[key].items(), key=lambda item: (-item[1], item[0]))),
        )
        for key, region in regions.items()
    ]
    return tuple(sorted(found, key=lambda spot: (-spot.self_share, -spot.cumulative_share, spot.region.name)))
