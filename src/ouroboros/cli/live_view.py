"""What is being tried, the funnel, the best so far, time left: in place on a terminal, else line by line."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from rich.console import Console, Group
from rich.live import Live
from rich.spinner import Spinner
from rich.text import Text

from ouroboros.records.event import Progress, Stage


class LiveView:
    """Listens to the loop and shows it on ``console`` (standard error, so that reports can be piped)."""

    def __init__(self, console: Console, *, quiet: bool = False) -> None:
        """Show nothing at all when ``quiet``."""
        self._console = console
        self._quiet = quiet
        self._stage: Stage | None = None
        self._spinner = Spinner("dots")
        self._live = (
            Live(console=console, refresh_per_second=8, transient=True)
            if console.is_terminal and not quiet
            else None
        )

    def __enter__(self) -> Self:
        if self._live:
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live:
            self._live.stop()

    def __call__(self, progress: Progress) -> None:
        """Show one step."""
        if self._quiet:
            return
        if self._live is None:
            # A log file wants one line for each stage, not one for each candidate.
            if progress.stage is not self._stage:
                self._console.print(Text(f"{progress.stage:9} {_one_line(progress)}"), soft_wrap=True)
            self._stage = progress.stage
            return
        self._spinner.update(text=Text(f" {progress.stage}: {_one_line(progress)}"))
        self._live.update(Group(self._spinner, Text(_counts(progress), style="dim")))


def _one_line(progress: Progress) -> str:
    place = f"{progress.function}  " if progress.function else ""
    return "".join(c if c.isprintable() else "?" for c in f"{place}{progress.message}")


def _counts(progress: Progress) -> str:
    funnel = " → ".join(f"{count} {name}" for name, count in progress.funnel)
    best = f"   best {progress.best}" if progress.best else ""
    left = "" if progress.seconds_left is None else f"   {_minutes(progress.seconds_left)} left"
    return f"  {funnel}{best}{left}"


def _minutes(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
