"""What two arms returned while they were timed: the same, or not."""

from __future__ import annotations

import math
from collections.abc import Mapping

from ouroboros.arena.equality.float_tolerance import deviation
from ouroboros.arena.sandboxing.arms import Arm
from ouroboros.records.evidence import Timing


def same_results(
    arms: Mapping[int, Arm], latest: Mapping[int, Timing], calls: int, tolerance: float | None
) -> bool:
    """Whether the stretch that both arms have just been timed on gave the same.

    Where a tolerance is allowed, other digests prove nothing. Then both arms tell the words that they had
    given those digests of, and these are compared as in the replay. So it is for every stretch of every pair,
    and nobody can return anything else only while it is timed: words made up later have another digest.
    Between a parent and its child, which may each differ from the original, this is stricter than need be.

    Args:
        arms: original (0) and candidate (1), both still waiting.
        latest: what their last run was timed with.
        calls: in one stretch.
        tolerance: greatest relative difference of floats; ``None``: equal to the bit.

    Raises:
        SandboxDiedError: an arm ended, or told other results than those of its timed calls.

    """
    if latest[0].digest == latest[1].digest or tolerance is None:
        return latest[0].digest == latest[1].digest
    told = [arms[side].told(latest[side], calls) for side in (0, 1)]
    return all(deviation(one, other, tolerance) < math.inf for one, other in zip(*told, strict=True))
