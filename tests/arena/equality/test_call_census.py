"""What a report tells of a book."""

from ouroboros.arena.equality.call_book import CallBook
from ouroboros.arena.equality.call_census import census
from ouroboros.records.evidence import Observation, Outcome
from ouroboros.records.hotspot import RecordedCall


def test_calls_are_counted_by_origin_and_equal_arguments_once() -> None:
    calls = tuple(
        RecordedCall(function="m:f", payload=payload, origin=origin)
        for payload, origin in (
            (b"1", "workload"),
            (b"1", "workload"),
            (b"2", "tests"),
            (b"3", "generated"),
            (b"1", "corpus"),
        )
    )
    ended = (Outcome.RETURNED, Outcome.RETURNED, Outcome.RAISED, Outcome.RAISED, Outcome.RETURNED)
    book = CallBook(
        region=None,
        modules=("m",),
        calls=calls,
        expected=tuple(Observation(outcome=outcome) for outcome in ended),
        state=Observation(outcome=Outcome.RETURNED),
        screening=calls[:1],
        confirming=calls[1:3],
        seconds=0.1,
        put_aside={"not repeatable": 4},
    )
    told = census(book)
    assert told.origins == {"workload": 2, "tests": 1, "generated": 1, "corpus": 1}
    assert (told.distinct_recorded, told.raised, told.put_aside) == (2, 2, {"not repeatable": 4})
    assert (told.screening, told.confirming, told.fresh_inputs) == (1, 2, True)
