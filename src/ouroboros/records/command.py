"""A command line as the user gave it, and how it is run with the chosen interpreter."""

from __future__ import annotations

import itertools
import os
import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ouroboros.errors import UsageError

_INTERPRETER = re.compile(r"python(3(\.\d+)?)?$")
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=")
_OPTIONS_WITH_VALUE = frozenset({"-W", "-X", "--check-hash-based-pycs"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A parsed command line. ``shell``: it needs ``/bin/sh`` (pipes, variables, several commands)."""

    text: str
    argv: tuple[str, ...]
    shell: bool = False

    @classmethod
    def parse(cls, text: str) -> Command:
        """Split ``text`` as a shell would.

        Raises:
            UsageError: it is empty or a quote is not closed.

        """
        try:
            argv = tuple(shlex.split(text))
        except ValueError as error:
            raise UsageError(f"command {text!r} cannot be read ({error}): close the quote") from error
        if not argv:
            raise UsageError("the command is empty: give a program to run, e.g. 'python bench.py'")
        return cls(text=text, argv=argv, shell=_needs_shell(text, argv[0]))

    def arguments(self, python: Path) -> tuple[str, ...]:
        """What to execute so that ``python`` means that interpreter (with :func:`environment_for`)."""
        if self.shell:
            return ("/bin/sh", "-c", self.text)
        program = self.argv[0]
        if _INTERPRETER.match(program):
            return (str(python), *self.argv[1:])
        if program in ("pytest", "py.test") and not (python.parent / program).exists():
            return (str(python), "-m", "pytest", *self.argv[1:])
        return self.argv


def environment_for(python: Path, environment: Mapping[str, str]) -> dict[str, str]:
    """``environment`` in which programs next to ``python`` are found first."""
    path = environment.get("PATH", os.defpath)
    return {**environment, "PATH": os.pathsep.join((str(python.parent), path))}


def without_assignments(text: str) -> tuple[dict[str, str], str]:
    """The variables that a command line sets for itself (``A=1 B="x y" python …``), and the rest of it.

    Nothing is taken off where the shell would have to work out a value, or where nothing would be left.
    """
    try:
        words = shlex.split(text)
    except ValueError:
        return {}, text
    leading = list(itertools.takewhile(_ASSIGNMENT.match, words))
    taken = {name: value for name, _, value in (word.partition("=") for word in leading)}
    rest = shlex.join(words[len(leading) :])
    if not taken or not rest or len(taken) < len(leading) or _needs_shell(text, ""):
        return {}, text
    return taken, rest


def script_position(arguments: tuple[str, ...]) -> int | None:
    """Index of the script file in ``(interpreter, options…, script, arguments…)``.

    ``None`` when the interpreter runs something else (``-m``, ``-c``, standard input), or is no Python.
    """
    if not _INTERPRETER.match(Path(arguments[0]).name):
        return None
    index = 1
    while index < len(arguments):
        argument = arguments[index]
        if argument in _OPTIONS_WITH_VALUE:
            index += 2
        elif argument == "-" or argument.startswith("--help"):
            return None
        elif argument.startswith("-"):
            # One-letter options may be joined (-Im module); the value options W and X take the rest.
            letters = argument[1:].partition("W")[0].partition("X")[0]
            if not argument.startswith("--") and ("m" in letters or "c" in letters):
                return None
            index += 1
        else:
            return index
    return None


def _needs_shell(text: str, first: str) -> bool:
    if _ASSIGNMENT.match(first):
        return True
    quote = ""
    escaped = False
    for position, character in enumerate(text):
        if escaped:
            escaped = False
        elif character == "\\" and quote != "'":
            escaped = True
        elif quote:
            if character == quote:
                quote = ""
            elif quote == '"' and character in "$`":
                return True
        elif character in "'\"":
            quote = character
        elif character in "|&;<>()$`*?\n" or (
            character == "~" and (not position or text[position - 1].isspace())
        ):
            return True
    return False
