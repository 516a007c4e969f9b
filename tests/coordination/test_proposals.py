"""Which region has its turn first: what a speed-up saves, against what proving it takes."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from ouroboros.coordination.proposals import Proposal, in_turn, worthwhile
from ouroboros.records.hotspot import Hotspot
from ouroboros.records.source import GenomeRegion, RegionKind, SourceFile, Span


def proposal(name: str) -> Proposal:
    region = GenomeRegion(
        file=SourceFile(path="m.py", module="m", text="\n"),
        qualname=name,
        kind=RegionKind.FUNCTION,
        span=Span(start=0, end=0, first_line=1, last_line=1),
    )
    return Proposal(
        hotspot=Hotspot(region=region, self_share=0.5, cumulative_share=0.5, samples=9), candidates=()
    )


def turns(savings: dict[str, float], dear: set[str], names: str) -> str:
    ordered = in_turn(
        [proposal(name) for name in names],
        {f"m:{name}": saving for name, saving in savings.items()},
        lambda region: 20.0 if region.qualname in dear else 0.0,
    )
    return "".join(each.hotspot.region.qualname for each in ordered)


def test_the_greatest_saving_has_its_turn_first():
    assert turns({"b": 0.6, "c": 0.3, "a": 0.1}, set(), "abc") == "bca"


def test_what_is_dear_to_prove_waits_for_what_promises_nearly_as_much():
    assert turns({"b": 0.6, "c": 0.3, "a": 0.1}, {"b"}, "abc") == "cba"


def test_what_promises_far_more_does_not_wait_for_being_dear():
    assert turns({"b": 0.7, "c": 0.02, "a": 0.2}, {"b"}, "abc") == "bac"


def test_regions_without_promise_come_last_and_dear_ones_after_the_others():
    assert turns({"c": 0.3}, {"a", "c"}, "abc") == "cba"


@pytest.mark.parametrize(
    ("seconds", "workload", "text", "left"),
    [
        (0.3, "python m.py", "", {"numpy"}),
        (3.0, "python m.py", "", {"numpy", "numba"}),
        (0.3, "", "", {"numpy", "numba"}),
        (0.3, "python m.py", "import numba\n", {"numpy", "numba"}),
    ],
)
def test_a_run_that_is_shorter_than_starting_the_compiler_is_not_compiled(seconds, workload, text, left):
    session = SimpleNamespace(settings=SimpleNamespace(workload=workload))
    genome = SimpleNamespace(files={"m.py": SourceFile(path="m.py", module="m", text=text)})
    hot = SimpleNamespace(workload_seconds=seconds)
    useful = worthwhile(session, genome, hot, [proposal("f").hotspot], frozenset({"numpy", "numba"}))
    assert useful == left
