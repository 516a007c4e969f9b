"""What is tried first: turns for every operator, what worked before, what worked on code that is alike."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ouroboros.genome.source_tree import SourceGenome
from ouroboros.mutation import mutator as mutator_module
from ouroboros.mutation.guidance import PRIOR, guidance, likelihood
from ouroboros.mutation.mutator import Mutator, bounded, in_turn
from ouroboros.mutation.resemblance import SKETCH_SIZE, resemblance, signature
from ouroboros.records.experience import Experience, OperatorAttempt, RegionExperience
from ouroboros.records.hotspot import Hotspot

from .test_proposal import operator_of, replace_numbers

LOOP = (
    "def f(xs, ys):\n    out = []\n    for x in xs:\n        if x in ys:\n            out.append(x)\n"
    "    return out\n"
)
RENAMED = (
    "    def g(self, rows, known):\n        '''Says.'''\n        kept = []\n        for row in rows:\n"
    "            if row in known:\n                kept.append(row)\n        return kept\n"
)
OTHER = "def h(a):\n    with open(a) as f:\n        return {k: v for k, v in (l.split() for l in f)}\n"


def region_of(folder, text=LOOP):
    (folder / "m.py").write_text(text, encoding="utf-8")
    genome = SourceGenome.read(folder, folder)
    region = genome.regions[0]
    return genome.view(region), Hotspot(region=region, self_share=0.5, cumulative_share=0.5, samples=9)


def remembered(function="m:g", source=RENAMED, target="/shop", **fates):
    """``fates``: tried, passed, won by operator, with ``_`` for ``-``."""
    attempts = tuple(
        OperatorAttempt(operator=name.replace("_", "-"), tried=tried, passed=passed, won=won, speedup=3.0)
        for name, (tried, passed, won) in fates.items()
    )
    return RegionExperience(target=target, function=function, signature=signature(source), attempts=attempts)


def test_names_and_layout_do_not_matter_to_resemblance() -> None:
    one, other, far = map(signature, (LOOP, RENAMED, OTHER))
    assert resemblance(one, one) == 1.0
    assert resemblance(one, other) > 0.6
    assert resemblance(one, far) < 0.2
    assert resemblance(one, other) == resemblance(other, one)
    assert resemblance(one, ()) == 0.0
    assert signature("def f(:") == ()


def test_a_sketch_is_small_and_estimates_what_is_shared() -> None:
    lines = [f"    a{n} = b.method{n}(c, {n})\n" for n in range(300)]
    one = signature(f"def f(b, c):\n{''.join(lines)}")
    other = signature(f"def f(b, c):\n{''.join(lines[:150])}")
    assert len(one) == len(other) == SKETCH_SIZE
    assert 0.3 < resemblance(one, other) < 0.7


def test_likelihood_moves_with_evidence_and_never_reaches_an_end() -> None:
    assert likelihood(Experience(), "any", "/shop") == PRIOR
    failed = Experience(regions=tuple(remembered(f"m:{n}", bad=(1, 0, False)) for n in range(300)))
    won = Experience(regions=tuple(remembered(f"m:{n}", good=(1, 1, True)) for n in range(300)))
    assert 0 < likelihood(failed, "bad", "/shop") < 0.05
    assert 0.9 < likelihood(won, "good", "/shop") < 1
    one = Experience(regions=(remembered(bad=(5, 0, False)),))
    assert likelihood(one, "bad", "/other") > likelihood(one, "bad", "/shop") > 0.15
    assert likelihood(one, "never-tried", "/shop") == PRIOR


def test_what_won_on_similar_code_is_told_and_comes_first(tmp_path) -> None:
    _, spot = region_of(tmp_path)
    known = Experience(
        regions=(
            remembered(new=(3, 1, True), old=(1, 0, False)),
            remembered("m:h", OTHER, far=(1, 1, True)),
        )
    )
    found = guidance(known, spot.region, "/shop")
    assert [each.operator for each in found.precedents] == ["new"]
    assert found.precedents[0].in_words.startswith("new first: it won (3.00x) in m:g, ")
    assert (found.worked_nearby("new") > 0.5, found.worked_nearby("far")) == (True, 0.0)


@pytest.fixture
def catalogue(monkeypatch):
    def use(*operators):
        monkeypatch.setattr(mutator_module, "weighed", lambda _strategy: operators)

    return use


def numbers_become(text, name, payoff=2.0):
    return operator_of(replace_numbers(text), name, payoff=payoff)


def last_operators(found):
    return [candidate.operators[-1] for candidate in found.candidates]


def test_the_order_is_expected_saving_until_something_is_known(tmp_path, catalogue) -> None:
    view, spot = region_of(tmp_path, "def f():\n    return 1\n")
    catalogue(numbers_become("7", "small", 1.2), numbers_become("8", "great", 9.0))
    assert last_operators(Mutator().propose(view, spot)) == ["great", "small"]
    failing = Experience(
        regions=tuple(
            remembered(f"m:{n}", OTHER, great=(2, 0, False), small=(1, 1, False)) for n in range(90)
        )
    )
    guided = Mutator(experience=failing, target="/shop")
    assert last_operators(guided.propose(view, spot)) == ["small", "great"]
    near = Experience(regions=(remembered("m:g", "def g():\n    return 5\n", small=(1, 1, True)),))
    assert last_operators(Mutator(experience=near).propose(view, spot)) == ["small", "great"]


def test_every_operator_has_its_turn_before_another_has_its_second(tmp_path, catalogue) -> None:
    view, spot = region_of(tmp_path, "def f():\n    return [1, 2, 3]\n")
    catalogue(numbers_become("7", "a", 9.0), numbers_become("8", "b", 5.0), numbers_become("9", "c", 2.0))
    found = Mutator().propose(view, spot)
    assert last_operators(found) == ["a", "b", "c"] * 4
    # The first of each changes all places at once.
    assert [candidate.text.splitlines()[1].strip() for candidate in found.candidates[:3]] == [
        "return [7, 7, 7]",
        "return [8, 8, 8]",
        "return [9, 9, 9]",
    ]
    assert [candidate.places for candidate in found.candidates[:4]] == [3, 3, 3, 1]


def test_no_operator_is_cut_off_by_the_places_of_another(tmp_path, catalogue) -> None:
    view, spot = region_of(tmp_path, f"def f():\n    return {list(range(40))}\n")
    catalogue(*(numbers_become(str(700 + n), f"operator-{n}") for n in range(30)))
    found = Mutator().propose(view, spot)
    assert len(set(last_operators(found))) == len(found.candidates) == 30
    catalogue(numbers_become("7", "one"), numbers_become("8", "two"))
    assert len(Mutator().propose(view, spot).candidates) == 24


def test_partners_come_first_or_alone(tmp_path, catalogue) -> None:
    view, spot = region_of(tmp_path, "def f():\n    return [1, 2]\n")
    catalogue(numbers_become("7", "a", 9.0), numbers_become("8", "b", 2.0), numbers_become("9", "c", 5.0))
    parent = Mutator().propose(view, spot).candidates[0]
    found = Mutator().propose(view, spot, parent=parent, partners={"b"})
    assert last_operators(found)[:3] == ["b", "a", "c"]
    alone = Mutator().propose(view, spot, parent=parent, partners={"b"}, only_partners=True)
    assert set(last_operators(alone)) == {"b"}
    assert {candidate.parents for candidate in alone.candidates} == {(parent.identity,)}


def test_turns_keep_everything_and_bounds_keep_the_first(tmp_path, catalogue) -> None:
    view, spot = region_of(tmp_path, f"def f():\n    return {list(range(50))}\n")
    catalogue(numbers_become("700", "a"))
    (one, *_) = Mutator().propose(view, spot).candidates
    many = [replace(one, operators=(f"o{n % 70}",), text=f"{one.text}# {n}\n") for n in range(140)]
    turns = in_turn(many)
    assert sorted(each.text for each in turns) == sorted(each.text for each in many)
    assert len({each.operators for each in turns[:70]}) == 70
    assert len(bounded(turns)) == 64
    assert in_turn(()) == ()
    assert bounded(()) == ()
