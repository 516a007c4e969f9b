"""init, doctor and operators, as a user runs them."""

import importlib
import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from ouroboros.cli import machine_checks
from ouroboros.cli.doctor import doctor
from ouroboros.cli.init import init
from ouroboros.cli.main import main
from ouroboros.cli.operators import operators
from ouroboros.mutation.catalogue import operators as catalogue
from ouroboros.records.candidate import OptimizationOp, RefactoringOp
from ouroboros.storage.report_store import ReportStore

listing = importlib.import_module("ouroboros.cli.operators")


def run(command, *arguments):
    return CliRunner().invoke(command, arguments, catch_exceptions=False)


def test_init_says_what_it_found(tmp_path):
    (tmp_path / "shop.py").touch()
    (tmp_path / "test_shop.py").write_text("def test_it(): pass\n")
    result = run(init, str(tmp_path))
    assert result.exit_code == 0
    assert "packages: shop.py" in result.output
    assert "tests:    pytest -q (test functions in test_shop.py)" in result.output
    assert (tmp_path / "evolution_config.toml").is_file()


def test_init_does_not_overwrite(tmp_path):
    (tmp_path / "evolution_config.toml").write_text("# mine\n")
    result = CliRunner().invoke(main, ["init", str(tmp_path)])
    assert result.exit_code == 2
    assert "--force" in result.stderr
    assert (tmp_path / "evolution_config.toml").read_text() == "# mine\n"


def test_operators_lists_the_whole_catalogue():
    listed = json.loads(run(operators, "--json").output)["operators"]
    assert {entry["name"] for entry in listed} == {operator.name for operator in catalogue()}
    text = run(operators).output
    assert all(entry["name"] in text for entry in listed)


def test_operators_lists_every_category_and_says_where_there_is_none(tmp_path, monkeypatch):
    hoist = next(each for each in catalogue() if each.name == "hoist-invariant")
    monkeypatch.setattr(listing, "catalogue", lambda: (hoist,))
    text = run(operators, "--state-dir", str(tmp_path)).output
    for category in (*RefactoringOp, *OptimizationOp):
        assert str(category) in text
    assert text.count("no rewrite yet") == 19
    assert "1 rewrites in 1 of 20 categories" in text
    listed = json.loads(run(operators, "--json", "--state-dir", str(tmp_path)).output)
    assert len(listed["categories"]) == 20
    assert [each["operators"] for each in listed["categories"] if each["operators"]] == [["hoist-invariant"]]


@pytest.mark.parametrize("operator", catalogue(), ids=lambda operator: operator.name)
def test_operators_shows_all_about_one(operator, tmp_path):
    text = run(operators, operator.name, "--state-dir", str(tmp_path)).output
    assert operator.summary in text
    assert "not tried in any run that is kept" in text
    assert text.count("\nExample ") == len(operator.examples)
    assert all(refusal.reason in text for refusal in operator.refusals)
    told = json.loads(run(operators, operator.name, "--json", "--state-dir", str(tmp_path)).output)
    for example, shown in zip(operator.examples, told["examples"], strict=True):
        kept = [line[1:] for line in shown["diff"] if line[0] in " +"]
        assert kept == example.after.splitlines()
        assert [line[1:] for line in shown["diff"] if line[0] in " -"] == example.before.splitlines()


def test_operators_counts_what_became_of_them(tmp_path):
    attempts = [{"operator": "hoist-invariant", "tried": 4, "passed": 2, "won": True, "speedup": 2.5}]
    winner = {"operators": ["hoist-invariant"]}
    functions = [
        {"function": "m:f", "winner": winner, "attempts": attempts},
        {"function": "m:g", "winner": None, "attempts": [{**attempts[0], "passed": 0, "speedup": None}]},
    ]
    ReportStore(tmp_path / "reports").put({"target": "shop", "functions": functions}, started=1.0)
    told = "tried in 2 functions, faster in 1, won in 1, at best 2.50x"
    assert told in run(operators, "hoist-invariant", "--state-dir", str(tmp_path)).output
    assert told in run(operators, "--state-dir", str(tmp_path)).output
    shown = json.loads(run(operators, "hoist", "--json", "--state-dir", str(tmp_path)).output)
    assert shown["so_far"] == {"tried": 2, "faster": 1, "won": 1, "best_speedup": 2.5}


def test_operators_suggests_names():
    result = CliRunner().invoke(main, ["operators", "hoist-invariants"])
    assert result.exit_code == 2
    assert "did you mean hoist-invariant" in result.stderr


@pytest.fixture
def project(tmp_path, monkeypatch):
    (tmp_path / "pyproject.toml").touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def only_python(monkeypatch):
    """Sampling and timing take seconds; they are run for real in the journeys."""
    calm = machine_checks.Finding(name="x", state=machine_checks.State.OK, detail="")
    monkeypatch.setattr(machine_checks, "_sampler", lambda python: calm)
    monkeypatch.setattr(machine_checks, "_noise", lambda: calm)


@pytest.mark.usefixtures("project", "only_python")
def test_doctor_tells_state_and_remedy_of_everything():
    report = json.loads(run(doctor, "--json").output)
    names = [finding["name"] for finding in report["findings"]]
    assert {"sandbox", "python of the target", "pytest in the target", "cgroups", "cores"} <= set(names)
    for finding in report["findings"]:
        assert finding["state"] in {"ok", "limited", "missing"}
        assert finding["state"] != "missing" or finding["remedy"]
    assert report["ready"] == all(finding["state"] != "missing" for finding in report["findings"])


@pytest.mark.usefixtures("only_python")
def test_doctor_fails_when_the_target_has_no_usable_interpreter(project):
    python = project / "python"
    python.write_text("#!/bin/sh\nexit 1\n")
    python.chmod(0o755)
    result = run(doctor, "--python", str(python))
    assert result.exit_code == 1
    assert "--python" in result.output
    assert "cannot run here" in result.output


def test_the_sampler_is_tried_for_real():
    finding = machine_checks._sampler(Path(sys.executable))
    assert finding.name == "py-spy"
    assert finding.state is machine_checks.State.OK or finding.remedy


def test_noise_is_a_share():
    assert "%" in machine_checks._noise().detail
