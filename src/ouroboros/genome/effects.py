"""What running a region may do. Doubt adds ``UNKNOWN``."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from ouroboros.records.source import Effect, Effects, GenomeRegion

if TYPE_CHECKING:
    from ouroboros.genome.source_tree import SourceGenome


class EffectAnalysis:
    """Effects of regions and calls of one genome."""

    def __init__(self, genome: SourceGenome) -> None:
        self._genome = genome

    def of_region(self, region: GenomeRegion) -> Effects:
        """Effects of a call of ``region``."""
        return Effects(found=frozenset({Effect.UNKNOWN}))

    def of_call(self, region: GenomeRegion, call: ast.Call) -> Effects:
        """Effects of ``call`` inside ``region``."""
        return Effects(found=frozenset({Effect.UNKNOWN}))

    def certain_callee(self, region: GenomeRegion, call: ast.Call) -> GenomeRegion | None:
        """The region that ``call`` certainly reaches."""
        return None
