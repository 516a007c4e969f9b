"""The report as a table in the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ouroboros.arena.merit.confidence import confidence
from ouroboros.records.verdict import EvolutionReport, FunctionOutcome, Verdict
from ouroboros.reporting.figures import (
    counted,
    duration,
    float_difference,
    funnel,
    measurement_of,
    of_earlier_runs,
    p_value,
    percent,
    tolerated,
    visible,
    with_interval,
)
from ouroboros.reporting.words import throughput_in_words


def _text(untrusted: str, style: str = "") -> Text:
    """Text that is shown as it is: no markup, no escape sequences."""
    return Text(visible(untrusted), style=style)


def _proof(verdict: Verdict) -> str:
    evidence = verdict.evidence
    parts: list[str] = []
    if evidence.replay:
        earlier = of_earlier_runs(evidence.replay)
        parts.append(counted(evidence.replay.recorded_calls, "recorded call") + earlier)
        parts.append(counted(evidence.replay.generated_calls, "generated call"))
        parts += filter(None, [float_difference(verdict.evidence.replay)])
    if evidence.tests:
        parts.append(counted(evidence.tests.tests, "test"))
    measured = measurement_of(verdict)
    if measured:
        parts.append(p_value(measured.p_value))
    parts.append(f"confidence {confidence(evidence).points:.0f} of 100")
    return ", ".join(parts)


def _row(outcome: FunctionOutcome) -> tuple[Text, Text, Text, Text, Text]:
    name = _text(outcome.hotspot.region.name, "bold" if outcome.winner else "")
    share = Text(percent(outcome.hotspot.self_share))
    tried = Text(str(outcome.candidates))
    winner = outcome.winner
    if winner is None:
        return name, share, tried, Text("-", style="dim"), _text(outcome.why_no_winner or "no winner", "dim")
    measured = measurement_of(winner)
    gain = Text(with_interval(measured) if measured else "-", style="green")
    change = _text(", ".join(winner.candidate.operators))
    change.append("\n")
    change.append(_proof(winner), style="dim")
    return name, share, tried, gain, change


_MOST_NAMES = 6


def _untried(outcomes: Sequence[FunctionOutcome]) -> list[Text]:
    """One line for each reason why nothing was tried, instead of a row for each function."""
    names: dict[str, list[str]] = {}
    for outcome in outcomes:
        names.setdefault(outcome.why_no_winner or "no winner", []).append(outcome.hotspot.region.name)
    lines = []
    for why, found in names.items():
        more = f" and {len(found) - _MOST_NAMES} more" if len(found) > _MOST_NAMES else ""
        told = f"{why} ({len(found)}): {', '.join(found[:_MOST_NAMES])}{more}"
        lines.append(_text(told[:1].upper() + told[1:], "dim"))
    return lines


def render_table(report: EvolutionReport, console: Console) -> None:
    """Print the functions, their gains and the workload's gain.

    Args:
        report: what to show, hottest function first; those without a single candidate share a line.
        console: where to print; its width decides how names fold.

    """
    if report.functions:
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
        table.add_column("Function", overflow="fold")
        table.add_column("Own time", justify="right", no_wrap=True)
        table.add_column("Tried", justify="right", no_wrap=True)
        table.add_column("Speed-up (interval)", justify="right")
        table.add_column("Change and proof, or why none", overflow="fold", ratio=1)
        tried = [outcome for outcome in report.functions if outcome.winner or outcome.candidates]
        for outcome in tried:
            table.add_row(*_row(outcome))
        if tried:
            console.print(table)
        rest = [outcome for outcome in report.functions if not (outcome.winner or outcome.candidates)]
        for line in _untried(rest):
            console.print(line)
        console.print(Text("  ->  ".join(f"{name} {count}" for name, count in funnel(report)), style="dim"))
    else:
        console.print(Text("No function takes a share of the run that is worth changing."))
    if report.workload:
        line = Text("Workload: ", style="bold")
        line.append(
            f"{duration(report.workload.before_seconds)} -> {duration(report.workload.after_seconds)}, "
        )
        line.append(with_interval(report.workload.measurement), style="green")
        console.print(line)
    for note in filter(None, (tolerated(report), *report.notes)):
        console.print(_text(f"Note: {note}", "yellow"))
    winners = len(report.winners)
    console.print(
        Text(
            f"{counted(winners, 'winner')} in {counted(len(report.functions), 'function')}, "
            f"{duration(report.seconds)}, {counted(report.tests_run, 'test')} run"
        )
        + _text(f", sandbox: {report.sandbox_level}" if report.sandbox_level else "")
    )
    if report.throughput is not None and report.throughput.candidates:
        console.print(Text(throughput_in_words(report.throughput), style="dim"))
