"""A command line is read as a shell would, and ``python`` means the chosen interpreter."""

from __future__ import annotations

from pathlib import Path

import pytest

from ouroboros.errors import UsageError
from ouroboros.records.command import Command, environment_for, script_position, without_assignments

PYTHON = Path("/venv/bin/python3.11")


@pytest.mark.parametrize(
    ("text", "shell"),
    [
        ("python bench.py --n 3", False),
        ("python bench.py 'a;b' \"c|d\"", False),
        ("pytest -q 'tests/test_a.py::test[1]'", False),
        ("make bench && python bench.py", True),
        ("python bench.py > out", True),
        ("N=3 python bench.py", True),
        ('python bench.py "$N"', True),
        ("python bench.py '$N'", False),
        ("python bench.py ~/data", True),
        ("python bench.py a~b", False),
        (r"python bench.py a\;b", False),
    ],
)
def test_a_shell_is_used_only_for_what_needs_one(text, shell):
    assert Command.parse(text).shell is shell


def test_python_is_the_chosen_interpreter():
    assert Command.parse("python3 -m timeit").arguments(PYTHON) == (str(PYTHON), "-m", "timeit")
    assert Command.parse("python a; true").arguments(PYTHON) == ("/bin/sh", "-c", "python a; true")
    assert Command.parse("pytest -q").arguments(PYTHON) == (str(PYTHON), "-m", "pytest", "-q")
    assert environment_for(PYTHON, {"PATH": "/bin", "A": "b"}) == {"PATH": "/venv/bin:/bin", "A": "b"}


@pytest.mark.parametrize("text", ["", "   ", "python 'bench.py"])
def test_an_unreadable_command_is_a_usage_error(text):
    with pytest.raises(UsageError, match=r"command"):
        Command.parse(text)


@pytest.mark.parametrize(
    ("arguments", "position"),
    [
        (("python", "bench.py", "-m"), 1),
        (("/x/python3.12", "-X", "dev", "-W", "error", "-OO", "bench.py"), 6),
        (("python", "-Xdev", "-Wignore::module", "bench.py"), 3),
        (("python", "-m", "timeit"), None),
        (("python", "-Im", "timeit"), None),
        (("python", "-c", "pass", "bench.py"), None),
        (("python", "-"), None),
        (("python",), None),
        (("make", "bench.py"), None),
    ],
)
def test_the_script_is_found_behind_the_options(arguments, position):
    assert script_position(arguments) == position


@pytest.mark.parametrize(
    ("text", "taken", "rest"),
    [
        ("PYTHONPATH=src python -m pkg", {"PYTHONPATH": "src"}, "python -m pkg"),
        ("A='x y' B= python 'my file.py'", {"A": "x y", "B": ""}, "python 'my file.py'"),
        ("A=$HOME python x.py", {}, "A=$HOME python x.py"),
        ("A=1", {}, "A=1"),
        ("A=1 A=1 python x.py", {}, "A=1 A=1 python x.py"),
        ("A=1 python x.py | cat", {}, "A=1 python x.py | cat"),
        ("python x.py A=1", {}, "python x.py A=1"),
        ("A='1 python", {}, "A='1 python"),
    ],
)
def test_variables_that_a_command_sets_for_itself(text, taken, rest) -> None:
    assert without_assignments(text) == (taken, rest)
