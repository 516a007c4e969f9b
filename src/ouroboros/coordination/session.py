"""One evolution's shared facts: settings, budget clock, random numbers, who listens, what is remembered."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ouroboros import __version__
from ouroboros.arena.equality.batching import AdaptiveBatcher
from ouroboros.arena.sandboxing.resources import wait_until_calm
from ouroboros.config.schema import Settings
from ouroboros.coordination.workspace import Workspace
from ouroboros.mutation.mutator import Mutator
from ouroboros.records.event import Progress, Stage
from ouroboros.records.fitness import ObjectiveWeights
from ouroboros.records.source import checksum
from ouroboros.storage.session_store import SessionStore

Listener = Callable[[Progress], None]

FUNNEL = ("candidates", "same results", "faster", "tests pass", "confirmed")
"""The steps that a candidate climbs, in order, as they are counted and shown."""

_SHARES_FOR_FINALS = (0.25, 0.5)
"""Least and greatest part of the budget kept for confirmation, combination, whole suite and workload."""

_MOST_KEPT = 0.6
"""Greatest part of the budget kept for these and for compiled parts."""

_WAITING_SHARE = 0.05
"""Most of the budget that is spent on waiting for a calm machine."""


@dataclass(slots=True)
class BudgetClock:
    """Wall seconds of the budget, with a part kept back for the finals."""

    budget_seconds: float
    now: Callable[[], float] = time.monotonic
    started: float = field(init=False)
    reserved_seconds: float = 0.0
    """What the finals will take, as far as it is known; grows with every winner."""
    finals_due: bool = False
    """Whether anything stands that the finals are for. Before that only their least part is kept back."""
    compiling_seconds: float = 0.0
    """Kept besides for compiled parts, which are made when all else has won or lost."""

    def __post_init__(self) -> None:
        self.started = self.now()

    @property
    def spent_seconds(self) -> float:
        """Seconds since the start."""
        return self.now() - self.started

    @property
    def left_seconds(self) -> float:
        """Seconds until the whole budget is spent; never negative."""
        return max(0.0, self.budget_seconds - self.spent_seconds)

    @property
    def search_seconds(self) -> float:
        """Seconds left to try new candidates; never negative."""
        least, most = (share * self.budget_seconds for share in _SHARES_FOR_FINALS)
        reserve = min(max(self.reserved_seconds, least), most) if self.finals_due else least
        kept = min(reserve + self.compiling_seconds, _MOST_KEPT * self.budget_seconds)
        return max(0.0, self.left_seconds - kept)

    def reserve(self, seconds: float) -> None:
        """Something stands that the finals have to confirm, which takes so many ``seconds`` more."""
        self.reserved_seconds += seconds
        self.finals_due = True

    @property
    def searching(self) -> bool:
        """Whether there is still time to try new candidates."""
        return self.search_seconds > 0


def open_store(settings: Settings) -> SessionStore:
    """The store of this project's results; another command, margin or version has results of its own."""
    context = (
        __version__,
        settings.workload,
        settings.tests,
        settings.minimum_speedup,
        settings.alpha,
        settings.memory_growth,
        settings.minimum_security,
        settings.float_tolerance,
        str(settings.python),
    )
    name = checksum(str(settings.project))[:16]
    return SessionStore(settings.state_dir / "sessions" / f"{name}.jsonl", checksum(repr(context)))


@dataclass(slots=True, kw_only=True)
class Session:
    """What every step of the loop needs. The only mutable thing that is passed along."""

    settings: Settings
    workspace: Workspace
    clock: BudgetClock
    environment: Mapping[str, str]
    """The user's environment, in which the target's own untouched code runs."""
    rng: random.Random
    store: SessionStore
    mutator: Mutator = field(default_factory=Mutator)
    """Writes the candidates; knows the strategy and what earlier runs showed."""
    weights: ObjectiveWeights = field(default_factory=ObjectiveWeights)
    """What decides between candidates that all pass: the user's weights, with what was learnt since."""
    listen: Listener = lambda _progress: None
    extensions: dict[str, bytes] = field(default_factory=dict)
    """Compiled parts that candidates bind: path relative to the project → content."""
    funnel: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FUNNEL, 0))
    batcher: AdaptiveBatcher = field(default_factory=AdaptiveBatcher)
    waited_seconds: float = 0.0
    decisions: int = 0
    """Statistical decisions made so far; each spends its own share of alpha."""
    best: str = ""
    notes: list[str] = field(default_factory=list)

    def say(self, stage: Stage, message: str, function: str = "") -> None:
        """Tell the listener where the loop is."""
        self.listen(
            Progress(
                stage=stage,
                message=message,
                function=function,
                funnel=tuple(self.funnel.items()),
                best=self.best,
                seconds_left=self.clock.left_seconds,
            )
        )

    def wait_until_calm(self, what: str) -> None:
        """Before something is timed: give way to others for a small part of the time that is left."""
        allowance = _WAITING_SHARE * self.clock.budget_seconds - self.waited_seconds
        waited, calm = wait_until_calm(min(allowance / 2, _WAITING_SHARE * self.clock.left_seconds))
        self.waited_seconds += waited
        if not calm:
            self.note(f"the machine was busy while {what} were timed")

    def note(self, text: str) -> None:
        """Keep a remark for the report, once."""
        if text not in self.notes:
            self.notes.append(text)
