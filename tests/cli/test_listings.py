"""init, doctor and operators, as a user runs them."""

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
