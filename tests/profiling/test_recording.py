"""Recording real processes: scripts, modules, tests, forks and sudden ends."""

from __future__ import annotations

import ast
import os
import pickle
import sys
from pathlib import Path

import pytest

from ouroboros.errors import WorkloadFailsError
from ouroboros.profiling.recording import Recording, record
from ouroboros.records.source import GenomeRegion, RegionKind, SourceFile, Span

PACKAGE = """
import functools

class Box:
    def __init__(self, width):
        self.width = width

    @property
    def area(self):
        return self.width ** 2

    @classmethod
    def make(cls, width):
        return cls(width)

@functools.cache
def cached(x):
    return x + 1

def total(values):
    return sum(values)

def work(xs, scale=2):
    return [x * scale for x in xs]
"""
SCRIPT = """
import sys
from pkg.shapes import Box, cached, total, work

class Own:
    pass

def local(own, n):
    own.n = n
    return own

if __name__ == "__main__":
    assert sys.argv == ["bench.py", "--n", "3"], sys.argv
    assert sys.path[0] == __import__("os").path.dirname(__import__("os").path.abspath(__file__))
    assert not any("ouroboros-guest" in entry for entry in sys.path)
    for n in range(3):
        Box.make(n).area
        cached(n % 2)
        local(Own(), n)
        work([n, n + 1])
    total(x for x in [1, 2])
"""


@pytest.fixture
def project(tmp_path):
    (tmp_path / "pkg").mkdir()
    (tmp_path / "pkg" / "__init__.py").touch()
    (tmp_path / "pkg" / "shapes.py").write_text(PACKAGE)
    (tmp_path / "bench.py").write_text(SCRIPT)
    return tmp_path.resolve()


def regions(project: Path, path: str, module: str) -> list[GenomeRegion]:
    file = SourceFile(path=path, module=module, text=(project / path).read_text())
    found = []

    def visit(body, prefix):
        for node in body:
            if isinstance(node, ast.ClassDef):
                visit(node.body, f"{node.name}.")
            elif isinstance(node, ast.FunctionDef):
                first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
                span = Span(start=0, end=1, first_line=first, last_line=node.end_lineno)
                name = prefix + node.name
                found.append(GenomeRegion(file=file, qualname=name, kind=RegionKind.FUNCTION, span=span))

    visit(ast.parse(file.text).body, "")
    return found


def recorded(project: Path, command: str, **options) -> Recording:
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return record(
        command,
        workspace=project,
        python=Path(sys.executable),
        regions=regions(project, "pkg/shapes.py", "pkg.shapes") + regions(project, "bench.py", "bench"),
        environment=environment,
        deadline_seconds=60,
        **options,
    )


def arguments(recording: Recording, function: str) -> list:
    return [pickle.loads(call.payload) for call in recording.calls if call.function == function]


def test_a_script_is_recorded_as_if_run_by_itself(project):
    recording = recorded(project, "python bench.py --n 3")
    assert arguments(recording, "pkg.shapes:work") == [(([n, n + 1],), {}) for n in range(3)]
    assert arguments(recording, "pkg.shapes:cached") == [((0,), {}), ((1,), {})]
    names = {call.function for call in recording.calls}
    assert {"bench:local", "pkg.shapes:Box.__init__", "pkg.shapes:Box.make", "pkg.shapes:Box.area"} <= names
    assert recording.main_file == "bench.py"
    assert recording.modules == {
        "bench.py": "__main__",
        "pkg/__init__.py": "pkg",
        "pkg/shapes.py": "pkg.shapes",
    }
    assert recording.sys_path[0] == str(project)
    profile = recording.types["pkg.shapes:work"]
    assert profile.parameters == {"xs": {"list[int]": 3}, "scale": {"int": 3}}
    assert profile.returns == {"list[int]": 3}
    assert profile.values == {"scale": {"2": 3}}
    assert profile.sizes == {"xs": (2, 2)}
    assert recording.types["pkg.shapes:Box.area"].attributes == {"self.width": {"int": 3}}
    assert recording.types["bench:local"].parameters["own"] == {"bench.Own": 3}
    assert "cannot pickle 'generator'" in recording.skipped["pkg.shapes:total"]
    assert not list(project.glob("**/__pycache__/*ouroboros*"))


def test_tests_are_recorded_through_pytest(project):
    (project / "test_it.py").write_text(
        "from pkg.shapes import work\n\ndef test_work():\n    assert work([1]) == [2]\n"
    )
    recording = recorded(project, "python -m pytest -q -p no:cacheprovider", origin="tests")
    (call,) = recording.calls
    assert (call.function, call.origin, call.raised) == ("pkg.shapes:work", "tests", False)


def test_modules_run_by_name_and_subprocesses_are_recorded(project):
    (project / "start.py").write_text(
        "import subprocess as p, sys\np.run([sys.executable, '-c', 'import pkg.shapes as s; s.work([7])'])\n"
    )
    recording = recorded(project, "cd . && python -m start")
    assert arguments(recording, "pkg.shapes:work") == [(([7],), {})]


def test_forked_children_and_sudden_ends_leave_their_calls(project):
    (project / "ends.py").write_text(
        "import os, signal\nfrom pkg.shapes import work\nwork([1])\n"
        "first = os.fork()\n"
        "if not first:\n    work([2]); os._exit(0)\n"
        "os.waitpid(first, 0)\n"
        "second = os.fork()\n"
        "if not second:\n    work([3]); os.kill(os.getpid(), signal.SIGKILL)\n"
        "os.waitpid(second, 0)\nwork([4])\nos._exit(0)\n"
    )
    recording = recorded(project, "python ends.py")
    assert sorted(arguments(recording, "pkg.shapes:work")) == [(([n],), {}) for n in (1, 2, 3, 4)]
    assert recording.types["pkg.shapes:work"].calls_seen >= 3


def test_a_hidden_sitecustomize_still_runs(project):
    (project / "site").mkdir()
    (project / "site" / "sitecustomize.py").write_text("import builtins\nbuiltins.CUSTOM = 1\n")
    (project / "uses.py").write_text("from pkg.shapes import work\nwork([CUSTOM])\n")
    recording = record(
        "python uses.py",
        workspace=project,
        python=Path(sys.executable),
        regions=regions(project, "pkg/shapes.py", "pkg.shapes"),
        environment={"PYTHONPATH": str(project / "site")},
        deadline_seconds=60,
    )
    assert arguments(recording, "pkg.shapes:work") == [(([1],), {})]


def test_an_isolated_interpreter_runs_as_ever(project):
    (project / "alone.py").write_text("import sys\nassert sys.flags.isolated and len(sys.argv) == 1\n")
    assert recorded(project, "python -I alone.py").calls == ()


def test_a_failing_workload_is_reported_with_its_output(project):
    (project / "bad.py").write_text("print('before the end')\nraise SystemExit(5)\n")
    with pytest.raises(WorkloadFailsError, match=r"exit status 5(?s:.*)before the end"):
        recorded(project, "python bad.py")
    with pytest.raises(WorkloadFailsError, match="cannot be started"):
        recorded(project, "no-such-program-here")
