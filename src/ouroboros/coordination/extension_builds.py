"""An extension is built confined, from text alone, and put beside its module in the working copy."""

from __future__ import annotations

import ast
import contextlib
import hashlib
import os
import sys
import tempfile
import time
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
_MOST_KEPT = 64
"""Extensions in the folder of what was built before."""
_DIGEST = hashlib.sha256().digest_size
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
    kept: Path | None = None,
) -> Extension | str:
    """Compile functions of a module; one that Cython does not translate as expected is left out.

    Args:
        plan: of the target; its weakest isolation holds here too.
        tools: what compiles for the target's interpreter.
        path: of the module, relative to the project.
        text: of the module, which binds no extension yet.
        names: qualified names of the functions wanted; those that do not lend themselves to it are left out.

        seconds: wall seconds that each of the two compilers may take.
        kept: folder of what was built before, by what it was built from; ``None``: nothing is kept.

    Returns:
        The extension, or in words why there is none.

    """
    tree = ast.parse(text)
    chosen: _Chosen = [(name, node) for name, node in compilable(tree).items() if name in names]
    if not chosen:
        return "none of its functions can be compiled"
    place = PurePosixPath(path)

    def extension(chosen: _Chosen, key: str, binary: bytes) -> Extension:
        stem = f"{place.stem}.ouroboros-{key}"
        chosen_names = tuple(name for name, _ in chosen)
        return Extension(
            path=str(place.parent / "__pycache__" / f"{stem}{tools.suffix}"),
            content=binary,
            text=bound(text, stem, chosen_names),
            names=chosen_names,
        )

    key = _key(tools, extension_source(tree, chosen))
    if (binary := _found(kept, key)) is not None:
        return extension(chosen, key, binary)
    deadline = time.monotonic() + seconds
    improved = _translated(plan, tools, tree, chosen, deadline)
    if isinstance(improved, str):
        why = improved
        chosen = _translatable(plan, tools, tree, chosen, deadline)
        if not chosen:
            return why
        key = _key(tools, extension_source(tree, chosen))
        improved = _translated(plan, tools, tree, chosen, deadline)
        if isinstance(improved, str):
            return improved
    module = f"_ouroboros_{key}"
    made = _run(
        plan,
        tools.compile(f"{module}.c", f"{module}.so"),
        {f"{module}.c": improved.text},
        f"{module}.so",
        seconds,
    )
    if isinstance(made, str):
        return f"C compiler: {made}"
    _keep(kept, key, made)
    return extension(chosen, key, made)


_Chosen = list[tuple[str, ast.FunctionDef]]


@dataclass(frozen=True, slots=True)
class _Translated:
    """C text, ready for its compiler."""

    text: str


def _key(tools: Toolchain, source: str) -> str:
    """16 hex digits that tell all that a binary is made from."""
    made_by = (tools.cython, tools.suffix, tools.translate("", ""), tools.compile("", ""), inline_caches())
    return checksum(repr((source, made_by)))[:16]


def _translated(
    plan: SandboxPlan, tools: Toolchain, tree: ast.Module, chosen: _Chosen, deadline: float
) -> _Translated | str:
    """The improved C text of the chosen functions, or what was wrong with it."""
    source = extension_source(tree, chosen)
    module = f"_ouroboros_{_key(tools, source)}"
    translated = _run(
        plan,
        [sys.executable, *tools.translate(f"{module}.py", f"{module}.c")],
        {f"{module}.py": source},
        f"{module}.c",
        max(1.0, deadline - time.monotonic()),
    )
    if isinstance(translated, str):
        return f"Cython: {translated}"
    try:
        return _Translated(with_inline_caches(translated.decode("utf-8"), len(chosen)))
    except NotTranslatedError as error:
        return f"Cython wrote something unexpected: {error}"


def _translatable(
    plan: SandboxPlan, tools: Toolchain, tree: ast.Module, chosen: _Chosen, deadline: float
) -> _Chosen:
    """Those functions of a set that fails which do not fail; none where that takes too long to find out."""
    if len(chosen) == 1 or time.monotonic() > deadline:
        return []
    good: _Chosen = []
    for half in (chosen[: len(chosen) // 2], chosen[len(chosen) // 2 :]):
        if isinstance(_translated(plan, tools, tree, half, deadline), str):
            good += _translatable(plan, tools, tree, half, deadline)
        else:
            good += half
    return good


def _found(kept: Path | None, key: str) -> bytes | None:
    """What was built before from the same text by the same tools."""
    if kept is None:
        return None
    try:
        content = (kept / f"{key}.so").read_bytes()
    except OSError:
        return None
    digest, content = content[:_DIGEST], content[_DIGEST:]
    return content if hashlib.sha256(content).digest() == digest else None


def _keep(kept: Path | None, key: str, content: bytes) -> None:
    """Keep what was built, and the newest of what is kept; a disk that refuses costs time alone."""
    if kept is None:
        return
    with contextlib.suppress(OSError):
        kept.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=kept)
        with os.fdopen(handle, "wb") as file:
            file.write(hashlib.sha256(content).digest() + content)
        Path(name).replace(kept / f"{key}.so")
        every = sorted(kept.iterdir(), key=lambda each: each.stat().st_mtime, reverse=True)
        for old in every[_MOST_KEPT:]:
            old.unlink(missing_ok=True)


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
