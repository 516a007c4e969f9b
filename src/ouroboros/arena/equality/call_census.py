"""Where the calls of a book come from: what a report tells of them."""

from __future__ import annotations

from collections import Counter

from ouroboros.arena.equality.call_book import CallBook
from ouroboros.records.evidence import CallCensus, Outcome


def census(book: CallBook) -> CallCensus:
    """Calls of ``book`` by origin, how many differ, fail or were left out, and how many are timed."""
    return CallCensus(
        origins=dict(Counter(call.origin for call in book.calls)),
        distinct_recorded=book.distinct_recorded,
        raised=sum(seen.outcome is Outcome.RAISED for seen in book.expected),
        put_aside=dict(book.put_aside),
        screening=len(book.screening),
        confirming=len(book.confirming),
        fresh_inputs=book.fresh_inputs,
    )
