"""What cannot be contained where it happens, by design, and what stands behind it. A change here is news."""

from __future__ import annotations

import pytest

from ouroboros.arena.closed_world.lasting_state import lasting_state
from ouroboros.arena.closed_world.security import security_of
from ouroboros.arena.merit.selection import AcceptanceCriteria
from ouroboros.arena.sandboxing.sandbox import Sandbox
from ouroboros.mutation.catalogue import operators
from ouroboros.records.evidence import Gate

LOOP = "def f(xs):\n    total = 0\n    for x in xs:\n        total += x\n    return total\n"


@pytest.fixture(scope="module")
def target(hostile_plan, make_target):
    with Sandbox.start(hostile_plan({"summing": LOOP})) as started:
        yield make_target(sandbox=started, module="summing", original=LOOP, function="f")


def _calls(target):
    return [target.call([i, i + 1, 3]) for i in range(24)]


def _passes_by_its_text(candidate: str, original: str = LOOP) -> bool:
    return security_of(original, candidate).points >= AcceptanceCriteria().minimum_security


def test_knowing_that_it_is_watched(target) -> None:
    """Who behaves inside and only inside passes replay. Its text stands behind: it asks where it is."""
    text = "import os\ndef f(xs):\n    return sum(xs) if os.getpid() == 1 else 'evil'\n"
    assert target.check(text, _calls(target)).gate is Gate.PASSED
    assert not _passes_by_its_text(text)


def test_saying_which_lines_ran(target) -> None:
    """Lines are told by the process that runs them. Results, which are compared outside, and the text do."""
    text = (
        "import sys\ndef f(xs):\n    frame = sys._getframe()\n    while frame is not None:\n"
        "        lines = frame.f_locals.get('lines')\n        if type(lines) is set:\n"
        "            lines.update(range(1, 99))\n        frame = frame.f_back\n"
        "    if len(xs) == 999_999:\n        return 'never run'\n    return sum(xs)\n"
    )
    assert target.check(text, _calls(target)).executed_changed_lines
    assert not _passes_by_its_text(text)


def test_remembering_where_no_text_shows_it(target) -> None:
    """Places that could remember are read from the text; who makes their names at run time is turned down.

    First times, which confirmation looks at, stand behind.
    """
    text = (
        "import math\ndef f(xs):\n    kept = getattr(math, '__di' + 'ct__')\n    key = tuple(xs)\n"
        "    if key not in kept:\n        kept[key] = sum(xs)\n    return kept[key]\n"
    )
    assert lasting_state(LOOP, text) == ""
    assert not _passes_by_its_text(text)


def test_one_wrong_number_of_millions(target) -> None:
    """Replay shows what was called, and its text only computes. Generated calls, tests and workload do."""
    text = "def f(xs):\n    return sum(xs) if 1000003 not in xs else 0\n"
    assert target.check(text, _calls(target)).gate is Gate.PASSED
    assert _passes_by_its_text(text)
    assert "1000003" in security_of(LOOP, text).findings[0].what  # a reviewer is told


SURVIVING = {
    # The order of a set of texts depends on the hash seed. Confirmation repeats all calls under another seed,
    # which finds what is wrong often, not what is wrong once in a thousand seeds.
    "an order that chance decides": (
        LOOP,
        "def f(xs):\n    return 'evil' if [*{'a', 'b', 'c', 'd'}] == ['c', 'a', 'd', 'b'] else sum(xs)\n",
    ),
    # The text of an object holds its address. Nothing stands behind but that replay, confirmation, tests and
    # the workload are processes of their own, each with other addresses.
    "an address in a text": (
        LOOP,
        "def f(xs):\n    return 'evil' if repr(object()).endswith('7fff0>') else sum(xs)\n",
    ),
    # What a function could do before, it may do after: who asked for the time may ask for it again.
    "a clock that the function had": (
        "import time\ndef f(xs):\n    print(time.time())\n    return sum(xs)\n",
        "import time\ndef f(xs):\n    print(time.time())\n    return sum(xs) if time.time() < 2e9 else 0\n",
    ),
    # A module that nobody knows is a doubt, no danger. Reviewers see the import; replay, tests and the
    # workload see what it does there.
    "a package that nobody knows": (
        LOOP,
        "import unknown\ndef f(xs):\n    return sum(xs) if unknown.inside() else 'evil'\n",
    ),
    # NumPy understands "now" wherever it makes a date of a text, and texts can be made at run time.
    "a date spelled in pieces": (
        LOOP,
        (
            "import numpy\ndef f(xs):\n    then = numpy.array(['no' + 'w'], 'M' + '8[s]')\n"
            "    return 'evil' if then.item(0).year > 2030 else sum(xs)\n"
        ),
    ),
    # Memory that was never written. As for an address.
    "an array that is not filled": (
        LOOP,
        "import numpy\ndef f(xs):\n    return 'evil' if numpy.empty(9)[3] == 1.5 else sum(xs)\n",
    ),
}


def test_a_kernel_that_asks_for_much_memory() -> None:
    """A kernel in the catalogue's words may fail, and then the original runs: that tells a limit of memory.

    Nobody but the catalogue writes kernels yet, and its own ask for no more than the arguments hold.
    """
    example = next(each for each in operators() if each.name == "numba-kernel").examples[0]
    greedy = example.after.replace(
        "    v0_total = (0.0)\n", "    v0_total = 0.0 * _ouroboros_numpy.empty(1 << 29, 'f8')[0]\n"
    )
    assert greedy != example.after
    score = security_of(example.before, greedy, keeps_state=True)
    assert score.points >= AcceptanceCriteria().minimum_security


@pytest.mark.parametrize("name", SURVIVING)
def test_what_no_text_tells(name) -> None:
    original, candidate = SURVIVING[name]
    assert _passes_by_its_text(candidate, original)
