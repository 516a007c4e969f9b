"""A tests command is understood as the user meant it."""

from pathlib import Path

import pytest

from ouroboros.arena.testing.pytest_command import PLUGIN, TestsCommand

GO_ON = "--continue-on-collection-errors"
PYTHON = Path("/some/bin/python")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("pytest -q", ["-P", "-m", "pytest", "-p", PLUGIN, GO_ON, "-q"]),
        ("python -m pytest tests", ["-m", "pytest", "-p", PLUGIN, GO_ON, "tests"]),
        ("python3.12 -m pytest", ["-m", "pytest", "-p", PLUGIN, GO_ON]),
        (".venv/bin/pytest -x", ["-P", "-m", "pytest", "-p", PLUGIN, GO_ON, "-x"]),
        ("pytest -k 'a and (b or c)'", ["-P", "-m", "pytest", "-p", PLUGIN, GO_ON, "-k", "a and (b or c)"]),
    ],
)
def test_pytest_is_recognised(text, words):
    command = TestsCommand.parse(text)
    assert command.is_pytest
    assert command.reporting(PYTHON) == [str(PYTHON), *words]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("python -m unittest -q", [str(PYTHON), "-m", "unittest", "-q"]),
        ("tox -e py", ["tox", "-e", "py"]),
        ("cd tests && pytest", ["/bin/sh", "-c", "cd tests && pytest"]),
        ("pytest tests/*.py", ["/bin/sh", "-c", "pytest tests/*.py"]),
        ("pytest | tee log", ["/bin/sh", "-c", "pytest | tee log"]),
        ("MODE=x make test", ["/bin/sh", "-c", "MODE=x make test"]),
    ],
)
def test_other_commands_run_as_they_are(text, words):
    command = TestsCommand.parse(text)
    assert not command.is_pytest
    assert command.whole(PYTHON) == words


def test_assignments_in_front_become_the_environment():
    command = TestsCommand.parse("PYTHONPATH=src MODE=fast pytest -q")
    merged = command.environment({"PATH": "/bin", "HOME": "/h"}, PYTHON, plugin_folder="plug")
    assert command.is_pytest
    assert merged["MODE"] == "fast"
    assert merged["PYTHONPATH"] == "plug:src"
    assert merged["PATH"] == "/some/bin:/bin"
    assert merged["HOME"] == "/h"
