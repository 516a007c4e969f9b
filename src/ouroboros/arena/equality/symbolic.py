"""Symbolic execution as a source of calls on which a rewrite could differ from the original.

CrossHair runs both versions with symbols for arguments. It executes them, so it is run like a candidate: in
a sandbox of its own, bounded in time and memory. What comes out of it is text that hostile code may have
written; here it is read as literals of plain types, and nothing else of it is believed. Whether a suggested
call really differs is found out by making it (``replay.challenged``).
"""

from __future__ import annotations

import ast
import json
import math
import pickle
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from ouroboros.agent import symbolic_search
from ouroboros.arena.equality.plain_types import PlainType, annotation, fits
from ouroboros.arena.sandboxing.commands import CommandOutcome, run_confined
from ouroboros.arena.sandboxing.sandbox_plan import Limits, SandboxPlan
from ouroboros.errors import SandboxDiedError, SandboxUnavailableError
from ouroboros.records.hotspot import RecordedCall

_PACKAGE = "crosshair-tool"
_PROGRAM = "symbolic_search.py"
_ENDING_SECONDS = 0.3
"""Wall seconds in which the search can end by itself before it is killed."""
_MOST_CHARACTERS = 4_000
"""Longest literal that is read."""
_MOST_CALLS = 64
_LIMITS = Limits(
    memory_bytes=1 << 30, scratch_bytes=1 << 20, cpu_seconds=600, processes=16, output_bytes=512 << 10
)
# Names that ``repr`` writes for floats and that no literal has.
_FLOATS = {"nan": math.nan, "inf": math.inf}


@dataclass(frozen=True, slots=True, kw_only=True)
class SymbolicQuestion:
    """Two versions of one function, each with all that it needs of its module."""

    function: str
    """Its name in both texts."""
    before: str = field(repr=False)
    after: str = field(repr=False)
    positional: Mapping[str, tuple[PlainType, ...]]
    """Types of the parameters that are passed by place, in order."""
    keywords: Mapping[str, tuple[PlainType, ...]] = field(default_factory=dict)
    """Of those that are passed by name."""

    @property
    def signature(self) -> str:
        """A function that takes these arguments."""
        parts = [f"{name}: {annotation(types)}" for name, types in self.positional.items()]
        named = [f"{name}: {annotation(types)}" for name, types in self.keywords.items()]
        return f"def question({', '.join([*parts, *(['*', *named] if named else [])])}) -> None: ...\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class SymbolicSearch:
    """What a search suggested; ``paths`` and ``exhausted`` are its own words."""

    calls: tuple[RecordedCall, ...] = ()
    """Calls to make on both versions, the most promising first."""
    paths: int = 0
    exhausted: bool = False
    seconds: float = 0.0
    """Wall seconds that it took."""
    trouble: str = ""
    """Why it did not get to its end; "" when it did, or when only its time was over."""


@lru_cache(maxsize=1)
def crosshair_version() -> str:
    """Version of CrossHair beside this interpreter, "" when there is none."""
    try:
        return version(_PACKAGE)
    except PackageNotFoundError:
        return ""


def search(question: SymbolicQuestion, called: str, *, seconds: float, plan: SandboxPlan) -> SymbolicSearch:
    """Let CrossHair look for calls on which the two versions differ.

    Args:
        question: the versions and the types of their arguments.
        called: function that the suggested calls name (``RecordedCall.function``).
        seconds: wall seconds for all of it, the start of an interpreter included.
        plan: of the target; its hash seed and weakest isolation hold here too.

    Returns:
        What was suggested until then, whether it came to an end, crashed or was stopped.

    """
    started = time.monotonic()
    files = {
        "before.py": question.before,
        "after.py": question.after,
        "question.py": question.signature,
        _PROGRAM: Path(symbolic_search.__file__).read_text(encoding="utf-8"),
    }
    with tempfile.TemporaryDirectory(prefix="ouroboros-symbolic-") as folder:
        own = SandboxPlan(
            python=Path(sys.executable),
            project=Path(folder),
            workspace=Path(folder),
            limits=_LIMITS,
            hash_seed=plan.hash_seed,
            minimum_level=plan.minimum_level,
        )
        end = time.time() + seconds - _ENDING_SECONDS
        try:
            outcome = run_confined(
                own,
                [sys.executable, _PROGRAM, question.function, repr(end)],
                overlay=files,
                deadline_seconds=seconds,
                extra_environment={},
                collect=(),
            )
        except (SandboxDiedError, SandboxUnavailableError) as error:
            return SymbolicSearch(trouble=str(error), seconds=time.monotonic() - started)
    return told(question, called, outcome)


def told(question: SymbolicQuestion, called: str, outcome: CommandOutcome) -> SymbolicSearch:
    """What is usable of the ``outcome`` of a search, which may be anything."""
    found: dict[bytes, bool] = {}
    paths, exhausted, trouble = 0, False, ""
    for line in outcome.output.splitlines():
        said = _read(line)
        if isinstance(said.get("paths"), int):
            paths, exhausted = max(0, min(said["paths"], 10**9)), said.get("exhausted") is True
        if isinstance(said.get("trouble"), str):
            trouble = said["trouble"][:300]
        if isinstance(said.get("try"), str) and len(found) < _MOST_CALLS:
            payload = _payload(question, said["try"])
            if payload is not None:
                found[payload] = found.get(payload, False) or said.get("differs") is True
    if not trouble and not outcome.timed_out and outcome.exit_status:
        trouble = f"the search ended with status {outcome.exit_status}"
    order = sorted(found, key=lambda payload: not found[payload])
    return SymbolicSearch(
        calls=tuple(RecordedCall(function=called, payload=payload, origin="symbolic") for payload in order),
        paths=paths,
        exhausted=exhausted,
        seconds=outcome.wall_seconds,
        trouble=trouble,
    )


def _read(line: str) -> Mapping[str, Any]:
    """One line of the search, {} when it is none."""
    if not line.startswith("{") or len(line) > 2 * _MOST_CHARACTERS:
        return {}
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _payload(question: SymbolicQuestion, text: str) -> bytes | None:
    """Pickled arguments of a suggested call, or ``None`` when they are not what was asked for."""
    if len(text) > _MOST_CHARACTERS:
        return None
    try:
        given = ast.literal_eval(_Floats().visit(ast.parse(text.strip(), mode="eval")))
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return None
    types = {**question.positional, **question.keywords}
    if not isinstance(given, dict) or set(given) != set(types):
        return None
    if not all(fits(types[name], value) for name, value in given.items()):
        return None
    args = tuple(given[name] for name in question.positional)
    return pickle.dumps((args, {name: given[name] for name in question.keywords}), protocol=4)


class _Floats(ast.NodeTransformer):
    """Puts the values of ``nan`` and ``inf`` in the place of their names."""

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return ast.Constant(_FLOATS[node.id]) if node.id in _FLOATS else node
