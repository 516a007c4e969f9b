"""The template can be loaded as it is, holds what was detected, and never overwrites."""

import tomllib

import pytest

from ouroboros.config.detection import detect
from ouroboros.config.loading import load_settings
from ouroboros.config.schema import OPTIONS
from ouroboros.config.template import template, write_template
from ouroboros.errors import ConfigurationError


@pytest.fixture
def shop(tmp_path):
    for name, text in {
        "src/shop/__init__.py": "",
        "src/shop/__main__.py": "",
        "tests/test_shop.py": "def test_it(): pass\n",
        "benchmarks/bench_cart.py": "",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def test_the_written_file_loads_and_holds_what_was_found(shop):
    path, facts = write_template(shop, force=False)
    assert tomllib.loads(path.read_text()) == {"root": "src/shop", "tests": "pytest -q"}
    settings = load_settings(shop, {}, {})
    assert settings.root == shop / "src" / "shop"
    assert facts.workloads == ("python benchmarks/bench_cart.py", "python -m shop")
    assert list(shop.glob(".evolution*")) == []


def test_every_key_is_shown_and_every_default_line_is_valid_once_uncommented(tmp_path):
    lines = template(detect(tmp_path)).splitlines()
    settings = [line.removeprefix("# ") for line in lines if line.removeprefix("# ").split(" ")[0] in OPTIONS]
    assert [line.split(" ")[0] for line in settings] == list(OPTIONS)
    (tmp_path / "evolution_config.toml").write_text("\n".join(settings))
    load_settings(tmp_path, {}, {})


def test_an_existing_file_stays_without_force(shop):
    target = shop / "evolution_config.toml"
    target.write_text("# mine\n")
    with pytest.raises(ConfigurationError, match="--force"):
        write_template(shop, force=False)
    assert target.read_text() == "# mine\n"
    write_template(shop, force=True)
    assert target.read_text() != "# mine\n"
    assert list(shop.glob(".evolution*")) == []


@pytest.mark.parametrize(
    ("files", "tests", "reason"),
    [
        ({"pytest.ini": "[pytest]"}, "pytest -q", "pytest.ini"),
        ({"setup.cfg": "[tool:pytest]"}, "pytest -q", "setup.cfg"),
        ({"tox.ini": "[tox]"}, "", "no test files found"),
        ({"pyproject.toml": "[tool.pytest.ini_options]\n"}, "pytest -q", "pyproject.toml"),
        (
            {"test_a.py": "import unittest\nclass T(unittest.TestCase):\n    def test_a(self): pass\n"},
            "python -m unittest",
            "unittest cases in test_a.py",
        ),
        ({"test_a.py": "def test_a(): pass"}, "pytest -q", "test functions in test_a.py"),
        ({"conftest.py": ""}, "pytest -q", "conftest.py"),
        ({}, "", "no test files found"),
    ],
)
def test_the_tests_command_is_detected(tmp_path, files, tests, reason):
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    facts = detect(tmp_path)
    assert facts.tests == tests
    assert reason in facts.tests_reason


def test_several_packages_mean_their_folder(tmp_path):
    for name in ("a", "b"):
        (tmp_path / "src" / name).mkdir(parents=True)
        (tmp_path / "src" / name / "__init__.py").touch()
    assert 'root = "src"' in template(detect(tmp_path))


def test_plain_modules_mean_the_project(tmp_path):
    (tmp_path / "one.py").touch()
    (tmp_path / "two.py").touch()
    assert 'root = "."' in template(detect(tmp_path))
