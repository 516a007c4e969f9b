"""The sandbox at work: what an arm observes, times and invents, on every level that this machine offers."""

from __future__ import annotations

import pickle
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from ouroboros.agent.inventing import Wanted
from ouroboros.arena.sandboxing import confined_process
from ouroboros.arena.sandboxing.commands import run_confined
from ouroboros.arena.sandboxing.sandbox import (
    Limits,
    Mechanism,
    Sandbox,
    SandboxLevel,
    SandboxPlan,
    SandboxProbe,
    probe,
)
from ouroboros.errors import SandboxDiedError, SandboxUnavailableError
from ouroboros.records.evidence import Outcome
from ouroboros.records.hotspot import RecordedCall

pytestmark = pytest.mark.skipif(
    probe().level < SandboxLevel.FULL, reason="this machine offers no full sandbox"
)

MODULE = """
import asyncio, functools, os, random, sys
SEEN = []
_ouroboros_cache = {}

class Shape:
    def __init__(self, side=2):
        self.side = side
    def area(self, factor):
        return self.side ** 2 * factor
    @classmethod
    def named(cls, side):
        return cls(side)
    @staticmethod
    def double(value):
        return value * 2
    @property
    def twice(self):
        return self.side * 2
    @functools.cached_property
    def thrice(self):
        return self.side * 3

def total(numbers):
    result = 0
    for number in numbers:
        result += number
    return result

def append(items):
    SEEN.append(len(items))
    items.append(0)
    return items

def shout(text):
    print(text)
    print(text, file=sys.stderr)
    os.write(1, b"below")

def dice():
    return random.random()

def fail(text):
    raise KeyError(text)

def count(n):
    yield from range(n)

async def later(value):
    await asyncio.sleep(0)
    return value

def remember(key):
    _ouroboros_cache[key] = key

def where():
    return __file__, os.getcwd(), sys.argv
"""
MAIN = """
class Point:
    def __init__(self, x):
        self.x = x

def shift(point):
    return point.x + 1

if __name__ == "__main__":
    raise SystemExit(3)
"""


def _call(name, *args, module="pkg.work", **kwargs):
    return RecordedCall(function=f"{module}:{name}", payload=pickle.dumps((args, kwargs)))


@pytest.fixture(scope="module")
def plan(tmp_path_factory):
    folder = tmp_path_factory.mktemp("target")
    workspace = folder / "copy"
    (workspace / "pkg").mkdir(parents=True)
    (workspace / "pkg" / "__init__.py").write_text("")
    (workspace / "pkg" / "work.py").write_text(MODULE)
    (workspace / "script.py").write_text(MAIN)
    (workspace / "broken.py").write_text("raise SystemExit(0)\n")
    (folder / "project").mkdir()
    project = folder / "project"
    return SandboxPlan(
        python=Path(sys.executable),
        project=project,
        workspace=workspace,
        sys_path=(str(project), *[entry for entry in sys.path if "lib" in entry]),
        modules={
            "pkg": "pkg/__init__.py",
            "pkg.work": "pkg/work.py",
            "script": "script.py",
            "broken": "broken.py",
        },
        main_file="script.py",
        limits=Limits(memory_bytes=512 << 20, scratch_bytes=16 << 20),
        hash_seed=5,
    )


def _only(level):
    """A probe as a weaker machine would answer."""
    has = {
        "user namespaces": level >= SandboxLevel.NAMESPACES,
        "own root": level >= SandboxLevel.NAMESPACES,
        "Landlock": level in {SandboxLevel.FULL, SandboxLevel.LANDLOCK},
        "seccomp": level > SandboxLevel.NONE,
    }
    mechanisms = tuple(
        Mechanism(name=name, works=works, reason="" if works else "off") for name, works in has.items()
    )
    return SandboxProbe(level=level, mechanisms=mechanisms)


@pytest.fixture(
    scope="module",
    params=[SandboxLevel.FULL, SandboxLevel.NAMESPACES, SandboxLevel.LANDLOCK],
    ids=lambda x: x.name,
)
def level(request):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(confined_process, "probe", lambda _python: _only(request.param))
        yield request.param


@pytest.fixture(scope="module")
def sandbox(plan, level):
    with Sandbox.start(plan) as started:
        assert started.level is level
        yield started


def _observed(sandbox, *calls, overlay=None, trace_file=""):
    with sandbox.arm(overlay or {}, ["pkg.work", "script"]) as arm:
        assert arm.load_error == ""
        return arm.observe(calls, deadline_seconds=20, trace_file=trace_file)


def test_calls_are_observed_with_value_arguments_and_output(sandbox):
    seen = _observed(
        sandbox, _call("total", [1, 2]), _call("append", [5]), _call("fail", "no"), _call("shout", "hi")
    )
    assert [one.outcome for one in seen.observations] == [
        Outcome.RETURNED, Outcome.RETURNED, Outcome.RAISED, Outcome.RETURNED,
    ]  # fmt: skip
    value, aliased, raised, loud = (one.description for one in seen.observations)
    assert value.startswith("returned 3\n")
    assert "list#1[5,0]" in aliased
    assert "args (^1,)" in aliased.replace("(^1)", "(^1,)")
    assert "KeyError" in raised
    assert "hi" in loud
    assert "below" in loud
    assert seen.lost == ""


def test_every_way_to_define_a_method_is_called_as_recorded(sandbox):
    with sandbox.arm({}, ["pkg.work"]) as arm:
        seen = arm.observe(
            [
                _call("Shape.double", 4),
                RecordedCall(function="pkg.work:Shape.area", payload=_with_shape(7)),
                RecordedCall(function="pkg.work:Shape.twice", payload=_with_shape()),
                RecordedCall(function="pkg.work:Shape.thrice", payload=_with_shape()),
                RecordedCall(function="pkg.work:Shape.named", payload=b"cpkg.work\nShape\nI3\n\x86}\x86."),
            ],
            deadline_seconds=10,
        )
    told = [one.description.split("\n")[0] for one in seen.observations]
    assert told[:4] == ["returned 8", "returned 28", "returned 4", "returned 6"]
    assert "side" in told[4]


def _with_shape(*args):
    """A payload whose first argument is a Shape with side 2, by hand: the class exists only inside."""
    shape = b"cpkg.work\nShape\n)R"
    rest = b"".join(b"I%d\n" % arg for arg in args)
    return b"(" + shape + rest + b"t}\x86."


def test_async_functions_and_generators_are_run_to_their_end(sandbox):
    seen = _observed(sandbox, _call("later", 9), _call("count", 3))
    assert seen.observations[0].description.startswith("returned 9\n")
    assert "0,1,2" in seen.observations[1].description


def test_random_numbers_are_the_same_in_every_arm(sandbox):
    first, second = (_observed(sandbox, _call("dice"), _call("dice")).observations for _ in range(2))
    assert first == second
    assert first[0] != first[1]


def test_state_is_that_of_the_target_without_our_own_names(sandbox):
    seen = _observed(sandbox, _call("append", [1, 2]), _call("remember", "secret"))
    assert "SEEN" in seen.state.description
    assert "secret" not in seen.state.description
    assert seen.state.digest != _observed(sandbox, _call("append", [1])).state.digest


def test_an_overlay_counts_in_its_arm_only(sandbox):
    overlay = {"pkg/work.py": MODULE.replace("result = 0", "result = 100")}
    changed = _observed(sandbox, _call("total", [1]), overlay=overlay).observations[0]
    assert changed.description.startswith("returned 101\n")
    assert _observed(sandbox, _call("total", [1])).observations[0].description.startswith("returned 1\n")


def test_how_often_lines_run_is_told(sandbox):
    inside = MODULE.split("\n").index("        result += number") + 1
    with sandbox.arm({}, ("pkg.work",)) as arm:
        counts = arm.line_counts([_call("total", [1, 2, 3]), _call("total", [])], "pkg/work.py", 5.0)
        assert counts[inside] == 3
        assert arm.observe([_call("total", [1])], deadline_seconds=20).observations


def test_executed_lines_are_those_of_the_version_that_ran(sandbox):
    inside = MODULE.split("\n").index("        result += number") + 1
    assert inside in _observed(sandbox, _call("total", [1]), trace_file="pkg/work.py").lines
    assert inside not in _observed(sandbox, _call("total", []), trace_file="pkg/work.py").lines
    assert _observed(sandbox, _call("total", [1])).lines == frozenset()


def test_what_the_script_pickled_as_main_is_found_and_its_main_block_does_not_run(sandbox):
    payload = b"(c__main__\nPoint\nI4\n\x85Rt}\x86."
    seen = _observed(sandbox, RecordedCall(function="script:shift", payload=payload))
    assert seen.observations[0].description.startswith("returned 5\n")


def test_the_copy_is_seen_at_the_projects_path(sandbox, plan, level):
    told = _observed(sandbox, _call("where")).observations[0].description
    shown = plan.project if level >= SandboxLevel.NAMESPACES else plan.workspace
    assert str(shown / "pkg" / "work.py") in told


def test_a_module_that_does_not_load_says_why(sandbox):
    with sandbox.arm({}, ["broken"]) as arm:
        assert "SystemExit" in arm.load_error
    with sandbox.arm({"pkg/work.py": "def ("}, ["pkg.work"]) as arm:
        assert "SyntaxError" in arm.load_error
    with sandbox.arm({"pkg/work.py": "import os\nos._exit(0)"}, ["pkg.work"]) as arm:
        assert arm.load_error
        with pytest.raises(SandboxDiedError):
            arm.prepare([_call("total", [1])], repeats=1)


def test_a_call_that_cannot_be_made_is_lost_with_its_reason(sandbox):
    seen = _observed(sandbox, _call("nowhere"), RecordedCall(function="pkg.work:total", payload=b"no pickle"))
    assert [one.outcome for one in seen.observations] == [Outcome.LOST, Outcome.LOST]
    assert "nowhere" in seen.observations[0].reason


def test_equal_work_has_an_equal_digest_and_costs_time(sandbox):
    timings = []
    for text in (
        MODULE,
        MODULE.replace("result = 0", "result = 0 + 0"),
        MODULE.replace("result = 0", "result = 1"),
    ):
        with sandbox.arm({"pkg/work.py": text}, ["pkg.work"]) as arm:
            arm.prepare([_call("total", list(range(5000))), _call("fail", "x"), _call("count", 3)], repeats=3)
            timings.append(arm.run())
            arm.prepare([_call("total", [1])], repeats=1)
            assert arm.run().digest != timings[-1].digest
    assert timings[0].digest == timings[1].digest != timings[2].digest
    assert all(timing.cpu_seconds > 0 for timing in timings)


def test_variations_are_calls_that_the_original_answers(sandbox):
    with sandbox.arm({}, ["pkg.work"]) as arm:
        wanted = Wanted(count=20, seed=1, per_call_seconds=1.0, seconds=5.0)
        calls = arm.vary([_call("total", [1, 2, 3])], wanted)
    with sandbox.arm({}, ["pkg.work"]) as arm:
        again = arm.vary([_call("total", [1, 2, 3])], wanted)
    assert calls == again
    assert calls
    assert {call.origin for call in calls} == {"generated"}
    seen = _observed(sandbox, *calls)
    assert Outcome.LOST not in {one.outcome for one in seen.observations}


def test_a_file_imported_under_another_name_is_served_from_the_overlay(sandbox):
    overlay = {
        "pkg/work.py": MODULE.replace("result = 0", "result = 100"),
        "script.py": "import sys\nsys.path.append(sys.path[0] + '/pkg')\nimport work\ntotal = work.total\n",
    }
    seen = _observed(sandbox, _call("total", [1], module="script"), overlay=overlay)
    assert seen.observations[0].description.startswith("returned 101\n")


def test_a_command_sees_the_overlay_and_leaves_only_what_is_collected(plan, level):
    line = "echo $GREETING; cat pkg/extra.txt; echo kept > $TMPDIR/report; echo lost > pkg/new && cat pkg/new"
    outcome = run_confined(
        plan,
        line,
        overlay={"pkg/extra.txt": "added\n"},
        deadline_seconds=20,
        extra_environment={"GREETING": "hello"},
        collect=["report", "missing"],
    )
    assert outcome.exit_status == 0, outcome.output
    assert outcome.output.split() == ["hello", "added", "lost"]
    assert outcome.files == {"report": b"kept\n"}
    assert outcome.level is level
    assert outcome.cpu_seconds > 0
    assert sorted(path.name for path in (plan.workspace / "pkg").iterdir()) == ["__init__.py", "work.py"]


def test_a_command_reports_its_status_and_its_childrens_cpu_time(plan, level):
    code = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'sum(range(10**6))']); sys.exit(7)"
    outcome = run_confined(
        plan, [sys.executable, "-c", code], overlay={}, deadline_seconds=20, extra_environment={}, collect=[]
    )
    assert (outcome.exit_status, outcome.timed_out) == (7, False)


def test_a_command_may_talk_to_itself_where_the_network_is_its_own(plan, level):
    code = (
        "import socket; s = socket.create_server(('127.0.0.1', 0)); "
        "c = socket.create_connection(s.getsockname()); s.accept()[0].sendall(b'x'); print(c.recv(1))"
    )
    outcome = run_confined(
        plan, [sys.executable, "-c", code], overlay={}, deadline_seconds=20, extra_environment={}, collect=[]
    )
    assert (outcome.exit_status == 0) == (level >= SandboxLevel.NAMESPACES), outcome.output


def test_a_command_is_ended_at_its_deadline(plan, level):
    outcome = run_confined(
        plan, "sleep 60", overlay={}, deadline_seconds=0.3, extra_environment={}, collect=[]
    )
    assert outcome.timed_out
    assert outcome.exit_status != 0


def test_too_little_isolation_is_refused_with_the_remedy(plan, monkeypatch):
    monkeypatch.setattr(confined_process, "probe", lambda _python: _only(SandboxLevel.NONE))
    with pytest.raises(SandboxUnavailableError, match="seccomp"):
        Sandbox.start(plan)
    with pytest.raises(SandboxUnavailableError, match="FULL is demanded"):
        Sandbox.start(replace(plan, minimum_level=SandboxLevel.FULL))


@pytest.mark.parametrize("name", ["../x", "/etc/passwd", "a/b", ""])
def test_names_that_lead_elsewhere_are_refused(plan, name):
    with pytest.raises(ValueError, match="plain file names"):
        run_confined(plan, "true", overlay={}, deadline_seconds=1, extra_environment={}, collect=[name])


def test_overlay_paths_that_lead_elsewhere_are_refused(plan):
    with pytest.raises(ValueError, match="relative"):
        run_confined(plan, "true", overlay={"../x": ""}, deadline_seconds=1, extra_environment={}, collect=[])
