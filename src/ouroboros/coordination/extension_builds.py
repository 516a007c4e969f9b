"""An extension is built confined, from text alone, and put beside its module in the working copy."""

from __future__ import annotations

import ast
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ouroboros.arena.sandboxing.commands import run_confined
from ouroboros.arena.sandboxing.sandbox_plan import Limits, SandboxPlan
from ouroboros.compiling.choice import compilable
from ouroboros.compiling.extension_source import extension_source
from ouroboros.compiling.loader import bound
from ouroboros.compiling.toolchain import Toolchain
from ouroboros.compiling.translation import NotTranslatedError, inline_caches, with_inline_caches
from ouroboros.errors import SandboxDiedError
from ouroboros.records.source import checksum

_LARGEST = 16 << 20
_TELLING = 300
_COLLECT = (
    "import os, shutil, subprocess, sys; done = subprocess.run(sys.argv[2:]).returncode; "
    "done or shutil.copy(sys.argv[1], os.environ['TMPDIR']); sys.exit(done)"
)
"""Runs a command and hands out the one file that it made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """A built extension, and the module's text that binds it."""

    path: str
    """Relative to the project, POSIX style."""
    content: bytes
    text: str
    names: tuple[str, ...]


def build(
    plan: SandboxPlan,
    tools: Toolchain,
    path: str,
    text: str,
    names: Sequence[str],
    *,
    seconds: float = 120.0,
) -> Extension | str:
    """Compile functions of a module.

    Args:
        plan: of the target; its weakest isolation holds here too.
        tools: what compiles for the target's interpreter.
        path: of the module, relative to the project.
        text: of the module, which binds no extension yet.
        names: qualified names of the functions wanted; those that do not lend themselves to it are left out.

        seconds: wall seconds that each of the two compilers may take.

    Returns:
        The extension, or in words why there is none.

    """
    tree = ast.parse(text)
    chosen = [(name, node) for name, node in compilable(tree).items() if name in names]
    if not chosen:
        return "none of its functions can be compiled"
    source = extension_source(tree, chosen)
    key = checksum(repr((source, tools.cython, tools.suffix, inline_caches())))[:16]
    module = f"_ouroboros_{key}"
    translated = _run(
        plan,
        [sys.executable, *tools.translate(f"{module}.py", f"{module}.c")],
        {f"{module}.py": source},
        f"{module}.c",
        seconds,
    )
    if isinstance(translated, str):
        return f"Cython: {translated}"
    try:
        improved = with_inline_caches(translated.decode("utf-8"), len(chosen))
    except NotTranslatedError as error:
        return f"Cython wrote something unexpected: {error}"
    binary = _run(
        plan, tools.compile(f"{module}.c", f"{module}.so"), {f"{module}.c": improved}, f"{module}.so", seconds
    )
    if isinstance(binary, str):
        return f"C compiler: {binary}"
    place = PurePosixPath(path)
    stem = f"{place.stem}.ouroboros-{key}"
    chosen_names = tuple(name for name, _ in chosen)
    return Extension(
        path=str(place.parent / "__pycache__" / f"{stem}{tools.suffix}"),
        content=binary,
        text=bound(text, stem, chosen_names),
        names=chosen_names,
    )


def _run(
    plan: SandboxPlan, command: Sequence[str], files: dict[str, str], wanted: str, seconds: float
) -> bytes | str:
    """The file that a confined command makes, or what it said."""
    with tempfile.TemporaryDirectory(prefix="ouroboros-build-") as folder:
        own = SandboxPlan(
            python=Path(sys.executable),
            project=Path(folder),
            workspace=Path(folder),
            limits=Limits(),
            minimum_level=plan.minimum_level,
        )
        try:
            outcome = run_confined(
                own,
                [sys.executable, "-c", _COLLECT, wanted, *command],
                overlay=files,
                deadline_seconds=seconds,
                extra_environment={},
                collect=(wanted,),
            )
        except SandboxDiedError as error:
            return str(error)
    content = outcome.files.get(wanted)
    if outcome.exit_status or content is None or len(content) > _LARGEST:
        return " ".join(outcome.output.split())[-_TELLING:] or f"status {outcome.exit_status}"
    return content
