"""Settings merged: defaults < file < environment < flags. What is wrong is named, never skipped."""

from __future__ import annotations

import difflib
import os
import shutil
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ouroboros.config.environment import PREFIX, from_environment
from ouroboros.config.schema import OPTIONS, Option, Settings, default_state_dir
from ouroboros.errors import ConfigurationError

CONFIG_FILE = "evolution_config.toml"

_BY_NAME = {name: option for option in OPTIONS.values() for name in (option.key, option.field)}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Given:
    """One raw value, where it stands and what relative paths in it refer to."""

    source: str
    value: Any
    base: Path


def load_settings(project: Path, flags: Mapping[str, Any], environ: Mapping[str, str]) -> Settings:
    """Merge and check all settings.

    Args:
        project: root of the project; holds ``evolution_config.toml`` or ``pyproject.toml``, or neither.
        flags: key → value as typed; ``None`` and empty lists mean "not given". Relative paths refer to the
            current folder, as those in the environment do; in a file they refer to the project.
        environ: environment variables.

    Raises:
        ConfigurationError: an unknown key or a bad value, a file that cannot be read, two files at once.

    """
    project = project.absolute()
    given: dict[str, _Given] = {}
    for key, value, source in _from_file(project):
        given[_known(key, value, source)] = _Given(source=source, value=value, base=project)
    for key, value in from_environment(environ).items():
        name = PREFIX + key.upper()
        given[_known(key, value, "the environment", shown=name)] = _Given(
            source=f"the environment: {name}", value=value, base=Path.cwd()
        )
    for key, value in flags.items():
        if value is None or value in ((), []):
            continue
        known = _known(key, value, "the command line")
        given[known] = _Given(source=f"the command line: {OPTIONS[known].flag}", value=value, base=Path.cwd())
    fields = {option.field: _value(option, given.get(option.key), project) for option in OPTIONS.values()}
    fields["state_dir"] = fields["state_dir"] or default_state_dir(environ)
    return Settings(project=project, **fields)


def _from_file(project: Path) -> list[tuple[str, Any, str]]:
    """(key, value, file) of every setting in the project's file."""
    own = project / CONFIG_FILE
    shared = project / "pyproject.toml"
    table = _toml(shared).get("tool", {}) if shared.is_file() else {}
    section = table.get("ouroboros") if isinstance(table, dict) else None
    if own.is_file():
        if section is not None:
            raise ConfigurationError(
                f"settings stand in two places: {own} and [tool.ouroboros] in {shared}; keep one of them"
            )
        return [(key, value, str(own)) for key, value in _toml(own).items()]
    if section is None:
        return []
    if not isinstance(section, dict):
        raise ConfigurationError(
            f"{shared}: tool.ouroboros = {section!r} is not a table; write [tool.ouroboros]"
        )
    return [(key, value, f"{shared} [tool.ouroboros]") for key, value in section.items()]


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path} is not valid TOML: {error}") from error
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}") from error


def _known(key: str, value: Any, source: str, *, shown: str = "") -> str:
    """The option's key that ``key`` (or the name of its field) stands for."""
    option = _BY_NAME.get(key)
    if option is not None:
        return option.key
    near = difflib.get_close_matches(key, OPTIONS, n=1)
    name = f"{PREFIX}{near[0].upper()}" if near and shown else near[0] if near else ""
    hint = f"did you mean {name}? " if near else ""
    raise ConfigurationError(
        f"{source}: unknown key {shown or key} (value {value!r}); {hint}Allowed keys: {', '.join(OPTIONS)}"
    )


def _value(option: Option, given: _Given | None, project: Path) -> Any:
    if given is None:
        given = _Given(source="the default", value=option.default, base=project)
        if option.key == "state_dir":
            return None
    try:
        value = option.read(given.value)
        return _path(option.key, value, given.base) if option.is_path else value
    except ValueError as error:
        raise ConfigurationError(_bad(option, given, str(error))) from None


def _bad(option: Option, given: _Given, reason: str) -> str:
    hint = ""
    if isinstance(given.value, str):
        near = difflib.get_close_matches(given.value, option.allowed.split(", "), n=1)
        hint = f"; did you mean {near[0]}?" if near and near[0] != given.value else ""
    place = given.source if ": " in given.source else f"{given.source}: {option.key}"
    return f"{place} = {given.value!r}: {reason}{hint}. Allowed: {option.allowed}"


def _path(key: str, value: str, base: Path) -> Path:
    """An absolute path that exists where it must; symbolic links stay: a virtual environment is one."""
    if not value.strip():
        raise ValueError("it is empty")
    if key == "python" and os.sep not in value:
        found = shutil.which(value)
        if found is None:
            raise ValueError("no such program on PATH")
        return Path(found).absolute()
    path = Path(os.path.normpath(base / Path(value).expanduser()))
    if key == "python" and not os.access(path, os.X_OK):
        raise ValueError(f"{path} is not an executable file")
    if key == "root" and not path.exists():
        raise ValueError(f"{path} does not exist")
    return path
