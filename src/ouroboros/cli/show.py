"""``ouroboros show``: past runs, one run, or all evidence for one function, hole by hole."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from ouroboros.cli.evidence_text import function_text, run_text
from ouroboros.config.schema import default_state_dir
from ouroboros.errors import UsageError
from ouroboros.reporting.figures import counted, times, visible_line
from ouroboros.reporting.reading_back import confidence_from, measurement_from
from ouroboros.storage.report_store import ReportStore

_SHORT = 12
_RUN = "run-"

Shown = tuple[Mapping[str, Any], Mapping[str, Any]]
"""A function's part of a report, and the report."""


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("identity", metavar="[ID]", required=False, default="")
@click.option(
    "--state-dir",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Where past runs are kept.  [default: that of evolve]",
)
@click.option("--json", "as_json", is_flag=True, help="Print what is known as JSON.")
def show(identity: str, state_dir: Path | None, as_json: bool) -> None:
    """List past runs with their winners, or show all that is known of one.

    ID is the (beginning of the) id of a winner or of a run, or the name of a function, or the end of it
    (pkg.module:Class.method, Class.method, method): then its latest run is meant, with a winner or without.
    """
    folder = (state_dir or default_state_dir(os.environ)) / "reports"
    reports = list(ReportStore(folder))
    if not identity:
        _list(reports, as_json=as_json)
        return
    if identity.startswith(_RUN):
        report = _run(reports, identity, folder)
        _say(dict(report) if as_json else run_text(report))
        return
    function, report = _function(reports, identity, folder)
    if as_json:
        told = {"schema": 1, **function, "target": report.get("target"), "started": report.get("started")}
        _say({**told, "run": run_identity(report), "workload": report.get("workload")})
        return
    _say(function_text(function, report))


def _say(told: Mapping[str, Any] | Sequence[str]) -> None:
    if isinstance(told, Mapping):
        click.echo(json.dumps(told, indent=2))
    else:
        click.echo("\n".join(told))


def run_identity(report: Mapping[str, Any]) -> str:
    """The name of a run: when it began, UTC, such as ``run-20261121-155308``."""
    digits = "".join(each for each in str(report.get("started", "")).partition("+")[0] if each.isdigit())
    return f"{_RUN}{digits[:8]}-{digits[8:14]}"


def _winners(reports: Sequence[Mapping[str, Any]]) -> Iterator[Shown]:
    for report in reports:
        for function in report["functions"]:
            winner = function.get("winner") if isinstance(function, dict) else None
            if isinstance(winner, dict) and isinstance(winner.get("evidence"), dict) and winner.get("id"):
                yield function, report


def _run(reports: Sequence[Mapping[str, Any]], identity: str, folder: Path) -> Mapping[str, Any]:
    for report in reports:
        if run_identity(report).startswith(identity):
            return report
    raise UsageError(f"no run {identity!r} in {folder}; `ouroboros show` lists those that are known")


def _function(reports: Sequence[Mapping[str, Any]], identity: str, folder: Path) -> Shown:
    """The winner whose id begins with ``identity``, or the latest outcome of the function of that name."""
    found: dict[str, Shown] = {}
    for function, report in _winners(reports):
        found.setdefault(str(function["winner"]["id"]), (function, report))
    matching = [name for name in found if name.startswith(identity)]
    if len(matching) == 1:
        return found[matching[0]]
    if len(matching) > 1:
        raise UsageError(
            f"{identity!r} fits {len(matching)} winners: {', '.join(matching[:4])}; give more of it"
        )
    named: dict[str, Shown] = {}
    for report in reports:
        for function in report["functions"]:
            name = str(function.get("function", "")) if isinstance(function, dict) else ""
            if name == identity:
                return function, report
            if name.endswith((f":{identity}", f".{identity}")):
                named.setdefault(name, (function, report))
    if len(named) == 1:
        return next(iter(named.values()))
    if named:
        raise UsageError(f"{identity!r} fits {', '.join(list(named)[:4])}; give more of it")
    raise UsageError(
        f"no winner and no function {identity!r} in {folder}; `ouroboros show` lists those that are known"
    )


def _list(reports: Sequence[Mapping[str, Any]], *, as_json: bool) -> None:
    runs = [
        {
            "run": run_identity(report),
            "target": report.get("target", "?"),
            "started": report.get("started", "?"),
            "functions": len(report["functions"]),
            "workload_speedup": (report.get("workload") or {}).get("speedup"),
            "winners": _rows([report]),
        }
        for report in reports
    ]
    if as_json:
        click.echo(json.dumps({"schema": 1, "winners": _rows(reports), "runs": runs}, indent=2))
        return
    if not runs:
        click.echo("no runs yet: run `ouroboros evolve` first")
        return
    for run, report in zip(runs, reports, strict=True):
        workload = measurement_from(report.get("workload"))
        gain = f", the whole workload {times(workload.speedup)}" if workload else ""
        told = f"{counted(len(run['winners']), 'winner')} in {counted(run['functions'], 'function')}{gain}"
        click.echo(visible_line(f"{run['run']}  {told}  ({run['target']})"))
        for row in run["winners"]:
            speedup = row["speedup"]
            factor = times(speedup) if isinstance(speedup, float | int) else "-"
            points = "" if row["confidence"] is None else f"{row['confidence']:.0f} of 100"
            line = f"  {row['id'][:_SHORT]}  {factor:>7}  {points:>9}  {row['function']}"
            click.echo(visible_line(f"{line}  {', '.join(row['operators'])}"))


def _rows(reports: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Winners, of each run those with the strongest evidence first."""
    rows: list[dict[str, Any]] = []
    for report in reports:
        of_run = [
            {
                "id": str(function["winner"]["id"]),
                "function": function.get("function", "?"),
                "speedup": function["winner"].get("speedup"),
                "confidence": _points(function["winner"]),
                "operators": function["winner"].get("operators", []),
                "target": report.get("target", "?"),
                "started": report.get("started", "?"),
            }
            for function, _ in _winners([report])
        ]
        rows += sorted(of_run, key=lambda row: -(row["confidence"] or 0.0))
    return rows


def _points(winner: Mapping[str, Any]) -> float | None:
    known = confidence_from(winner.get("confidence"))
    return known.points if known else None
