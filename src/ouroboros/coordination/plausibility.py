"""Whether what single functions promise arrives in the whole workload. Their sum is the last witness.

A candidate can be fast only where it is being timed: because it knows the inputs, because its work is done at
import or in a thread, or because it looks who is asking. The workload runs like the user runs it.
"""

from __future__ import annotations

from collections.abc import Iterable

from ouroboros.records.evidence import Measurement

_PROMISE_WORTH_CHECKING = 0.25
"""Share of the run; smaller promises drown in what a short workload varies by."""
_PART_THAT_HAS_TO_ARRIVE = 0.25


def broken_promise(promises: Iterable[tuple[float, Measurement]], workload: Measurement) -> str:
    """Compare the largest saving that was promised with what the workload saved; "" when they agree.

    Args:
        promises: for each winner its share of the run, in [0, 1], and its confirmed measurement.
        workload: the whole workload, before and after.

    """
    # Shares of nested functions overlap, so promises are not added up. Both bounds are the generous ones.
    promised = max((share * (1 - 1 / timed.low) for share, timed in promises if timed.low > 1), default=0.0)
    arrived = 1 - 1 / workload.high if workload.high > 0 else 0.0
    if promised < _PROMISE_WORTH_CHECKING or arrived >= _PART_THAT_HAS_TO_ARRIVE * promised:
        return ""
    return f"{promised:.0%} of the run was promised, the whole workload saves {max(0.0, arrived):.0%} at most"
