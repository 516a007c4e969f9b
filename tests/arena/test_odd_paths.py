"""A project may lie anywhere: what a path holds must not change what the sandbox mounts, runs or finds."""

from __future__ import annotations

import os
import pickle
import sys
from pathlib import Path

import pytest

from ouroboros.arena.sandboxing.commands import run_confined
from ouroboros.arena.sandboxing.sandbox import Limits, Sandbox, SandboxLevel, SandboxPlan, probe
from ouroboros.arena.testing.suite import baseline, confined_baseline
from ouroboros.arena.testing.warm_suite import WarmSuite
from ouroboros.records.evidence import Gate, Outcome
from ouroboros.records.hotspot import RecordedCall

pytestmark = pytest.mark.skipif(
    probe().level < SandboxLevel.FULL, reason="this machine offers no full sandbox"
)
ODD = {
    "colon": b"a:b",
    "comma": b"a,b",
    "space": b" a b ",
    "line": b"a\nb",
    "backslash": b"a\\b\\",
    "quotes": b"a'b\"c",
    "equals": b"lowerdir=a,upperdir=b:c",
    "letters": "Prüfung ☃".encode(),
    "no text": b"a\xff\xfeb",
    "dash": b"-rf",
    "percent": b"%s{0}$HOME",
}


@pytest.fixture(params=ODD)
def plan(request, tmp_path):
    project = Path(os.fsdecode(bytes(tmp_path) + b"/" + ODD[request.param]))
    project.mkdir()
    (project / "summing.py").write_text("def f(xs):\n    return sum(xs)\n", encoding="utf-8")
    (project / "test_summing.py").write_text(
        "from summing import f\n\ndef test_f():\n    assert f([1, 2]) == 3\n", encoding="utf-8"
    )
    return SandboxPlan(
        python=Path(sys.executable),
        project=project,
        workspace=project,
        sys_path=(str(project), *[each for each in sys.path if "site-packages" in each or "lib" in each]),
        modules={"summing": "summing.py"},
        environment={"PATH": os.defpath},
        limits=Limits(memory_bytes=512 << 20, scratch_bytes=16 << 20, output_bytes=64 << 10),
    )


def test_an_arm_imports_and_answers(plan):
    call = RecordedCall(function="summing:f", payload=pickle.dumps((([1, 2],), {})), seconds=0.001)
    changed = "def f(xs):\n    return 'changed'\n"
    with Sandbox.start(plan) as sandbox:
        for overlay, word in (({}, "3"), ({"summing.py": changed}, "changed")):
            with sandbox.arm(overlay, ["summing"]) as arm:
                assert arm.load_error == ""
                seen = arm.observe([call], deadline_seconds=20).observations[0]
            assert seen.outcome is Outcome.RETURNED
            assert word in seen.description


def test_a_command_reads_the_project_and_writes_beside_it_for_itself_alone(plan):
    line = "import os, summing; open('out', 'w').write('x'); print(summing.f([1, 2]), sorted(os.listdir()))"
    seen = run_confined(
        plan, [sys.executable, "-c", line], overlay={"summing.py": "def f(xs):\n    return 'changed'\n"},
        deadline_seconds=60, extra_environment={}, collect=[],
    )  # fmt: skip
    assert seen.exit_status == 0, seen.output
    assert "changed" in seen.output
    assert "'out'" in seen.output
    assert not (plan.project / "out").exists()


@pytest.mark.parametrize("plan", ["colon", "comma"], indirect=True)
def test_its_tests_are_kept_warm(plan):
    suite = baseline(
        "pytest -q", workspace=plan.workspace, working_directory=".", python=plan.python,
        environment=plan.environment, deadline_seconds=60,
    )  # fmt: skip
    warm = WarmSuite(plan=plan, suite=confined_baseline(plan, suite, deadline_seconds=60))
    try:
        right = {"summing.py": "def f(xs):\n    return sum(xs) + 0\n"}
        assert warm.run(ids=warm.suite.ids, overlay=right, deadline_seconds=60).gate is Gate.PASSED
        assert warm.why_fresh == ""
        wrong = {"summing.py": "def f(xs):\n    return 0\n"}
        assert warm.run(ids=warm.suite.ids, overlay=wrong, deadline_seconds=60).gate is Gate.FAILED
    finally:
        warm.close()
