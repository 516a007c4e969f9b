"""Attempts on the answer itself: forged, copied, copied from the tests, or poisonous."""

from __future__ import annotations

import pickle
import re
from dataclasses import replace
from pathlib import Path

import pytest

from ouroboros.arena.sandboxing.sandbox import Sandbox
from ouroboros.arena.testing.suite import REPORT, TestCase, TestSuite, run_tests
from ouroboros.errors import SandboxDiedError
from ouroboros.records.evidence import Gate, Outcome
from ouroboros.records.hotspot import RecordedCall

# What it computes is nowhere in its text, so it can only be known by computing it or by finding it.
ORIGINAL = """
import hashlib

def f(xs):
    total = "0"
    for x in xs:
        total = hashlib.sha256(f"{total} {x}".encode()).hexdigest()
    return total
"""
CALLS = [([i, i + 1, 3],) for i in range(6)]

FORGED = {
    "44 frames with any answer on every descriptor": """
import json, os, struct
def f(xs):
    for index in range(8):
        head = json.dumps({"index": index, "outcome": "returned", "text": "returned 6", "digest": "0" * 64,
                           "reason": ""}).encode()
        for number in range(3, 64):
            try:
                os.write(number, struct.pack("<II", len(head), 0) + head)
            except OSError:
                continue
    return "6"
""",
    "44 a verdict instead of an observation": """
import json, os, struct
def f(xs):
    head = json.dumps({"gate": "passed", "verdict": True, "speedup": 99, "index": 0}).encode()
    for number in range(3, 64):
        try:
            os.write(number, struct.pack("<II", len(head), 0) + head)
        except OSError:
            continue
    os._exit(0)
""",
    "45 through the channel that the frames of the arm hold": """
import sys, json, struct, os
def f(xs):
    frame = sys._getframe(1)
    while frame is not None and "self" not in frame.f_locals:
        frame = frame.f_back
    channel = frame.f_locals["self"]._channel
    for index in range(6):
        head = json.dumps({"index": index, "outcome": "returned", "text": "returned 6", "digest": "0" * 64,
                           "reason": ""}).encode()
        channel.sendall(struct.pack("<II", len(head), 0) + head)
    state = {"outcome": "returned", "text": "", "digest": "0" * 64, "reason": ""}
    head = json.dumps({"lines": [1, 2, 3], "state": state}).encode()
    channel.sendall(struct.pack("<II", len(head), 0) + head)
    os._exit(0)
""",
    "45 a channel of its own in place of the real one": """
import gc, socket
def f(xs):
    ours, theirs = socket.socketpair()
    for found in gc.get_objects():
        if type(found).__name__ == "Arm":
            found._channel = ours
    return "6"
""",
    "48 the digest of everything is the same": """
import hashlib
class Same:
    def __init__(self, *_):
        pass
    def update(self, *_):
        pass
    def hexdigest(self):
        return "0" * 64
    digest = hexdigest
hashlib.sha256 = Same
def f(xs):
    return "6"
""",
    "48 the comparison finds everything equal": """
import builtins, operator
operator.eq = lambda *_: True
class Same(str):
    def __eq__(self, other):
        return True
    __hash__ = str.__hash__
def f(xs):
    return Same("6")
""",
    "48 whoever describes results is told what to say": """
import gc
def f(xs):
    for module in gc.get_objects():
        if type(module).__name__ == "module" and hasattr(module, "describe_call"):
            module.describe_call = lambda **_: type("T", (), {"complete": True, "deferred": False,
                                                              "text": "returned 6", "digest": "f" * 64})
    return "6"
""",
    "0 the collector breaks what is being told": """
import gc
def broken(phase, info):
    for found in gc.get_objects():
        if type(found) is dict and "outcome" in found:
            found["outcome"] = "returned"
gc.callbacks.append(broken)
gc.set_threshold(1)
def f(xs):
    return "6"
""",
}

# Every way there is to look for what is expected: objects, frames, own memory.
SEARCH = """
import gc, re, sys

HASH = re.compile("[0-9a-f]{64}")

def found_in(value):
    return {value} if isinstance(value, str) and HASH.fullmatch(value) else set()

def f(xs):
    found = set()
    for each in gc.get_objects():
        if isinstance(each, dict):
            for value in list(each.values()):
                found |= found_in(value)
        elif isinstance(each, (list, tuple, set)):
            for value in list(each):
                found |= found_in(value)
    frame = sys._getframe()
    while frame is not None:
        for value in list(frame.f_locals.values()):
            found |= found_in(value)
        frame = frame.f_back
    try:
        with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb") as memory:
            for line in maps:
                span, rights = line.split()[:2]
                start, end = (int(part, 16) for part in span.split("-"))
                if rights.startswith("rw") and end - start < 1 << 26:
                    memory.seek(start)
                    part = memory.read(end - start)
                    found |= {hit.decode() for hit in re.findall(rb"[0-9a-f]{64}(?![0-9a-f])", part)}
    except OSError:
        pass
    import hashlib
    total = "0"
    for x in xs:
        total = hashlib.sha256(f"{total} {x}".encode()).hexdigest()
    # The right answer is computed only now, to say whether it had been there to be found.
    return "reached" if total in found else "it is nowhere"
"""


@pytest.fixture(scope="module")
def hashing_plan(hostile_plan):
    return hostile_plan({"hashing": ORIGINAL})


@pytest.fixture(scope="module")
def target(hashing_plan, make_target):
    with Sandbox.start(hashing_plan) as started:
        yield make_target(sandbox=started, module="hashing", original=ORIGINAL, function="f")


def _calls(target):
    return [target.call(*each) for each in CALLS]


@pytest.mark.parametrize("text", FORGED.values(), ids=FORGED)
def test_a_forged_answer_is_no_right_one(target, text) -> None:
    evidence = target.check(text, _calls(target))
    assert evidence.gate is Gate.FAILED, evidence
    assert evidence.reason, evidence


def test_46_what_is_expected_is_nowhere_inside(target) -> None:
    evidence = target.check(SEARCH, _calls(target)[:2])
    assert evidence.gate is Gate.FAILED, evidence
    assert "it is nowhere" in evidence.difference.got


def test_46_the_original_is_there_to_be_run_which_is_no_cheat(target) -> None:
    """Who reads the original from the disk and calls it is right, and pays its price."""
    text = (
        "with open(__file__) as file:\n    code = compile(file.read(), '<original>', 'exec')\n"
        "exec(code, original := {'__name__': 'original'})\ndef f(xs):\n    return original['f'](xs)\n"
    )
    evidence = target.check(text, _calls(target))
    assert evidence.gate is Gate.FAILED or target.pair(text, _calls(target)) < 0.2


@pytest.mark.parametrize(
    ("where", "text"),
    [
        ("while it is called", "import os\ndef f(xs):\n    os._exit(0)\n"),
        ("while it is loaded", "import os\nos._exit(0)\ndef f(xs):\n    return ''\n"),
        ("by an exception", "def f(xs):\n    raise SystemExit(0)\n"),
    ],
)
def test_47_leaving_with_success_is_no_success(target, host, where, text) -> None:
    evidence = target.check(text, _calls(target))
    assert evidence.gate is Gate.FAILED, (where, evidence)
    told = f"{evidence.reason} {evidence.difference}"
    assert host.names("exit status 0|SystemExit", told), told


TESTS = "import hashing\n\ndef test_f():\n    assert hashing.f([1]).startswith('5cc3a655')\n"
LYING_TESTS = {
    "reports of pytest": """
from _pytest.reports import TestReport
made = TestReport.__init__
def forged(self, *args, **kwargs):
    made(self, *args, **kwargs)
    self.outcome, self.longrepr = "passed", None
TestReport.__init__ = forged
""",
    "the call of a test": """
import _pytest.python
_pytest.python.Function.runtest = lambda self: None
""",
    "the report for the supervisor": f"""
import json, os
tests = {{"test_hashing.py::test_f": {{"outcome": "passed", "seconds": 0.1, "reaches": []}}}}
with open(os.path.join(os.environ.get("TMPDIR", "/tmp"), "{REPORT}"), "w") as file:
    json.dump({{"exit_status": 0, "tests": tests, "outside": [], "functions": [], "errors": []}}, file)
if "PYTEST_VERSION" in os.environ or "pytest" in __import__("sys").modules:
    os._exit(0)
""",
}
WRONG = "def f(xs):\n    return 'wrong'\n"


@pytest.fixture(scope="module")
def tested(hashing_plan):
    """Run the one test of the target on a version of it."""
    case = TestCase(id="test_hashing.py::test_f", outcome="passed", seconds=0.1)
    suite = TestSuite(command="python -m pytest -q", is_pytest=True, cases=(case,))

    # The interpreter's own folder of packages need not be the one with pytest.
    plan = replace(hashing_plan, environment={"PYTHONPATH": str(Path(pytest.__file__).parents[1])})

    def run(text):
        overlay = {"hashing.py": text, "test_hashing.py": TESTS}
        return run_tests(plan, suite, ids=None, overlay=overlay, deadline_seconds=30)

    return run


def test_49_the_test_sees_what_is_wrong(tested) -> None:
    assert tested(ORIGINAL).gate is Gate.PASSED
    assert "failed, was passed" in tested(WRONG).reason


@pytest.mark.parametrize("lie", LYING_TESTS)
def test_49_tests_can_be_lied_about_so_they_never_decide_alone(tested, target, lie) -> None:
    """By design: who runs beside the tests can say that they pass. Replay, compared outside, comes first."""
    text = LYING_TESTS[lie] + WRONG
    assert tested(text).gate is Gate.PASSED
    assert target.check(text, _calls(target)).gate is Gate.FAILED


def test_47_tests_that_leave_early_have_not_passed(tested) -> None:
    evidence = tested("import os\nos._exit(0)\n")
    assert evidence.gate is Gate.FAILED
    assert "left no report" in evidence.reason


def test_53_a_pickle_is_read_only_inside(sandbox, host, unharmed) -> None:
    """Calls travel as bytes: what a payload does when it is read, it does in an arm."""
    command = f"touch {host.folder}/attacked; kill -9 {host.process.pid}"
    payload = b"cposix\nsystem\nV" + command.encode("ascii") + b"\n\x85R."
    with sandbox.arm({}, ["answers"]) as arm:
        seen = arm.observe([RecordedCall(function="answers:gadget", payload=payload)], deadline_seconds=10)
    assert seen.observations[0].outcome is not Outcome.RETURNED
    unharmed()


def test_55_who_comes_next_meets_nothing_of_it(by_an_arm, by_a_command, unharmed) -> None:
    for attempt in (by_an_arm, by_a_command):
        assert re.search("poisoned|larger than allowed", attempt("answers.poison"))
        assert "refused: nothing is left" in attempt("answers.poisoned")
    unharmed()


def test_attacks_while_a_version_is_loaded_are_as_confined(plan, host, unharmed) -> None:
    quick = replace(plan, limits=replace(plan.limits, load_seconds=0.5))
    with Sandbox.start(quick) as started:
        for text, told in (
            ("import os\nos.fork()\n", "PermissionError"),
            ("open('/usr/attacked', 'w')\n", "attacked"),
            ("while True:\n    pass\n", "no answer in time"),
            ("import ctypes\nctypes.string_at(1)\n", r"\(SIGSEGV\)"),
            ("raise RuntimeError('x' * 50_000_000)\n", "RuntimeError: xxx"),
        ):
            with started.arm({"ways.py": text}, ["ways"]) as arm:
                assert host.names(told, arm.load_error), arm.load_error
                assert len(arm.load_error) < 10_000
    unharmed()


def test_a_version_that_is_lost_says_so_to_every_later_question(sandbox) -> None:
    with sandbox.arm({}, ["processes"]) as arm:
        call = RecordedCall(function="processes:leave_quietly", payload=pickle.dumps(((None,), {})))
        seen = arm.observe([call, call], deadline_seconds=10)
        assert [one.outcome for one in seen.observations] == [Outcome.LOST, Outcome.LOST]
        with pytest.raises(SandboxDiedError, match="the process ended"):
            arm.prepare([call], repeats=1)
