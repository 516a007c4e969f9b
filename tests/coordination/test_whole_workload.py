"""What the whole workload has to show before winners ship."""

import random
from types import SimpleNamespace

import pytest

from ouroboros.arena.timing.machine_code import MachineCode
from ouroboros.coordination import whole_workload as gate
from ouroboros.records.evidence import Gate

PLAIN = {"a.py": "pass\n"}
COMPILED = {"a.py": "import numba\n\n_ouroboros_kernel = numba.njit(len)\n"}


@pytest.fixture
def world(monkeypatch):
    """``answers`` says how run number ``n`` of the original or of the changed files ends."""
    told = SimpleNamespace(notes=[], runs=[], left=100.0, answers=lambda _changed, _number: {})

    def run(_session, _arena, texts, compiled=None):
        del compiled
        number = sum(changed == bool(texts) for changed in told.runs)
        told.runs.append(bool(texts))
        ended = {
            "exit_status": 0,
            "timed_out": False,
            "output": "",
            "output_digest": "same",
            "cpu_seconds": 1.0 if texts else 2.0,
            "wall_seconds": 1.0 if texts else 2.0,
            "compiled": MachineCode(),
        }
        return SimpleNamespace(**{**ended, **told.answers(bool(texts), number)})

    monkeypatch.setattr(gate, "_run_workload", run)

    def judged(texts, **more):
        session = SimpleNamespace(
            say=lambda *_: None,
            note=told.notes.append,
            rng=random.Random(1),
            clock=SimpleNamespace(left_seconds=told.left),
        )
        return gate.whole_workload(session, SimpleNamespace(), texts, **more)

    told.judged = judged
    return told


def test_a_gain_is_measured_in_pairs(world) -> None:
    outcome, why = world.judged(PLAIN)
    assert why == ""
    assert outcome.measurement.speedup == pytest.approx(2.0)
    assert outcome.measurement.decided is Gate.PASSED
    assert len(world.runs) <= gate.MOST_RUNS


@pytest.mark.parametrize("number", [0, 3])
def test_one_run_that_prints_something_else_is_enough(world, number) -> None:
    world.answers = lambda changed, at: {"output_digest": "other"} if changed and at == number else {}
    outcome, why = world.judged(PLAIN)
    assert outcome is None
    assert why == "the workload prints something else"


@pytest.mark.parametrize(
    ("ending", "said"),
    [
        ({"output_digest": "other"}, "prints something else"),
        ({"exit_status": 3, "output": "boom"}, "ends with status 3: boom"),
        ({"timed_out": True}, "ends with status 0"),
    ],
)
def test_the_run_that_compiles_is_checked_like_the_others(world, ending, said) -> None:
    world.answers = lambda changed, at: ending if changed and at == 0 else {}
    outcome, why = world.judged(COMPILED)
    assert outcome is None
    assert said in why


def test_its_time_does_not_count(world) -> None:
    world.answers = lambda changed, at: {"cpu_seconds": 50.0} if changed and at == 0 else {}
    outcome, why = world.judged(COMPILED)
    assert why == ""
    assert outcome.measurement.speedup == pytest.approx(2.0)


def test_what_never_prints_the_same_twice_is_told_and_not_compared(world) -> None:
    world.answers = lambda _changed, at: {"output_digest": f"{at}"}
    outcome, why = world.judged(PLAIN)
    assert why == ""
    assert outcome is not None
    assert any("never prints the same twice" in note for note in outcome.notes)
    assert not outcome.output_compared


def test_a_loss_does_not_ship(world) -> None:
    world.answers = lambda changed, _at: {"cpu_seconds": 3.0, "wall_seconds": 3.0} if changed else {}
    outcome, why = world.judged(PLAIN)
    assert outcome.measurement.decided is Gate.FAILED
    assert "gets slower" in why


@pytest.mark.parametrize(("spent", "said"), [(2.1, ""), (2.9, "much more processor time")])
def test_where_work_is_shared_the_clock_on_the_wall_decides(world, spent, said) -> None:
    world.answers = lambda changed, _at: {"cpu_seconds": spent, "wall_seconds": 1.25} if changed else {}
    outcome, why = world.judged(PLAIN, by_wall=True)
    assert outcome.measurement.speedup == pytest.approx(1.6)
    assert (outcome.before_seconds, outcome.after_seconds) == (2.0, 1.25)
    assert said in why
    assert bool(said) == bool(why)


def test_a_spent_budget_leaves_three_pairs(world) -> None:
    world.left = 0.0
    outcome, why = world.judged(PLAIN)
    assert why == ""
    assert outcome.measurement.pairs == 3
    assert any("budget spent" in note for note in outcome.notes)
