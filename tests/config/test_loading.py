"""Defaults < file < environment < flags; mistakes name file, key, value and what is allowed."""

import re
import sys
from pathlib import Path

import pytest

import ouroboros.agent
from ouroboros.config.loading import load_settings
from ouroboros.config.schema import OPTIONS, STRATEGIES, Settings
from ouroboros.errors import ConfigurationError


def load(project, flags=None, **environ):
    return load_settings(project, flags or {}, environ)


def configure(project, text):
    (project / "evolution_config.toml").write_text(text, encoding="utf-8")


def test_defaults(tmp_path):
    settings = load(tmp_path, XDG_STATE_HOME="/var/somewhere")
    assert settings.root == settings.project == tmp_path
    assert settings.budget_seconds == 600
    assert settings.strategy == "balanced"
    assert settings.python == Path(sys.executable)
    assert settings.workload_timeout_seconds == 300
    assert settings.tests_timeout_seconds == 600
    assert settings.minimum_speedup == 1.02
    assert settings.alpha == 0.05
    assert settings.confirmation_pairs == 20
    assert settings.max_regions == 25
    assert settings.min_share == 0.01
    assert settings.float_tolerance is None
    assert settings.only == ()
    assert settings.state_dir == Path("/var/somewhere/ouroboros")


def test_the_state_directory_ignores_a_relative_xdg_folder(tmp_path):
    assert load(tmp_path, XDG_STATE_HOME="state").state_dir == Path("~/.local/state/ouroboros").expanduser()


def test_each_place_overrides_the_one_before(tmp_path):
    configure(tmp_path, 'budget = "1m"\nseed = 1\nstrategy = "conservative"\n')
    settings = load(tmp_path, {"seed": "3"}, OUROBOROS_SEED="2", OUROBOROS_BUDGET="2m")
    assert (settings.strategy, settings.budget_seconds, settings.seed) == ("conservative", 120, 3)


def test_flags_that_were_not_given_override_nothing(tmp_path):
    configure(tmp_path, 'tests = "pytest"\nonly = ["a:*"]\n')
    settings = load(tmp_path, {"tests": None, "only": ()})
    assert (settings.tests, settings.only) == ("pytest", ("a:*",))


def test_pyproject_is_read_when_there_is_no_own_file(tmp_path):
    (tmp_path / "pyproject.toml").write_text("[tool.ouroboros]\nseed = 7\n")
    assert load(tmp_path).seed == 7


def test_two_files_at_once_are_an_error(tmp_path):
    (tmp_path / "pyproject.toml").write_text("[tool.ouroboros]\nseed = 7\n")
    configure(tmp_path, "seed = 8\n")
    with pytest.raises(ConfigurationError, match="two places"):
        load(tmp_path)


def test_a_field_name_is_accepted_as_a_key(tmp_path):
    assert load(tmp_path, {"budget_seconds": 30}).budget_seconds == 30


def test_relative_paths_refer_to_the_project_in_files_and_to_the_current_folder_in_flags(
    tmp_path, monkeypatch
):
    (tmp_path / "src").mkdir()
    (tmp_path / "here" / "lib").mkdir(parents=True)
    configure(tmp_path, 'root = "src"\n')
    assert load(tmp_path).root == tmp_path / "src"
    monkeypatch.chdir(tmp_path / "here")
    assert load(tmp_path, {"root": "lib"}).root == tmp_path / "here" / "lib"


def test_an_interpreter_keeps_its_symbolic_link(tmp_path):
    link = tmp_path / "bin" / "python"
    link.parent.mkdir()
    link.symlink_to(sys.executable)
    assert load(tmp_path, {"python": str(link)}).python == link


def test_the_engines_own_variables_are_no_settings(tmp_path):
    agent = Path(ouroboros.agent.__path__[0])
    names = {
        name
        for path in agent.glob("*.py")
        for name in re.findall(r"\bOUROBOROS_[A-Z_]+", path.read_text(encoding="utf-8"))
    }
    assert "OUROBOROS_PYTEST_REPORT" in names
    load(tmp_path, **dict.fromkeys(names, "anything"))


def test_every_setting_is_a_field_with_a_usable_default(tmp_path):
    fields = set(Settings.__dataclass_fields__) - {"project"}
    assert {option.field for option in OPTIONS.values()} == fields


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("budgit = 3", ["evolution_config.toml", "budgit", "3", "did you mean budget?", "workload"]),
        ('budget = "soon"', ["evolution_config.toml", "budget", "'soon'", "1h30m"]),
        ('strategy = "ballanced"', ["strategy", "'ballanced'", "did you mean balanced?", *STRATEGIES]),
        ('executor = "ray"', ["executor", "'ray'", "not available in this version yet", "Allowed: local"]),
        ("alpha = 2", ["alpha", "2", "out of range"]),
        ("confirmation_pairs = 3", ["confirmation_pairs", "8 to 1000"]),
        ('root = "nowhere"', ["root", "does not exist"]),
        ('python = "no-such-python"', ["python", "no such program on PATH"]),
        ("float_tolerance = 0.01", ["float_tolerance", "0.01", "larger than 0.001", "such as 1e-9"]),
        ("float_tolerance = 0", ["float_tolerance", "above 0", '"none" compares floats bit for bit']),
        ('float_tolerance = "some"', ["float_tolerance", "'some'", "no number", '"none"']),
        ("seed = true", ["seed", "True", "no whole number"]),
        ("tests = 5", ["tests", "5", "not text"]),
        ("memory_limit = -1", ["memory_limit", "-1"]),
        ('state_dir = ""', ["state_dir", "empty"]),
        ("recorded_calls_days = -1", ["recorded_calls_days", "-1", "0 keeps none"]),
        ('recorded_calls_size = "much"', ["recorded_calls_size", "'much'", "512M"]),
        ('redact = "shop.privacy"', ["redact", "'shop.privacy'", "package.module:name"]),
        ("broken", ["evolution_config.toml", "not valid TOML"]),
    ],
)
def test_mistakes_in_a_file_are_named(tmp_path, text, parts):
    configure(tmp_path, text)
    with pytest.raises(ConfigurationError) as caught:
        load(tmp_path)
    assert caught.value.exit_status == 2
    for part in parts:
        assert part in str(caught.value)


def test_a_tolerance_comes_from_everywhere(tmp_path):
    configure(tmp_path, "float_tolerance = 1e-6\n")
    assert load(tmp_path).float_tolerance == 1e-6
    assert load(tmp_path, OUROBOROS_FLOAT_TOLERANCE="1e-7").float_tolerance == 1e-7
    assert (
        load(tmp_path, {"float_tolerance": "1e-8"}, OUROBOROS_FLOAT_TOLERANCE="1e-7").float_tolerance == 1e-8
    )
    assert load(tmp_path, {"float_tolerance": "none"}).float_tolerance is None
    with pytest.raises(ConfigurationError, match=r"--float-tolerance = '1'.*larger than 0.001"):
        load(tmp_path, {"float_tolerance": "1"})


def test_mistakes_in_the_environment_are_named(tmp_path):
    with pytest.raises(ConfigurationError, match=r"OUROBOROS_BUGDET.*did you mean OUROBOROS_BUDGET"):
        load(tmp_path, OUROBOROS_BUGDET="1m")
    with pytest.raises(ConfigurationError, match=r"OUROBOROS_SEED = 'x'"):
        load(tmp_path, OUROBOROS_SEED="x")


def test_mistakes_on_the_command_line_are_named(tmp_path):
    with pytest.raises(ConfigurationError, match=r"--workload-timeout = '-1'"):
        load(tmp_path, {"workload_timeout": "-1"})


def test_a_tool_section_that_is_no_table_is_an_error(tmp_path):
    (tmp_path / "pyproject.toml").write_text("[tool]\nouroboros = 3\n")
    with pytest.raises(ConfigurationError, match="not a table"):
        load(tmp_path)
