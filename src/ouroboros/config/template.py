"""The commented ``evolution_config.toml`` that ``ouroboros init`` writes."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from pathlib import Path

from ouroboros.config.detection import ProjectFacts, detect
from ouroboros.config.loading import CONFIG_FILE
from ouroboros.config.schema import OPTIONS, Option
from ouroboros.errors import ConfigurationError

HEADER = """\
# Settings of Ouroboros for this project.
# A value here gives way to OUROBOROS_<KEY> in the environment, and that to the flag of the same name.
# Lines that begin with "# " followed by a key show the default.
"""

_EXAMPLES = {
    "budget": '"10m"',
    "workload_timeout": '"5m"',
    "tests_timeout": '"10m"',
    "memory_limit": '"4G"',
    "recorded_calls_days": "30",
    "recorded_calls_size": '"64M"',
    "redact": '"shop.privacy:without_names"',
    "python": '"python3"',
    "only": '["shop.pricing:*"]',
    "state_dir": '"~/.local/state/ouroboros"',
}


def template(facts: ProjectFacts) -> str:
    """Text of the file: every key with its purpose and what is allowed; what was detected is filled in."""
    return HEADER + "".join(_entry(option, facts) for option in OPTIONS.values())


def _entry(option: Option, facts: ProjectFacts) -> str:
    lines = [f"\n# {option.purpose}", f"# Allowed: {option.allowed}."]
    if option.key == "root":
        folders = {package.rpartition("/")[0] for package in facts.packages}
        lines += [f"# Packages found: {', '.join(facts.packages) or 'none'}."]
        # One package: that one. Several: the folder that holds them.
        chosen = facts.packages[0] if len(facts.packages) == 1 else min(folders, default="") or "."
        lines.append(f"root = {_quoted(chosen)}")
    elif option.key == "tests" and facts.tests:
        lines += [f"# Found through {facts.tests_reason}.", f"tests = {_quoted(facts.tests)}"]
    elif option.key == "workload":
        lines += [f"# workload = {_quoted(command)}" for command in facts.workloads or ("python bench.py",)]
    else:
        fallback = '"pytest -q"' if option.key == "tests" else _literal(option.default)
        lines.append(f"# {option.key} = {_EXAMPLES.get(option.key, fallback)}")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    # JSON's escapes are a subset of TOML's basic strings, once DEL is escaped as well.
    return json.dumps(text).replace("\x7f", "\\u007f")


def _literal(value: object) -> str:
    return _quoted(value) if isinstance(value, str) else str(value)


def write_template(project: Path, *, force: bool) -> tuple[Path, ProjectFacts]:
    """Write the file into ``project`` in one step and return where it is and what was detected.

    Args:
        project: an existing folder.
        force: replace a file that is there already.

    Raises:
        ConfigurationError: there is a file already and ``force`` is not given, or it cannot be written.

    """
    target = project / CONFIG_FILE
    facts = detect(project)
    try:
        _write(target, template(facts), force=force)
    except FileExistsError:
        raise ConfigurationError(f"{target} exists already; --force replaces it") from None
    except OSError as error:
        raise ConfigurationError(f"{target} cannot be written: {error.strerror}") from error
    return target, facts


def _write(target: Path, text: str, *, force: bool) -> None:
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    partial = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        partial.chmod(0o644)
        if force:
            partial.replace(target)
        else:
            os.link(partial, target)  # unlike a rename it fails when the target exists, also in a race
    finally:
        with contextlib.suppress(FileNotFoundError):
            partial.unlink()
