"""A tests command as the user typed it, turned into what can be run with and without our report plugin."""

from __future__ import annotations

import json
import os
import re
import shlex
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ouroboros.agent import pytest_report
from ouroboros.errors import UsageError

PLUGIN = "_ouroboros_pytest_report"
ONLY = "only.json"
FOLDER = ".ouroboros_pytest"
"""Where the plugin lies, relative to the working directory of the tests."""

_ASSIGNMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*=")
_SHELL = re.compile(r"[|&;<>()$`\\\"'*?\[\]#~{}\n]")
_PYTHON = re.compile(r"python(3(\.\d+)?)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class TestsCommand:
    """A parsed tests command. ``arguments`` follow ``python -m pytest``; empty unless :attr:`is_pytest`."""

    __test__ = False

    text: str
    is_pytest: bool
    safe_path: bool = False
    """Started as ``pytest``, which, unlike ``python -m pytest``, keeps the folder off ``sys.path``."""
    arguments: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    """The command's words when it needs no shell."""
    assignments: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, text: str) -> TestsCommand:
        """Understand ``text``: leading ``NAME=value``, then pytest however it is spelled, or another command.

        Raises:
            UsageError: the command is empty or its quotes do not match.

        """
        try:
            words = shlex.split(text)
        except ValueError as error:
            raise UsageError(f"--tests {text!r} cannot be split into words: {error}") from error
        assignments: dict[str, str] = {}
        while words and _ASSIGNMENT.match(words[0]):
            name, _, value = words.pop(0).partition("=")
            assignments[name] = value
        if not words:
            raise UsageError(f"--tests {text!r} names no command; try --tests 'pytest -q'")
        program = os.path.basename(words[0])  # noqa: PTH119 (a word of a command line, not a path yet)
        if program in {"pytest", "py.test"} and not _needs_shell(text):
            return cls(
                text=text, is_pytest=True, safe_path=True, arguments=tuple(words[1:]), assignments=assignments
            )
        if _PYTHON.fullmatch(program) and words[1:3] == ["-m", "pytest"] and not _needs_shell(text):
            return cls(text=text, is_pytest=True, arguments=tuple(words[3:]), assignments=assignments)
        simple = not _needs_shell(text) and not assignments
        return cls(text=text, is_pytest=False, words=tuple(words) if simple else ())

    def whole(self, python: Path) -> list[str]:
        """The command without our plugin, as words; the target's interpreter stands for ``python``."""
        if self.is_pytest:
            return [str(python), *(["-P"] if self.safe_path else []), "-m", "pytest", *self.arguments]
        if self.words and _PYTHON.fullmatch(self.words[0]):
            return [str(python), *self.words[1:]]
        return list(self.words) if self.words else ["/bin/sh", "-c", self.text]

    def reporting(self, python: Path) -> list[str]:
        """The command with the report plugin loaded (pytest only)."""
        assert self.is_pytest
        start = self.whole(python)
        at = start.index("pytest") + 1
        # A file that the sandbox cannot import costs its own tests, not all.
        return [*start[:at], "-p", PLUGIN, "--continue-on-collection-errors", *start[at:]]

    def environment(
        self, base: Mapping[str, str], python: Path, *, plugin_folder: str = ""
    ) -> dict[str, str]:
        """``base`` and the command's assignments; ``python``'s folder leads PATH, the plugin's PYTHONPATH."""
        merged = {**base, **self.assignments}
        merged["PATH"] = os.pathsep.join(filter(None, [str(python.parent), merged.get("PATH", os.defpath)]))
        merged["PYTHONDONTWRITEBYTECODE"] = "1"  # no stale bytecode beside a file that will be exchanged
        if plugin_folder:
            merged["PYTHONPATH"] = os.pathsep.join(
                filter(None, [plugin_folder, merged.get("PYTHONPATH", "")])
            )
        return merged


def _needs_shell(text: str) -> bool:
    """Whether an unquoted part of ``text`` means something to a shell."""
    # Quoted stretches are data ("-k 'a and b'"); what is left must be free of shell syntax.
    bare = re.sub(r"'[^']*'|\"[^\"$`\\]*\"", "", text)
    return _SHELL.search(bare) is not None


def plugin_text() -> str:
    """Source of the report plugin, to be laid beside the tests."""
    return Path(pytest_report.__file__).read_text(encoding="utf-8")


def plugin_files(ids: Collection[str] | None) -> dict[str, str]:
    """Names and texts of the files that a reporting run needs in its plugin folder."""
    files = {f"{PLUGIN}.py": plugin_text()}
    if ids is not None:
        files[ONLY] = json.dumps(sorted(ids))
    return files
