"""Figures of a run in words."""

from dataclasses import replace

from ouroboros.records.evidence import FaultEvidence
from ouroboros.records.run_environment import Throughput
from ouroboros.reporting import words


def test_throughput_compares_batches_only_on_real_figures() -> None:
    alone = Throughput(candidates=38, seconds=12.3, largest=1, alone=38, alone_seconds=10.0)
    assert words.throughput_in_words(alone) == "38 candidates in 12.3 s, 3.1/s"
    few = replace(alone, largest=2, together=2, together_seconds=0.1)
    assert "at a time" not in words.throughput_in_words(few)
    many = replace(alone, largest=2, together=20, together_seconds=20 / (1.7 * 3.8))
    assert words.throughput_in_words(many).endswith(
        "replayed up to 2 at a time 1.70x as fast as one at a time"
    )


def test_throughput_of_nothing_has_no_rate() -> None:
    none = Throughput(candidates=0, seconds=0.0)
    assert words.throughput_in_words(none) == "0 candidates in 0.00 s"
    assert (none.per_second, none.gain) == (None, None)


def test_all_losers_are_counted_though_only_some_are_named(report) -> None:
    outcome = report.functions[0]
    told = words.lost_in_words(outcome.lost, outcome.rejected)
    assert [(why, count, len(some)) for why, count, some in told] == [
        ("not faster", 7, 1),
        ("different result", 6, 1),
        ("beaten by another candidate", 3, 0),
    ]


def test_faults_that_could_not_be_measured_are_no_share() -> None:
    unsound = FaultEvidence(tried=12, noticed=12, sound=False)
    assert "not measured" in words.faults_in_words(unsound)
    assert "12 of 12" not in words.faults_in_words(unsound)
    assert "no place" in words.faults_in_words(FaultEvidence(tried=0, noticed=0))


def test_many_kinds_of_values_are_summed_up(report) -> None:
    kinds = {f"kind{place}": 10 - place for place in range(7)}
    types = replace(report.functions[0].types, parameters={"x": kinds}, returns={})
    assert words.types_in_words(types) == (("x", "kind0 10, kind1 9, kind2 8, kind3 7 and 3 more kinds"),)
