"""Candidates that look fast without being fast. What they gain is where the clock is not looking."""

from __future__ import annotations

import math
import random
from dataclasses import replace

import pytest

from ouroboros.arena.sandboxing.sandbox import Sandbox
from ouroboros.arena.timing.benchmark import Confirmation, _confirmed, _Entry, confirm
from ouroboros.arena.timing.pairs import DifferentWorkError, PairTiming, pair
from ouroboros.errors import SandboxDiedError
from ouroboros.records.evidence import Gate

BODY = "    total = 0\n    for x in range(n):\n        total = total + x * x\n    return total\n"
LOOP = f"def f(n):\n{BODY}"
SUMS = "[sum(range(x)) for x in range(n)]"
EAGER = f"def f(n):\n    xs = {SUMS}\n    return [map(str, xs)]\n"
FORMULA = "(n - 1) * n * (2 * n - 1) // 6"

WAITING = "import time\ndef f(n):\n    time.sleep(n / 1000)\n    time.sleep(n / 1000)\n    return n\n"
TRULY_FAST = f"def f(n):\n    return {FORMULA} if n > 0 else 0\n"
REMEMBERING = {
    "a table of the module": "_ouroboros_memo = {}\ndef f(n):\n    if n not in _ouroboros_memo:\n"
    "        _ouroboros_memo[n] = g(n)\n    return _ouroboros_memo[n]\n",
    "a cache of the library": "import functools\n@functools.lru_cache(None)\ndef f(n):\n    return g(n)\n",
    "a default": "def f(n, m={}):\n    if n not in m:\n        m[n] = g(n)\n    return m[n]\n",
    "an attribute": "def f(n):\n    m = f.__dict__\n    if str(n) not in m:\n        m[str(n)] = g(n)\n"
    "    return m[str(n)]\n",
}
LAZY = {
    "an iterator": (
        f"def f(n):\n    xs = {SUMS}\n    return map(str, xs)\n",
        "def f(n):\n    return map(lambda x: str(sum(range(x))), range(n))\n",
    ),
    "an iterator inside a list": (
        EAGER,
        "def f(n):\n    return [map(lambda x: str(sum(range(x))), range(n))]\n",
    ),
}
HIDDEN_MEMORY = f"""
import math

def f(n):
    kept = getattr(math, "__di" + "ct__")
    if n not in kept:
        kept[n] = g(n)
    return kept[n]

def g(n):
{BODY}"""
"""No text shows that a module's variables are meant."""
AFTER_THE_MARK = f"""
import sys

class Channel:
    def __init__(self, real):
        self.real = real

    def __getattr__(self, name):
        return getattr(self.real, name)

    def recv(self, size):
        answer = self.real.recv(size)
        while size == 1 and PENDING:
            out, n = PENDING.pop()
            out.append(g(n))
        return answer

PENDING = []

def g(n):
{BODY}

def f(n):
    frame = sys._getframe(1)
    if frame.f_code.co_name != "_run":
        return [g(n)]
    arm = frame.f_locals["self"]
    if type(arm._channel) is not Channel:
        arm._channel = Channel(arm._channel)
    out = []
    PENDING.append((out, n))
    return out
"""


@pytest.fixture(scope="module")
def plan(hostile_plan):
    return hostile_plan(
        {
            "loop": LOOP,
            "waiting": WAITING,
            "boxed": LOOP.replace("return total", "return [total]"),
            **{f"lazy_{number}": original for number, (original, _) in enumerate(LAZY.values())},
        }
    )


@pytest.fixture(scope="module")
def sandbox(plan):
    with Sandbox.start(plan) as started:
        yield started


@pytest.fixture
def loop(sandbox, make_target):
    return make_target(sandbox=sandbox, module="loop", original=LOOP, function="f")


def _calls(target, sizes=range(200, 210)):
    return [target.call(size) for size in sizes]


def test_a_true_gain_is_seen(loop):
    assert loop.pair(TRULY_FAST, _calls(loop)) > 1


@pytest.mark.parametrize("name", REMEMBERING)
def test_what_is_remembered_from_other_rounds_gains_nothing(loop, name):
    text = REMEMBERING[name] + LOOP.replace("def f", "def g")
    contest = loop.contest(text, _calls(loop), warming=tuple(_calls(loop, range(300, 305))))
    assert contest.keeps_state
    assert contest.repeats == 1
    assert loop.pair(text, _calls(loop), warming=tuple(_calls(loop, range(300, 305)))) < 1


@pytest.mark.parametrize(("text", "gains"), [(HIDDEN_MEMORY, False), (TRULY_FAST, True)])
def test_a_memory_that_no_text_shows_gains_nothing_on_first_times(plan, loop, text, gains):
    calls, others = _calls(loop, range(4000, 4010)), _calls(loop, range(3000, 3020))
    contest = replace(loop.contest(text, calls, warming=tuple(others)), original={"loop.py": LOOP})
    assert not contest.keeps_state
    (told,) = confirm(
        lambda _seed: Sandbox.start(plan), [(contest, 8)], minimum_speedup=1.02, rng=random.Random(1)
    )
    assert told.measurement is not None
    assert (told.measurement.decided is Gate.PASSED) == gains
    assert ("the first time" in told.note) != gains


def test_nothing_that_is_timed_warms_an_arm_up(loop):
    text = REMEMBERING["a table of the module"] + LOOP.replace("def f", "def g")
    contest = loop.contest(text, _calls(loop), warming=tuple(_calls(loop, range(205, 220))))
    timed = {call.payload for call in contest.calls}
    assert contest.warming
    assert not any(call.payload in timed for call in contest.warming)


@pytest.mark.parametrize("number", range(len(LAZY)), ids=LAZY)
def test_work_that_is_put_off_is_charged(sandbox, make_target, number):
    original, lazy = list(LAZY.values())[number]
    target = make_target(sandbox=sandbox, module=f"lazy_{number}", original=original, function="f")
    assert target.pair(lazy, _calls(target)) < 0.7


def test_work_in_a_thread_is_charged(loop):
    text = (
        "import threading\ndef f(n):\n    out = []\n"
        "    t = threading.Thread(target=lambda: out.append(g(n)))\n    t.start()\n    t.join()\n"
        "    return out[0]\n" + LOOP.replace("def f", "def g")
    )
    assert loop.pair(text, _calls(loop)) < 0


def test_other_results_while_being_timed_are_no_gain(loop):
    text = (
        "import sys\ndef f(n):\n    if sys._getframe(1).f_code.co_name == '_run':\n        return 0\n" + BODY
    )
    with pytest.raises(DifferentWorkError):
        loop.pair(text, _calls(loop))


def test_a_result_that_changes_from_pass_to_pass_is_no_gain(loop):
    text = (
        "import sys\n_ouroboros_runs = []\ndef f(n):\n    if sys._getframe(1).f_code.co_name == '_run':\n"
        "        _ouroboros_runs.append(n)\n        if len(_ouroboros_runs) < 3:\n            return 0\n"
        + BODY
    )
    with pytest.raises(DifferentWorkError):
        loop.pair(text, _calls(loop))


def test_work_done_after_the_clock_was_read_shows(sandbox, make_target):
    """Results are filled in between the mark and their description: right results, no time."""
    target = make_target(
        sandbox=sandbox,
        module="boxed",
        original=LOOP.replace("return total", "return [total]"),
        function="f",
    )
    with pytest.raises(DifferentWorkError, match="puts work off"):
        target.pair(AFTER_THE_MARK, _calls(target, range(30_000, 30_010)))


@pytest.mark.parametrize(
    "text",
    [
        "import os\ndef f(n):\n    os._exit(0)\n",
        "import os\ndef f(n):\n    os.write(3, b'!')\n    os._exit(0)\n",
        "def f(n):\n    raise KeyboardInterrupt\n",
    ],
    ids=["exit", "exit after noise", "interrupt"],
)
def test_leaving_early_is_no_gain(loop, text):
    with pytest.raises(SandboxDiedError):
        loop.pair(text, _calls(loop))


def test_sleeping_is_free_for_the_processor_but_notjudged(plan, sandbox, make_target):
    """Wall time is the guard: code that waits instead of working is not faster."""
    target = make_target(sandbox=sandbox, module="loop", original=LOOP, function="f")
    text = f"import time\ndef f(n):\n    time.sleep(0.001)\n    return {FORMULA}\n"
    contest = target.contest(text, _calls(target, range(20_000, 20_004)))
    told = judged([-0.1] * 8, contest)
    assert told.measurement.decided is Gate.FAILED


def test_two_waits_at_once_gain_by_the_wall_only_where_that_clock_was_said_to_decide(sandbox, make_target):
    target = make_target(sandbox=sandbox, module="waiting", original=WAITING, function="f")
    text = (
        "import threading, time\ndef f(n):\n    t = threading.Thread(target=time.sleep, args=(n / 1000,))\n"
        "    t.start()\n    time.sleep(n / 1000)\n    t.join()\n    return n\n"
    )
    contest = replace(target.contest(text, _calls(target, [50, 60, 70])), repeats=1)
    timed = pair(sandbox, replace(contest, by_wall=True), random.Random(1))
    assert timed.gain == timed.wall
    assert 1.4 < math.exp(timed.wall) < 2.6
    assert pair(sandbox, contest, random.Random(1)).gain < 0.7


def judged(walls, contest) -> Confirmation:
    """The verdict on pairs that are far faster in processor time, and ``walls`` in wall time."""
    pairs = [PairTiming(cpu=1.0 + index / 100, wall=wall) for index, wall in enumerate(walls)]
    return _confirmed(_Entry(contest, len(pairs), pairs=pairs), 0.05)
