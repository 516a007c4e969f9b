"""The command line ends every failure in one sentence and the right exit status."""

import subprocess
import sys
import types

import click
import pytest
from click.testing import CliRunner

from ouroboros import __version__
from ouroboros.cli import main as main_module
from ouroboros.cli.main import COMMANDS, Entry, main
from ouroboros.errors import ConfigurationError, InterruptedEvolutionError, TestsFailError


@click.command()
@click.argument("what")
def fails(what):
    errors = {
        "configuration": ConfigurationError("the key is wrong"),
        "target": TestsFailError("the tests fail"),
        "interrupted": InterruptedEvolutionError("kept"),
        "ctrl-c": KeyboardInterrupt(),
        "bug": RuntimeError("a secret in the message of a bug"),
    }
    if what == "status":
        click.get_current_context().exit(7)
    if what in errors:
        raise errors[what]


@pytest.fixture
def run(monkeypatch, tmp_path):
    module = types.ModuleType("commands_that_fail")
    module.fails = fails
    monkeypatch.setitem(sys.modules, module.__name__, module)
    entry = Entry(place=f"{module.__name__}:fails", summary="")
    monkeypatch.setattr(main_module, "COMMANDS", {**COMMANDS, "fails": entry})
    monkeypatch.setenv("OUROBOROS_STATE_DIR", str(tmp_path / "state"))
    return lambda *arguments: CliRunner().invoke(main, arguments)


def test_version(run):
    result = run("--version")
    assert result.exit_code == 0
    assert __version__ in result.output


def test_help_names_every_command_without_importing_any():
    code = """
import sys
from ouroboros.cli.main import main
main(["--help"], standalone_mode=False)
parts = {name.split(".")[1] for name in sys.modules if name.startswith("ouroboros.")}
assert parts == {"cli", "errors"}, parts
assert "scipy" not in sys.modules
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    for name in COMMANDS:
        assert f"\n  {name} " in run.stdout


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_command_explains_itself(run, name):
    result = run(name, "--help")
    assert result.exit_code == 0, result.output
    assert result.output.startswith("Usage: ")


@pytest.mark.parametrize(
    ("what", "status", "message"),
    [
        ("nothing", 0, ""),
        ("status", 7, ""),
        ("configuration", 2, "error: the key is wrong\n"),
        ("target", 3, "error: the tests fail\n"),
        ("interrupted", 130, "error: kept\n"),
    ],
)
def test_failures_end_in_a_sentence_and_a_status(run, what, status, message):
    result = run("fails", what)
    assert result.exit_code == status
    assert result.stderr == message


def test_an_interruption_leaves_with_130(run):
    result = run("fails", "ctrl-c")
    assert result.exit_code == 130
    assert result.stderr.strip() == "interrupted"


def test_a_bug_saves_its_traceback_for_the_owner_only(run, tmp_path):
    result = run("fails", "bug")
    assert result.exit_code == 1
    assert "Traceback" not in result.output
    (saved,) = (tmp_path / "state" / "crashes").iterdir()
    assert str(saved) in result.stderr
    assert "Traceback" in saved.read_text()
    assert saved.stat().st_mode & 0o077 == 0


def test_a_bug_is_told_even_when_its_traceback_cannot_be_saved(run, tmp_path):
    (tmp_path / "state").write_text("a file where the folder should be")
    result = run("fails", "bug")
    assert result.exit_code == 1
    assert "could not be saved" in result.stderr


@pytest.mark.parametrize(
    "arguments", [("no-such-command",), ("init", "--no-such-flag"), ("init", "/no/such/folder")]
)
def test_wrong_usage_is_2(run, arguments):
    assert run(*arguments).exit_code == 2
