"""A difference on an invented call is told by the smallest call that shows it, and that call is kept."""

from __future__ import annotations

import pickle
import random
from dataclasses import replace

import pytest

from ouroboros.arena.equality.call_book import open_book
from ouroboros.arena.equality.replay import check
from ouroboros.arena.sandboxing.sandbox import Sandbox
from ouroboros.records.evidence import Gate
from ouroboros.records.hotspot import RecordedCall

SUM = "def f(xs, times=1):\n    total = 0\n    for x in xs:\n        total += x\n    return total * times\n"
NEVER = "def f(x):\n    while x < 0:\n        pass\n    return x\n"
DEADLY = {
    "power": "def f(n):\n    return len(hex(3 ** abs(n)))\n",
    "memory": "def f(n):\n    return len([0] * n)\n",
    "exit": "import os\n\ndef f(n):\n    return n if n < 2**31 else os._exit(0)\n",
}
KEPT = "LOG = []\n\ndef f(x):\n    LOG.append(x)\n    return len(LOG)\n"
SMALL = [([5, 3, 9, 1], 2), ([2, 2, 7], 1)]


@pytest.fixture(scope="module")
def sandbox(hostile_plan):
    texts = {"sums": SUM, "never": NEVER, "kept": KEPT, **DEADLY}
    with Sandbox.start(hostile_plan(texts)) as started:
        yield started


@pytest.fixture
def sums(sandbox, make_target):
    return make_target(sandbox=sandbox, module="sums", original=SUM, function="f")


def evidence_of(target, book, text, seconds=3.0):
    return check(target.sandbox, book, target.candidate(text), tested=True, shrink_seconds=seconds)


def book_of(target, calls, *, generated=200, corpus=()):
    return open_book(
        target.sandbox,
        target.region,
        [(target.region.name, [target.call(*args) for args in calls])],
        modules=(target.module,),
        generated=generated,
        rng=random.Random(7),
        corpus=corpus,
    )


def test_the_smallest_call_is_told_and_kept(sums):
    evidence = evidence_of(sums, book_of(sums, SMALL), SUM.replace("return total", "return abs(total)"))
    assert evidence.gate is Gate.FAILED
    assert evidence.difference.arguments == "f([-1], 1)"
    assert evidence.reason.endswith("f([-1], 1)")
    assert "returned -1" in evidence.difference.expected
    assert "returned 1" in evidence.difference.got
    assert evidence.counterexample.origin == "generated"
    assert pickle.loads(evidence.counterexample.payload) == (([-1], 1), {})


def test_no_time_to_shrink_leaves_the_difference_as_found(sums):
    text = SUM.replace("return total", "return abs(total)")
    evidence = evidence_of(sums, book_of(sums, SMALL), text, seconds=0.0)
    assert evidence.gate is Gate.FAILED
    assert evidence.difference.arguments == ""
    assert evidence.counterexample is None


def test_recorded_calls_are_told_as_they_were_recorded(sums):
    evidence = evidence_of(sums, book_of(sums, SMALL), SUM.replace("return total", "return 1 + total"))
    assert evidence.difference.call.startswith("workload call 1 ")
    assert evidence.counterexample is None


def test_one_argument_in_two_places_is_told(sandbox):
    xs = [1]
    call = RecordedCall(function="sums:f", payload=pickle.dumps(((xs, xs), {"key": "k"})))
    with sandbox.arm({}, ("sums",)) as arm:
        steps, told = arm.smaller(call, count=5, deadline_seconds=5)
    assert told == "f([1], <argument 1>, key='k')"
    assert 1 <= len(steps) <= 5


def test_a_difference_that_came_of_earlier_calls_is_not_shrunk(sandbox, make_target):
    target = make_target(sandbox=sandbox, module="kept", original=KEPT, function="f")
    text = KEPT.replace("return len(LOG)", "return min(len(LOG), 9)")
    evidence = evidence_of(target, book_of(target, [(1,), (2,)]), text)
    assert evidence.gate is Gate.FAILED
    assert evidence.difference.call.startswith("generated")
    assert evidence.difference.arguments == ""
    assert evidence.counterexample is None


def test_simpler_calls_that_never_end_are_not_the_difference(sandbox, make_target):
    target = make_target(sandbox=sandbox, module="never", original=NEVER, function="f")
    text = NEVER.replace("return x", "return x if x != 4 else 5")
    evidence = evidence_of(target, book_of(target, [(10,), (20,)]), text)
    assert evidence.difference.arguments == "f(4)"


def test_a_candidate_that_dies_is_told_as_it_died(sums):
    text = f"import os\n{SUM}".replace(
        "    total = 0\n", "    total = 0\n    if not xs:\n        os._exit(0)\n"
    )
    evidence = evidence_of(sums, book_of(sums, SMALL), text)
    assert evidence.gate is Gate.FAILED
    assert evidence.counterexample is None


def test_a_kept_call_catches_the_next_candidate_without_generated_ones(sums):
    wrong = SUM.replace("return total", "return abs(total)")
    found = evidence_of(sums, book_of(sums, SMALL), wrong).counterexample
    assert evidence_of(sums, book_of(sums, SMALL, generated=0), wrong).gate is Gate.PASSED
    book = book_of(sums, SMALL, generated=0, corpus=[found])
    assert [call.origin for call in book.calls] == ["workload", "workload", "corpus"]
    assert (book.recorded, book.generated) == (2, 1)
    again = evidence_of(sums, book, wrong)
    assert again.gate is Gate.FAILED
    assert again.difference.call.startswith("corpus call 3")
    assert not {id(call) for call in (*book.screening, *book.confirming)} & {id(book.calls[2])}


def test_kept_calls_that_mean_nothing_any_more_are_left_out(sums):
    good = RecordedCall(function="sums:f", payload=pickle.dumps((([1], 2), {})), origin="corpus")
    corpus = [
        replace(good, payload=b"no pickle"),
        replace(good, function="sums:gone"),
        replace(good, payload=b"cgone\nGone\n."),
        good,
    ]
    book = book_of(sums, SMALL, generated=0, corpus=corpus)
    assert [call.payload for call in book.calls if call.origin == "corpus"] == [good.payload]


@pytest.mark.parametrize("name", ["power", "memory", "exit"])
def test_calls_that_end_the_process_come_last(sandbox, make_target, name):
    """A huge number may be an endless step in C, take all memory, or the process: what came before counts."""
    target = make_target(sandbox=sandbox, module=name, original=DEADLY[name], function="f")
    book = book_of(target, [(10,), (21,)])
    assert book.generated >= 20
    assert evidence_of(target, book, DEADLY[name]).gate is Gate.PASSED
