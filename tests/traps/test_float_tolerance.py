"""Candidates whose floats are a little off, and such as use the tolerance for more, on a real sandbox."""

from __future__ import annotations

import pickle
import random
from dataclasses import replace

import pytest

from ouroboros.arena.equality import counterexamples
from ouroboros.arena.equality.deliberate_faults import strength
from ouroboros.arena.equality.replay import agree, check
from ouroboros.arena.sandboxing.sandbox import Sandbox
from ouroboros.arena.timing.pairs import DifferentWorkError
from ouroboros.errors import SandboxDiedError
from ouroboros.records.evidence import Gate

MEAN = (
    "import numpy as np\n\nLAST = [0.0]\n\ndef f(xs):\n    total = 0.0\n    for x in xs:\n"
    "        total += x\n    mean = total / len(xs)\n    LAST[0] = mean\n"
    "    return mean, np.array([mean] * 3), {'mean': mean}\n"
)
OFF = MEAN.replace("total / len(xs)", "total / len(xs) * (1 + 1e-6)")
CALLS = [([0.5 + i, 1.5, 2.25 * i],) for i in range(24)]
WRONG = {
    "another text": MEAN.replace("'mean'", "'mean ' * (xs[0] > 3)"),
    "a float as text": MEAN.replace("return mean,", "return mean.hex(),"),
    "a class that is named like a float": MEAN.replace("return mean,", "return type(mean.hex(), (), {})(),"),
    "an integer where it is one": MEAN.replace("return mean,", "return mean if mean % 1 else int(mean),"),
    "a smaller type": MEAN.replace("[mean] * 3", "[mean] * 3, dtype='f4'"),
    "what it leaves behind": MEAN.replace("LAST[0] = mean", "LAST[0] = mean * 1.01"),
    "an array of another shape": MEAN.replace("[mean] * 3", "[[mean] * 3]"),
}
# Right when it is observed, garbage when it is called by what times it.
ONLY_WHILE_TIMED = MEAN.replace("total / len(xs)", "total / len(xs) * (0 if _timed() else 1 + 1e-6)").replace(
    "def f(",
    "def _timed():\n    import sys\n    return sys._getframe(2).f_code.co_name == '_run'\n\ndef f(",
)
# Late when it is timed, and another story when it is asked what it was.
LATER = """
import hashlib, sys

def f(xs):
    arm = sys._getframe(1).f_locals["self"]
    if "_tell" not in vars(arm):
        real = arm._tell
        def tell():
            kind, told, arm._told = type(arm._told[0]), arm._told, []
            for each in told:
                text = each.text.replace("late", "soon")
                arm._told.append(kind(text, DIGEST, True))
            real()
        arm._tell = tell
    return "late", 0.5
"""
SOON = "def f(xs):\n    return 'soon', 0.5\n"
TINY = "def f(x):\n    return x + 1e-12\n"


@pytest.fixture(scope="module")
def plan(hostile_plan):
    made = hostile_plan({"mean": MEAN, "soon": SOON, "tiny": TINY})
    return replace(made, limits=made.limits.telling_floats(), preload=("numpy",))


@pytest.fixture(scope="module")
def sandbox(plan):
    pytest.importorskip("numpy")
    with Sandbox.start(plan) as started:
        yield started


@pytest.fixture
def target(sandbox, make_target):
    return make_target(sandbox=sandbox, module="mean", original=MEAN, function="f")


def evidence(target, text, tolerance):
    return target.check(text, [target.call(*each) for each in CALLS], tolerance=tolerance)


@pytest.mark.parametrize(
    ("tolerance", "gate"), [(1e-5, Gate.PASSED), (1e-9, Gate.FAILED), (None, Gate.FAILED)]
)
def test_a_millionth_off_passes_where_it_is_allowed(target, tolerance, gate) -> None:
    found = evidence(target, OFF, tolerance)
    assert found.gate is gate, found
    if gate is Gate.PASSED:
        assert found.largest_float_difference == pytest.approx(1e-6, rel=1e-3)
    else:
        assert found.difference is not None


def test_an_equal_candidate_differs_by_nothing(target) -> None:
    text = MEAN.replace("total += x", "total = total + x")
    assert evidence(target, text, 1e-9).largest_float_difference == 0.0
    assert evidence(target, text, None).largest_float_difference is None


@pytest.mark.parametrize("text", WRONG.values(), ids=WRONG)
def test_what_is_no_float_difference_fails(target, text) -> None:
    assert evidence(target, text, 1e-3).gate is Gate.FAILED


def test_another_process_says_the_same(plan, target) -> None:
    book = target.book([target.call(*each) for each in CALLS], tolerance=1e-5)
    with Sandbox.start(replace(plan, hash_seed=4711)) as other:
        assert agree(other, book, {"mean.py": OFF}).largest == pytest.approx(1e-6, rel=1e-3)
        assert "differs" in agree(other, replace(book, tolerance=1e-9), {"mean.py": OFF}).difference


def test_the_smallest_call_that_differs_differs_by_more_than_is_allowed(target, monkeypatch) -> None:
    """Nearly every call differs a little; that is nothing to be told, or to be shrunk to."""
    monkeypatch.setattr(counterexamples, "_PATIENCE_SECONDS", 10.0)  # on a busy machine as well
    wrong = "(1.1 if len(xs) > 1 and min(xs) < 0 else 1 - 1e-6)"
    text = MEAN.replace("total / len(xs)", f"total / len(xs) * {wrong}")
    book = target.book([target.call(*each) for each in CALLS], generated=200, tolerance=1e-5)
    found = check(target.sandbox, book, target.candidate(text), tested=True, shrink_seconds=10.0)
    assert found.gate is Gate.FAILED
    (numbers,), _ = pickle.loads(found.counterexample.payload)
    assert len(numbers) > 1
    assert min(numbers) < 0


def test_a_fault_within_the_tolerance_is_overlooked(sandbox, make_target) -> None:
    tiny = make_target(sandbox=sandbox, module="tiny", original=TINY, function="f")
    book = tiny.book([tiny.call(float(n)) for n in range(1, 9)])
    exact = strength(sandbox, book, random.Random(1))
    tolerant = strength(sandbox, replace(book, tolerance=1e-9), random.Random(1))
    assert exact.noticed == exact.tried == 3
    assert tolerant.overlooked == ("line 2: x + 1e-12 → (x - 1e-12)",)


def test_timed_results_may_differ_as_much_and_no_more(target) -> None:
    calls = [target.call(*each) for each in CALLS]
    target.pair(OFF, calls, tolerance=1e-5)
    for tolerance in (1e-9, None):
        with pytest.raises(DifferentWorkError):
            target.pair(OFF, calls, tolerance=tolerance)


def test_garbage_while_it_is_timed_is_found(target) -> None:
    assert evidence(target, ONLY_WHILE_TIMED, 1e-5).gate is Gate.PASSED
    calls = [target.call(*each) for each in CALLS]
    with pytest.raises(DifferentWorkError):
        target.pair(ONLY_WHILE_TIMED, calls, tolerance=1e-5)


@pytest.mark.parametrize("digest", ["each.digest", "hashlib.sha256(text.encode()).hexdigest()"])
def test_other_words_afterwards_are_found(sandbox, make_target, digest) -> None:
    soon = make_target(sandbox=sandbox, module="soon", original=SOON, function="f")
    with pytest.raises(SandboxDiedError):
        soon.pair(LATER.replace("DIGEST", digest), [soon.call([1])], tolerance=1e-5)


def test_arrays_that_are_too_long_have_to_be_equal(hostile_plan, make_target) -> None:
    text = "import numpy as np\n\ndef f(n):\n    return np.linspace(0.1, 1.0, n)\n"
    made = hostile_plan({"long": text})
    off = text.replace("n)\n", "n) * (1 + 1e-12)\n").replace("def f(n) * (1 + 1e-12)", "def f(n)")
    with Sandbox.start(replace(made, limits=made.limits.telling_floats(), preload=("numpy",))) as sandbox:
        long = make_target(sandbox=sandbox, module="long", original=text, function="f")
        assert long.check(off, [long.call(n) for n in (10, 10_000)], tolerance=1e-9).gate is Gate.PASSED
        found = long.check(off, [long.call(n) for n in (10, 100_000)], tolerance=1e-9)
        assert found.gate is Gate.FAILED
        assert "too long" in found.difference.got
        assert long.check(text, [long.call(100_000)], tolerance=1e-9).gate is Gate.PASSED
