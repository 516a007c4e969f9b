"""Which regions are worth the work."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import ouroboros.operators
from ouroboros.errors import ConfigurationError
from ouroboros.mutation.catalogue import operator, operators
from ouroboros.mutation.targeting import saving, targets
from ouroboros.operators.contract import Operator
from ouroboros.records.candidate import MutationSeverity, OptimizationOp, RefactoringOp, Risk
from ouroboros.records.hotspot import Hotspot
from ouroboros.records.source import GenomeRegion, RegionKind, SourceFile, Span


def spot(name, own, cumulative=None, kind=RegionKind.FUNCTION):
    region = GenomeRegion(
        file=SourceFile(path="m.py", module="m", text=""),
        qualname=name,
        kind=kind,
        span=Span(start=0, end=0, first_line=1, last_line=1),
    )
    return Hotspot(region=region, self_share=own, cumulative_share=cumulative or own, samples=1)


def an_operator(name, category, payoff):
    return Operator(
        name=name,
        category=category,
        summary="for tests",
        rewrite=lambda view: (),
        examples=(),
        refusals=(),
        severity=MutationSeverity.MINOR,
        risk=Risk.LOW,
        payoff=payoff,
    )


LOCAL = an_operator("local", RefactoringOp.STRENGTH_REDUCTION, 2.0)
CACHE = an_operator("cache", OptimizationOp.MEMOISATION, 10.0)


def test_saving_follows_amdahl() -> None:
    assert saving(spot("f", 0.4, 0.8), LOCAL) == pytest.approx(0.2)
    assert saving(spot("f", 0.4, 0.8), CACHE) == pytest.approx(0.45)


def test_order_limits_and_exclusions() -> None:
    spots = [
        spot("small", 0.001),
        spot("own", 0.5),
        spot("calls", 0.0, 0.9),
        spot("K", 0.9, kind=RegionKind.CLASS),
        spot("twice", 0.3),
    ]
    found = targets(spots, [LOCAL, CACHE], ambiguous={"m:twice"})
    assert [target.hotspot.region.qualname for target in found] == ["own", "calls"]
    assert [target.hotspot.region.qualname for target in targets(spots, [LOCAL], max_regions=1)] == ["own"]


def test_only_operators_that_apply_count() -> None:
    (found,) = targets([spot("f", 0.5)], [LOCAL, CACHE], applicable=lambda _, item: item is LOCAL)
    assert found.operators == (LOCAL,)
    assert found.saving == pytest.approx(0.25)


def test_catalogue_is_ordered_and_unique() -> None:
    found = operators()
    assert len({item.name for item in found}) == len(found)
    assert [item.payoff for item in found] == sorted((item.payoff for item in found), reverse=True)
    if found:
        assert operator(found[0].name) is found[0]
    with pytest.raises(ConfigurationError, match="no operator is called 'nonsense'"):
        operator("nonsense")


def test_two_operators_of_one_name_are_refused(tmp_path, monkeypatch) -> None:
    text = "from ouroboros.operators.{} import OPERATOR\n"
    module = next(
        info.stem
        for path in ouroboros.operators.__path__
        for info in Path(path).glob("*.py")
        if "\nOPERATOR = " in info.read_text(encoding="utf-8")
    )
    (tmp_path / "zz_copy.py").write_text(text.format(module))
    monkeypatch.setattr(ouroboros.operators, "__path__", [*ouroboros.operators.__path__, str(tmp_path)])
    operators.cache_clear()
    try:
        with pytest.raises(ConfigurationError, match="rename one"):
            operators()
    finally:
        operators.cache_clear()


def test_a_guess_promises_less_than_what_is_right_by_construction() -> None:
    guess = replace(LOCAL, payoff=40.0, conjecture=True)
    assert saving(spot("f", 0.4), guess) < saving(spot("f", 0.4), LOCAL)
    assert saving(spot("f", 0.4), guess) > 0
    found = targets(
        [spot("guessed", 0.3), spot("sure", 0.2)],
        [guess, LOCAL],
        applicable=lambda at, one: (at.region.qualname == "guessed") == one.conjecture,
    )
    assert [target.hotspot.region.qualname for target in found] == ["sure", "guessed"]
