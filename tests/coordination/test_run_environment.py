"""The command that makes a run again, and what the machine was."""

import sys

import pytest

from ouroboros.arena.sandboxing.resources import Resources
from ouroboros.cli.evolve import evolve
from ouroboros.config.loading import load_settings
from ouroboros.coordination.run_environment import FLAGS, command_words, run_environment


@pytest.fixture
def settings(tmp_path):
    (tmp_path / "pkg").mkdir()

    def loaded(**given):
        return load_settings(tmp_path, {"root": str(tmp_path / "pkg"), **given}, {})

    return loaded


def parsed(words):
    """Flags and variables of a command, as the command line reads them."""
    at = words.index("ouroboros")
    with evolve.make_context("evolve", list(words[at + 2 :])) as context:
        flags = {name: value for name, value in context.params.items() if name in {*FLAGS, "root"}}
    return {**flags, "root": str(flags["root"])}, dict(word.split("=", 1) for word in words[:at])


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"workload": "python bench.py --size 3", "tests": "pytest -q"},
        {"only": ("pkg.a:f", "pkg.b:*"), "seed": 7, "budget": "90s", "strategy": "conservative"},
        {"alpha": 0.01, "minimum_speedup": 1.1, "minimum_sandbox": "full", "memory_limit": "2G"},
        {"weights": "performance=2,security=0.5", "workload_timeout": "1m", "tests_timeout": 30},
        {"python": sys.executable},
        {"float_tolerance": "1e-9", "recorded_calls_days": 3, "recorded_calls_size": "1M"},
    ],
)
def test_the_command_gives_the_same_settings_again(tmp_path, settings, given) -> None:
    first = settings(**given)
    flags, variables = parsed(command_words(first))
    assert load_settings(tmp_path, flags, variables) == first


def test_defaults_are_not_told(tmp_path, settings) -> None:
    assert command_words(settings()) == ("ouroboros", "evolve", str(tmp_path / "pkg"))


def test_the_machine_is_named(settings) -> None:
    told = run_environment(
        settings(),
        before=Resources(cores=2, load=0.5, available_bytes=1 << 30),
        after=Resources(cores=2, load=1.5, available_bytes=1 << 30),
    )
    assert sys.executable in told.interpreter
    assert f"{sys.version_info.major}.{sys.version_info.minor}." in told.interpreter
    assert (told.cores, told.load_before, told.load_after) == (2, 0.5, 1.5)
    assert told.processor
    assert told.memory_bytes > 1 << 20
