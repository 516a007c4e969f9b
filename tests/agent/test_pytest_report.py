"""The report plugin sees outcomes and entered functions, under both ways of listening."""

import json
import os
import shutil
import subprocess
import sys

import pytest

from ouroboros.agent import pytest_report

LIB = "def one():\n    return 1\n\n\ndef two():\n    return one() + 1\n"


def report_of(folder, tests, *arguments, **environ):
    (folder / "lib.py").write_text(LIB)
    (folder / "test_it.py").write_text(tests)
    plugins = folder / "plugins"
    plugins.mkdir()
    shutil.copy(pytest_report.__file__, plugins / "the_plugin.py")
    out = folder / "report.json"
    subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "the_plugin", *arguments],
        cwd=folder,
        env={
            "PATH": os.defpath,
            "PYTHONPATH": str(plugins),
            "OUROBOROS_PYTEST_REPORT": str(out),
            "OUROBOROS_PYTEST_ROOT": str(folder),
            **environ,
        },
        capture_output=True,
        check=False,
    )
    report = json.loads(out.read_text())
    functions = [tuple(place) for place in report["functions"]]
    return {
        name.partition("::")[2]: (test["outcome"], {functions[index] for index in test["reaches"]} - {None})
        for name, test in report["tests"].items()
    }


def entered(result):
    return {place for place in result[1] if place[0] == "lib.py"}


def test_functions_are_counted_for_every_test_anew(tmp_path):
    tests = "import lib\ndef test_a(): lib.two()\ndef test_b(): lib.one()\ndef test_c(): lib.two()\n"
    found = report_of(tmp_path, tests)
    assert entered(found["test_a"]) == entered(found["test_c"]) == {("lib.py", 1), ("lib.py", 5)}
    assert entered(found["test_b"]) == {("lib.py", 1)}


def test_threads_are_seen(tmp_path):
    tests = (
        "import lib, threading\n"
        "def test_a():\n"
        "    thread = threading.Thread(target=lib.one)\n    thread.start()\n    thread.join()\n"
    )
    assert entered(report_of(tmp_path, tests)["test_a"]) == {("lib.py", 1)}


def test_a_test_that_takes_the_profile_hook_does_not_blind_the_next(tmp_path):
    tests = "import lib, sys\ndef test_a(): sys.setprofile(None)\ndef test_b(): lib.one()\n"
    assert entered(report_of(tmp_path, tests)["test_b"]) == {("lib.py", 1)}


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ("def test_x(): pass", "passed"),
        ("def test_x(): assert 0", "failed"),
        ("@pytest.fixture\ndef bad(): assert 0\ndef test_x(bad): pass", "error"),
        ("@pytest.fixture\ndef bad():\n    yield\n    assert 0\ndef test_x(bad): pass", "error"),
        ("def test_x(): pytest.skip()", "skipped"),
        ("def test_x(): pytest.xfail()", "xfailed"),
        ("@pytest.mark.xfail\ndef test_x(): pass", "xpassed"),
        ("@pytest.mark.xfail(strict=True)\ndef test_x(): pass", "failed"),
    ],
)
def test_outcomes(tmp_path, body, outcome):
    assert report_of(tmp_path, f"import pytest\n{body}\n")["test_x"][0] == outcome


def test_only_the_wanted_tests_run_and_other_files_are_not_even_imported(tmp_path):
    (tmp_path / "test_other.py").write_text("raise SystemExit(3)\n")
    wanted = tmp_path / "only.json"
    wanted.write_text(json.dumps(["test_it.py::test_b"]))
    tests = "def test_a(): pass\ndef test_b(): pass\n"
    found = report_of(tmp_path, tests, OUROBOROS_PYTEST_ONLY=str(wanted))
    assert list(found) == ["test_b"]


def test_without_a_place_for_the_report_nothing_happens(monkeypatch):
    monkeypatch.delenv("OUROBOROS_PYTEST_REPORT", raising=False)
    assert pytest_report.pytest_configure(None) is None


def test_the_profile_hook_is_used_where_monitoring_is_missing(tmp_path, monkeypatch):
    monkeypatch.delattr(sys, "monitoring", raising=False)
    before = sys.getprofile()
    tracer = pytest_report.FunctionTracer(str(tmp_path))
    code = compile(LIB, str(tmp_path / "lib.py"), "exec")
    names = {}
    exec(code, names)
    tracer.start()
    try:
        names["two"]()
    finally:
        tracer.stop()
        sys.setprofile(before)
    assert tracer.current == {("lib.py", 1), ("lib.py", 5)}
