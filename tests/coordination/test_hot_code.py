"""What is known of hot code after its workload and its tests were recorded."""

from __future__ import annotations

import pytest

from ouroboros.coordination.hot_code import _joined
from ouroboros.profiling.recording import Recording
from ouroboros.records.hotspot import Hotspot, RecordedCall, TypeProfile
from ouroboros.records.source import GenomeRegion, RegionKind, SourceFile, Span


def region(name):
    return GenomeRegion(
        file=SourceFile(path="m.py", module="m", text=""),
        qualname=name,
        kind=RegionKind.FUNCTION,
        span=Span(start=0, end=0, first_line=1, last_line=1),
    )


def recording(origin, *, seen=(), kept=(), skipped=(), seconds=1.0):
    return Recording(
        calls=tuple(RecordedCall(function=name, payload=b"", origin=origin) for name in kept),
        types={name: TypeProfile(calls_seen=1) for name in seen},
        modules={},
        sys_path=(),
        main_file=None,
        imported=(),
        skipped=dict(skipped),
        seconds=seconds,
    )


def hot(*recordings):
    spot = Hotspot(region=region("f"), self_share=1.0, cumulative_share=1.0, samples=1)
    return _joined((spot,), {"m:f": (region("g"), region("h"))}, recordings, 1.0)


NOT_CALLED = {"m:f": "it was not called"}
REFUSED = {"m:f": "25 of 25 sampled calls not kept: TypeError: cannot pickle 'generator' object"}


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_that_one_command_does_not_call_it_says_nothing_once_the_other_does(order):
    told = [recording("tests", skipped=NOT_CALLED), recording("workload", seen=["m:f"], kept=["m:f"])]
    assert hot(*[told[place] for place in order]).why_not_recorded(region("f")) == ""
    told[1] = recording("workload", seen=["m:f"], skipped=REFUSED)
    assert hot(*[told[place] for place in order]).why_not_recorded(region("f")) == REFUSED["m:f"]


def test_what_kept_enclosing_functions_from_being_recorded_is_told_as_well():
    told = hot(recording("workload", seen=["m:f"], skipped={**REFUSED, "m:h": "it was not called"}))
    assert told.why_not_recorded(region("f")) == f"{REFUSED['m:f']}; m:h: it was not called"
    assert told.why_not_recorded(region("x")) == ""


def test_how_long_the_workload_takes_is_not_told_by_its_tests():
    told = hot(recording("workload", seconds=0.9), recording("tests", seconds=0.1))
    assert told.workload_seconds == 0.9
