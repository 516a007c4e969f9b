"""Every setting of ``ouroboros evolve``: its name, default, reader, and what is allowed, in words."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ouroboros.arena.sandboxing.isolation import SandboxLevel
from ouroboros.config import values
from ouroboros.mutation.strategies import MutationStrategy
from ouroboros.records.fitness import ObjectiveWeights

STRATEGIES_LATER = (MutationStrategy.LLM_GUIDED,)
STRATEGIES = tuple(name for name in MutationStrategy if name not in STRATEGIES_LATER)
EXECUTORS = ("local",)
EXECUTORS_LATER = ("ray",)
SANDBOX_LEVELS = tuple(level.name.lower() for level in reversed(SandboxLevel))


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings of one evolution, merged and checked. Paths are absolute."""

    project: Path
    root: Path
    """What is evolved: the project or a part of it."""
    workload: str
    """Command that exercises the hot code; empty when there is none."""
    tests: str
    """Command that runs the target's tests; empty when there is none."""
    only: tuple[str, ...]
    """Patterns over ``pkg.mod:qualname``; empty means everything."""
    budget_seconds: float
    strategy: MutationStrategy
    seed: int
    python: Path
    """The target's interpreter."""
    executor: str
    workload_timeout_seconds: float
    tests_timeout_seconds: float
    minimum_speedup: float
    """A winner's confidence interval must lie above this ratio of original to candidate time."""
    alpha: float
    confirmation_pairs: int
    weights: ObjectiveWeights
    """What decides between candidates that all pass."""
    memory_growth: float
    """How many times the original's memory one call of a winner may take, beyond 64 MiB."""
    minimum_security: float
    """Points of 100 that a winner's change must have."""
    symbolic_seconds: float
    """Most wall seconds of symbolic comparison for one champion; 0: none."""
    build_seconds: float
    """Most wall seconds that compiling parts of one file may take; 0: none is compiled."""
    max_regions: int
    min_share: float
    """Regions below this share of the profile are left alone, in [0, 1]."""
    minimum_sandbox: SandboxLevel
    """The weakest isolation that candidates may run in."""
    memory_limit_bytes: int
    float_tolerance: float | None
    """Relative difference that floats of results may have, above 0; ``None``: compared bit for bit."""
    recorded_calls_days: float
    """How long recorded calls are kept for later runs; 0: not at all."""
    recorded_calls_bytes: int
    """How large the kept calls of the project may be, on disk."""
    redact: str
    """``pkg.mod:function`` that takes private values out of calls before they are kept; empty: none."""
    state_dir: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One setting as the user meets it."""

    key: str
    """Name in files; ``OUROBOROS_`` + upper case in the environment; ``--`` + dashes as a flag."""
    field: str
    """Name in :class:`Settings`; accepted as a key as well."""
    read: Callable[[Any], Any]
    allowed: str
    default: Any
    purpose: str
    """One line for the template that ``ouroboros init`` writes."""
    is_path: bool = False

    @property
    def variable(self) -> str:
        """Name of its environment variable."""
        return f"OUROBOROS_{self.key.upper()}"

    @property
    def flag(self) -> str:
        """Name of its flag."""
        return "--" + self.key.replace("_", "-")


def _sandbox_level(value: Any) -> SandboxLevel:
    return SandboxLevel[values.choice(SANDBOX_LEVELS)(value).upper()]


def _strategy(value: Any) -> MutationStrategy:
    return MutationStrategy(values.choice(STRATEGIES, later=STRATEGIES_LATER)(value))


def default_state_dir(environ: Mapping[str, str]) -> Path:
    """Where state is kept: ``$OUROBOROS_STATE_DIR``, else below ``$XDG_STATE_HOME`` or ``~/.local/state``."""
    chosen = environ.get("OUROBOROS_STATE_DIR")
    if chosen:
        return Path(chosen).expanduser().absolute()
    base = environ.get("XDG_STATE_HOME")
    # The XDG specification asks to ignore relative values.
    folder = Path(base) if base and Path(base).is_absolute() else Path("~/.local/state").expanduser()
    return folder / "ouroboros"


def _options() -> tuple[Option, ...]:
    def option(
        key: str, default: Any, read: Callable[[Any], Any], allowed: str, purpose: str, **more: Any
    ) -> Option:
        return Option(
            key=key,
            field=more.pop("field", key),
            default=default,
            read=read,
            allowed=allowed,
            purpose=purpose,
            **more,
        )

    return (
        option(
            "root",
            ".",
            values.text,
            "a folder or file",
            "What to evolve, relative to the project.",
            is_path=True,
        ),
        option(
            "workload",
            "",
            values.text,
            "a command",
            "A command that exercises the hot code, as in production.",
        ),
        option("tests", "", values.text, "a command", "The command that runs your tests."),
        option(
            "only",
            (),
            values.patterns,
            'patterns such as "shop.pricing:*"',
            "Evolve only functions that match one of these patterns (pkg.module:Class.method).",
        ),
        option(
            "budget",
            600.0,
            values.duration,
            values.DURATION,
            "Time for the whole evolution.",
            field="budget_seconds",
        ),
        option(
            "strategy",
            "balanced",
            _strategy,
            _words(STRATEGIES),
            "What kinds of change come first.",
        ),
        option(
            "seed",
            0,
            values.whole(0, 2**63 - 1),
            "a whole number from 0",
            "Seed of everything random: the same seed makes the same choices.",
        ),
        option(
            "python",
            sys.executable,
            values.text,
            "path or name of a Python interpreter",
            "The interpreter that your program runs in.",
            is_path=True,
        ),
        option(
            "executor",
            "local",
            values.choice(EXECUTORS, later=EXECUTORS_LATER),
            _words(EXECUTORS),
            "Where candidates are tested.",
        ),
        option(
            "workload_timeout",
            300.0,
            values.duration,
            values.DURATION,
            "How long one run of the workload may take.",
            field="workload_timeout_seconds",
        ),
        option(
            "tests_timeout",
            600.0,
            values.duration,
            values.DURATION,
            "How long one run of the tests may take.",
            field="tests_timeout_seconds",
        ),
        option(
            "minimum_speedup",
            1.02,
            values.fraction(1.0, 1000.0),
            "a ratio from 1.0",
            "A winner must be at least this many times as fast, with confidence.",
        ),
        option(
            "alpha",
            0.05,
            values.fraction(1e-9, 0.5),
            "a probability above 0, up to 0.5",
            "Chance of calling anything in a whole evolution faster that is not.",
        ),
        option(
            "confirmation_pairs",
            20,
            values.whole(8, 1000),
            "a whole number from 8 to 1000",
            "Fresh pairs of processes that confirm a winner.",
        ),
        option(
            "weights",
            "performance=1, power=1, security=1",
            values.weights,
            values.WEIGHTS,
            "What counts between rewrites that all pass: time saved, energy saved, nothing new in the code.",
        ),
        option(
            "memory_growth",
            4.0,
            values.fraction(1.0, 1e6),
            "a ratio from 1.0",
            "A winner's calls may take at most this many times the memory (calls below 64 MiB are free).",
        ),
        option(
            "minimum_security",
            25.0,
            values.fraction(0.0, 100.0),
            "points from 0 to 100",
            "What a winner's change must score; one finding such as exec or a socket leaves 20.",
        ),
        option(
            "symbolic_seconds",
            4.0,
            values.fraction(0.0, 600.0),
            "seconds from 0 to 600",
            "Most time for the symbolic comparison (CrossHair) of a small function's best rewrite; 0: none.",
        ),
        option(
            "build_seconds",
            120.0,
            values.fraction(0.0, 3600.0),
            "seconds from 0 to 3600",
            "Most time for compiling parts of one file (Cython and a C compiler); 0: none is compiled.",
        ),
        option(
            "max_regions",
            25,
            values.whole(1, 10_000),
            "a whole number from 1 to 10000",
            "How many hot functions are worked on.",
        ),
        option(
            "min_share",
            0.01,
            values.fraction(0.0, 1.0),
            "a share from 0 to 1",
            "Functions with a smaller share of the run are left alone.",
        ),
        option(
            "minimum_sandbox",
            SandboxLevel.LANDLOCK.name.lower(),
            _sandbox_level,
            _words(SANDBOX_LEVELS),
            "Refuse to run candidates with less isolation than this (see: ouroboros doctor).",
        ),
        option(
            "memory_limit",
            4 << 30,
            values.size,
            values.SIZE,
            "Memory that one candidate process may use.",
            field="memory_limit_bytes",
        ),
        option(
            "float_tolerance",
            "none",
            values.tolerance,
            values.TOLERANCE,
            'How far floats of results may differ, as a share of the larger one; "none": not by a bit.',
        ),
        option(
            "recorded_calls_days",
            30.0,
            values.fraction(0.0, 3650.0),
            values.DAYS,
            "How long recorded calls are kept, so that later runs are judged by them too.",
        ),
        option(
            "recorded_calls_size",
            64 << 20,
            values.size,
            values.SIZE,
            "Room on disk for the recorded calls that are kept of this project; the oldest make way.",
            field="recorded_calls_bytes",
        ),
        option(
            "redact",
            "",
            values.importable,
            values.IMPORTABLE,
            "Your function that gets (args, kwargs) of a call before it is kept and returns them without "
            "private values, or None.",
        ),
        option(
            "state_dir",
            "",
            values.text,
            "a folder",
            "Where caches and interrupted evolutions are kept.",
            is_path=True,
        ),
    )


def _words(names: tuple[str, ...]) -> str:
    return ", ".join(names)


OPTIONS: Mapping[str, Option] = {option.key: option for option in _options()}
"""All settings by key, in the order of the template."""
