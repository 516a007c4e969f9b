"""``ouroboros doctor``: what this machine offers, what is missing and how to get it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click

from ouroboros.cli.machine_checks import Finding, State, findings
from ouroboros.config.loading import load_settings
from ouroboros.coordination.workspace import find_project

_MARKS = {State.OK: ("ok", "green"), State.LIMITED: ("limited", "yellow"), State.MISSING: ("missing", "red")}


@click.command()
@click.option("--python", metavar="PATH", help="The interpreter your program runs in.")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@click.pass_context
def doctor(ctx: click.Context, python: str | None, as_json: bool) -> None:
    """Say what this machine offers, what is missing, what that costs, and how to get it.

    Exit status 1 when `ouroboros evolve` could not run here, otherwise 0.
    """
    project, _ = find_project(Path.cwd(), Path.cwd())
    settings = load_settings(project, {"python": python}, os.environ)
    found = []
    for finding in findings(settings.python, settings.minimum_sandbox):
        found.append(finding)
        if not as_json:
            _print(finding)
    missing = [finding.name for finding in found if finding.state is State.MISSING]
    if as_json:
        entries = [
            {"name": item.name, "state": item.state.value, "detail": item.detail, "remedy": item.remedy}
            for item in found
        ]
        click.echo(json.dumps({"schema": 1, "ready": not missing, "findings": entries}, indent=2))
    elif missing:
        click.echo(f"\nouroboros evolve cannot run here: {', '.join(missing)}")
    else:
        click.echo("\nouroboros evolve can run here")
    if missing:
        ctx.exit(1)


def _print(finding: Finding) -> None:
    word, colour = _MARKS[finding.state]
    click.echo(f"{click.style(f'{word:<8}', fg=colour)} {finding.name:<26} {finding.detail}")
    if finding.remedy:
        click.echo(f"{'':<9}{'':<26} -> {finding.remedy}")
