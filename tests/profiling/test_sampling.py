"""Sampling real processes, from outside and from inside."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from ouroboros.errors import WorkloadFailsError
from ouroboros.profiling.sampling import parse_raw, sample

BUSY = """
import time

def hot(seconds):
    total, end = 0, time.process_time() + seconds
    while time.process_time() < end:
        total += 1
    return total

hot(0.5)
"""


def sampled(project: Path, command: str, **options):
    return sample(
        command,
        workspace=project,
        python=Path(sys.executable),
        environment=dict(os.environ),
        deadline_seconds=60,
        rate_hz=300,
        **options,
    )


@pytest.mark.parametrize("inside", [False, True])
def test_the_hot_function_is_found_by_file_and_line(tmp_path, inside):
    script = tmp_path.resolve() / "busy.py"
    script.write_text(BUSY)
    profile = sampled(script.parent, "python busy.py", inside=inside)
    assert profile.source == "timer signal" if inside else profile.source in ("py-spy", "timer signal")
    hot = sum(
        one.count for one in profile.samples if one.stack[-1][0] == str(script) and one.stack[-1][2] == "hot"
    )
    assert hot > profile.total / 2
    assert profile.samples[0].stack[-1][1] in range(5, 9)
    assert not any("ouroboros" in frame[0] for one in profile.samples for frame in one.stack)


def test_a_short_workload_runs_again_until_its_rarer_functions_are_seen(tmp_path):
    script = tmp_path.resolve() / "busy.py"
    script.write_text(BUSY.replace("hot(0.5)", "def other():\n    hot(0.002)\n\n\nhot(0.02)\nother()\n"))
    profile = sampled(script.parent, "python busy.py", inside=True)
    seen = sum(one.count for one in profile.samples if any(frame[2] == "other" for frame in one.stack))
    assert profile.total > 20
    assert 0 < seen < profile.total / 2
    assert profile.seconds < 1  # of one run


def test_a_failing_workload_is_reported_with_status_and_output(tmp_path):
    (tmp_path / "bad.py").write_text("print('the end is near')\nraise SystemExit(7)\n")
    for inside in (False, True):
        with pytest.raises(WorkloadFailsError, match=r"exit status 7(?s:.*)the end is near"):
            sampled(tmp_path, "python bad.py", inside=inside)


def test_a_workload_that_does_not_end_is_ended(tmp_path):
    (tmp_path / "endless.py").write_text("import time\nprint('begun', flush=True)\ntime.sleep(600)\n")
    with pytest.raises(WorkloadFailsError, match=r"did not end in 1 s"):
        sample(
            "python endless.py",
            workspace=tmp_path,
            python=Path(sys.executable),
            environment=dict(os.environ),
            deadline_seconds=1,
            inside=True,
        )


def test_raw_stacks_are_read():
    raw = [
        'process 7:"";process 9:"python -S /t/r.py a;b";<module> (/p/a;b.py:3);Box.area (/p/c.py:12) 4\n',
        "<module> (/p/a;b.py:3);Box.area (/p/c.py:12) 2\n",
        "run (/t/ouroboros_runner.py:5);wait (/lib/subprocess.py:9) 3\n",
        "native (libc.so.6) 9\n",
        "no count\n",
    ]
    stack = (("/p/a;b.py", 3, "<module>"), ("/p/c.py", 12, "Box.area"))
    assert parse_raw(raw) == {stack: 6}
