"""``ouroboros show``: the evidence behind a winner, and where a sceptic should look."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from ouroboros.config.schema import default_state_dir
from ouroboros.coordination.report_figures import percent, times, visible
from ouroboros.coordination.report_fitness import figure
from ouroboros.errors import UsageError
from ouroboros.storage.report_store import ReportStore

_SHORT = 12
_FEW_CALLS = 20
_NOTICED = 0.9
_WEAKNESSES = ("confirmed on the calls", "sampled calls not kept")
"""What notes of weak points hold."""

Winner = tuple[Mapping[str, Any], Mapping[str, Any]]
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
    """List the winners of past runs, or show all evidence for the one whose id begins with ID."""
    folder = (state_dir or default_state_dir(os.environ)) / "reports"
    known = list(_winners(folder))
    if not identity:
        _list(known, as_json=as_json)
        return
    found: dict[str, Winner] = {}
    for function, report in known:
        found.setdefault(str(function["winner"]["id"]), (function, report))
    matching = [name for name in found if name.startswith(identity)]
    if not matching:
        raise UsageError(f"no winner {identity!r} in {folder}; `ouroboros show` lists those that are known")
    if len(matching) > 1:
        raise UsageError(
            f"{identity!r} fits {len(matching)} winners: {', '.join(matching[:4])}; give more of it"
        )
    function, report = found[matching[0]]
    if as_json:
        told = {"schema": 1, **function, "target": report.get("target"), "started": report.get("started")}
        click.echo(json.dumps(told, indent=2))
        return
    click.echo(visible("\n".join(_told(function, report))))


def _winners(folder: Path) -> Iterator[Winner]:
    for report in ReportStore(folder):
        for function in report["functions"]:
            winner = function.get("winner") if isinstance(function, dict) else None
            if isinstance(winner, dict) and isinstance(winner.get("evidence"), dict) and winner.get("id"):
                yield function, report


def _list(known: Sequence[Winner], *, as_json: bool) -> None:
    rows = [
        {
            "id": function["winner"]["id"],
            "function": function.get("function", "?"),
            "speedup": function["winner"].get("speedup"),
            "operators": function["winner"].get("operators", []),
            "target": report.get("target", "?"),
            "started": report.get("started", "?"),
        }
        for function, report in known
    ]
    if as_json:
        click.echo(json.dumps({"schema": 1, "winners": rows}, indent=2))
        return
    if not rows:
        click.echo("no winners yet: run `ouroboros evolve` first")
        return
    for row in rows:
        gain = times(row["speedup"]) if isinstance(row["speedup"], float | int) else "-"
        line = f"{row['id'][:_SHORT]}  {gain:>7}  {row['function']}  {', '.join(row['operators'])}"
        click.echo(visible(f"{line}  ({row['target']}, {row['started']})"))


def _told(function: Mapping[str, Any], report: Mapping[str, Any]) -> list[str]:
    winner = function["winner"]
    evidence = winner["evidence"]
    lines = [
        f"{function.get('function')}  {function.get('file')}:{function.get('line')}",
        f"  id         {winner['id']}",
        f"  run        {report.get('started')}, {report.get('target')}",
        f"  change     {', '.join(winner.get('operators', []))}; risk {winner.get('risk')}",
        f"  why same   {winner.get('note')}",
        f"  share      {percent(float(function.get('share', 0.0)))} of the run by itself",
    ]
    for name in ("screening", "confirmation"):
        timed = evidence.get(name)
        if timed:
            lines.append(
                f"  {name:<11}{times(timed['speedup'])} ({times(timed['low'])} to {times(timed['high'])}), "
                f"{timed['pairs']} pairs, p = {timed['p_value']:.2g}; {timed.get('clock', '')}"
            )
    through = f", through {evidence['through']}" if evidence.get("through") else ""
    earlier = f" ({evidence['earlier_calls']} of earlier runs)" if evidence.get("earlier_calls") else ""
    lines += [
        (
            f"  replayed   {evidence.get('recorded_calls')} recorded{earlier} and "
            f"{evidence.get('generated_calls')} "
            f"generated calls agree{through}"
        ),
        (
            f"  strength   these calls notice {evidence.get('faults_noticed', 0)} of "
            f"{evidence.get('faults_tried', 0)} deliberate faults"
        ),
        *_floats(evidence, report),
        *([f"  symbolic   {evidence['symbolic'].get('words')}"] if evidence.get("symbolic") else []),
        f"  tests      {evidence.get('tests')} that reach it pass",
        f"  sandbox    {evidence.get('sandbox')}",
        *_figures(evidence.get("fitness") or {}),
        *(f"  note       {note}" for note in evidence.get("notes", [])),
        "",
        "Where a sceptic should look",
        *(f"  - {doubt}" for doubt in doubts(function)),
        "",
        str(winner.get("diff", "")).rstrip(),
    ]
    return lines


def _floats(evidence: Mapping[str, Any], report: Mapping[str, Any]) -> list[str]:
    """How far floats differ, where a tolerance allowed them to."""
    largest, allowed = evidence.get("largest_float_difference"), report.get("float_tolerance")
    if largest is None or allowed is None:
        return []
    told = f"differ by at most {largest:.2g} of the larger one" if largest else "do not differ"
    return [f"  floats     {told}; {allowed:g} was allowed"]


def _figures(fitness: Mapping[str, Any]) -> list[str]:
    """Every figure on original and winner, or why it was not measured."""
    lines = []
    for name, value in fitness.items():
        known = value["original"] is not None and value["candidate"] is not None
        old, new = (figure(name, value[side]) if known else "" for side in ("original", "candidate"))
        told = f"{old} -> {new}" if known else "not measured"
        findings = "; ".join(finding["what"] for finding in value.get("findings", []))
        said = findings or (value["method"] if known else value["absent"])
        lines.append(f"  {name:<16}{told} {value['unit']}, {value['better']} is better; {said}")
    return lines


def doubts(function: Mapping[str, Any]) -> list[str]:
    """What this evidence does not cover, weakest point first."""
    winner = function["winner"]
    evidence = winner["evidence"]
    found: list[str] = []
    if not evidence.get("tests"):
        found.append("no test of the program reaches it: recorded and generated calls are all there is")
    if evidence.get("recorded_calls", 0) < _FEW_CALLS:
        found.append(f"only {evidence.get('recorded_calls', 0)} recorded calls")
    tried, noticed = evidence.get("faults_tried", 0), evidence.get("faults_noticed", 0)
    if tried and noticed < _NOTICED * tried:
        found.append("faults that the calls overlooked: " + "; ".join(evidence.get("faults_overlooked", [])))
    if not tried:
        found.append("how many faults the calls would notice was not measured")
    if evidence.get("largest_float_difference"):
        largest = evidence["largest_float_difference"]
        found.append(f"its floats are not those of the original: they differ by up to {largest:.2g}")
    if winner.get("keeps_state"):
        found.append(
            "it keeps state between calls (a cache, compiled code): memory was judged on the timed calls only"
        )
    if evidence.get("sandbox") != "full":
        found.append(f"isolation was only {evidence.get('sandbox')!r}: see `ouroboros doctor`")
    found += [note for note in evidence.get("notes", []) if any(weakness in note for weakness in _WEAKNESSES)]
    found.append("what it does outside its arguments, results, output and module variables (files, network)")
    return found
