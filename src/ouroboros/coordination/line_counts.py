"""How often each line of a hot region runs: some recorded calls are made again and their lines counted.

Only regions that decide something are asked about, and each for a moment. The counts steer which rewrite is
written, for instance which branch comes first; nothing is believed because of them.
"""

from __future__ import annotations

import ast
import difflib
from dataclasses import replace

from ouroboros.coordination.hot_code import HotCode
from ouroboros.coordination.session import Session
from ouroboros.coordination.warm_arena import Arena
from ouroboros.errors import SandboxDiedError
from ouroboros.genome.source_tree import SourceGenome
from ouroboros.records.hotspot import EARLIER, TypeProfile
from ouroboros.records.source import GenomeRegion, RegionKind

_SECONDS = 0.2
_CALLS = 60
_SLOWEST_SECONDS = 1.0
"""A call that takes longer than this without being counted is not made for the sake of counts."""
_DECIDING = (ast.If, ast.IfExp, ast.BoolOp, ast.Match)


def with_line_counts(session: Session, arena: Arena, genome: SourceGenome, hot: HotCode) -> HotCode:
    """The same hot code, with ``TypeProfile.lines`` of every region that has a branch and a recorded call."""
    types = dict(hot.types)
    for spot in hot.hotspots:
        if not session.clock.searching:
            break
        region = spot.region
        if region.kind is not RegionKind.CLASS and _decides(genome, region):
            lines = _counted(arena, hot, region)
            if lines:
                types[region.name] = replace(types.get(region.name, TypeProfile()), lines=lines)
    return replace(hot, types=types)


def _decides(genome: SourceGenome, region: GenomeRegion) -> bool:
    return any(isinstance(node, _DECIDING) for node in ast.walk(genome.node(region)))


def _counted(arena: Arena, hot: HotCode, region: GenomeRegion) -> dict[int, int]:
    """Counts within the region by the nearest source of calls that reaches it; nothing when that fails."""
    for _, recorded in hot.sources(region):
        quick = [call for call in recorded if call.origin != EARLIER and call.seconds <= _SLOWEST_SECONDS]
        calls = quick[:: max(1, len(quick) // _CALLS)]
        if not calls:
            continue
        try:
            with arena.sandbox.arm({}, (hot.import_name(region),)) as arm:
                if arm.load_error:
                    return {}
                counts = arm.line_counts(calls, region.file.path, _SECONDS)
        except SandboxDiedError:
            return {}
        body = range(region.span.first_line, region.span.last_line + 1)
        within = {line: count for line, count in counts.items() if line in body}
        if within:
            return within
    return {}


def moved(types: TypeProfile, before: str, after: str) -> TypeProfile:
    """``types`` for a changed text: counts follow their lines, and those of changed lines are dropped."""
    if not types.lines:
        return types
    matcher = difflib.SequenceMatcher(a=before.split("\n"), b=after.split("\n"), autojunk=False)
    places = {
        block.a + offset + 1: block.b + offset + 1
        for block in matcher.get_matching_blocks()
        for offset in range(block.size)
    }
    kept = {places[line]: count for line, count in types.lines.items() if line in places}
    return replace(types, lines=kept)
