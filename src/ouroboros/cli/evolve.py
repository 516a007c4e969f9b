"""``ouroboros evolve``: the main job."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from ouroboros.cli.interruption import orderly_interruption
from ouroboros.cli.live_view import LiveView
from ouroboros.config.loading import load_settings
from ouroboros.config.schema import Settings
from ouroboros.coordination.evolution_loop import evolve as run_evolution
from ouroboros.coordination.preferences import keep_decision
from ouroboros.coordination.promotion import (
    apply_to_files,
    check_branch_possible,
    commit_to_branch,
    place_extensions,
)
from ouroboros.coordination.winner_commits import originals, winner_commits
from ouroboros.coordination.workspace import find_project
from ouroboros.errors import InterruptedEvolutionError, UsageError
from ouroboros.records.verdict import EvolutionReport
from ouroboros.reporting.as_json import report_to_json
from ouroboros.reporting.figures import counted
from ouroboros.reporting.page import render_html
from ouroboros.reporting.table import render_table
from ouroboros.storage.report_store import ReportStore

_PIPE_WIDTH = 120


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("root", type=click.Path(path_type=Path))
@click.option("--workload", metavar="CMD", help="Command that exercises the hot code, as in production.")
@click.option("--tests", metavar="CMD", help="Command that runs the tests, such as 'pytest -q'.")
@click.option("--only", metavar="PATTERN", multiple=True, help="Only functions like this (pkg.mod:Class.*).")
@click.option("--budget", metavar="TIME", help="Time for everything: 90s, 10m, 1h30m.  [default: 10m]")
@click.option("--strategy", metavar="NAME", help="Which kinds of change come first.  [default: balanced]")
@click.option(
    "--weights", metavar="LIST", help="What counts: performance=2,power=1,security=1. [default: equal]"
)
@click.option("--float-tolerance", metavar="NUMBER", help="How far floats may differ: 1e-9.  [default: none]")
@click.option("--apply", "apply_", is_flag=True, help="Write the winners into the files.")
@click.option("--branch", metavar="NAME", help="Commit the winners to a new branch, one commit each.")
@click.option("--dry-run", is_flag=True, help="Only report.  [default without --apply and --branch]")
@click.option(
    "--json", "json_file", metavar="FILE", type=click.Path(path_type=Path), help="Write the report as JSON."
)
@click.option(
    "--html", "html_file", metavar="FILE", type=click.Path(path_type=Path), help="Write the report as a page."
)
@click.option("--executor", metavar="NAME", help="Where candidates are tested: local.  [default: local]")
@click.option("--seed", metavar="N", help="Seed of everything random.  [default: 0]")
@click.option("--python", metavar="PATH", help="The interpreter your program runs in.  [default: this one]")
@click.option("--workload-timeout", metavar="TIME", help="How long one run of the workload may take.")
@click.option("--tests-timeout", metavar="TIME", help="How long one run of the tests may take.")
@click.option("--recorded-calls-days", metavar="N", help="How long recorded calls are kept.  [default: 30]")
@click.option("--recorded-calls-size", metavar="SIZE", help="Room for the kept calls.  [default: 64M]")
@click.option("--redact", metavar="NAME", help="Your function that takes private values out of kept calls.")
@click.option("--quiet", "-q", is_flag=True, help="No progress; the table and errors only.")
def evolve(
    root: Path,
    apply_: bool,
    branch: str | None,
    dry_run: bool,
    json_file: Path | None,
    html_file: Path | None,
    quiet: bool,
    **flags: Any,
) -> None:
    """Find the hot code of ROOT, rewrite it, prove the rewrites, measure them, report or apply them.

    Works on a private copy: your files change only with --apply, your repository only with --branch.

    \b
    Exit status: 0 ran to its end (winners or not), 2 wrong usage or configuration,
    3 your own tests or workload fail before anything was changed, 130 interrupted (run again to resume).
    """  # noqa: D301 - \b is click's mark for text that is not rewrapped
    if sum((apply_, branch is not None, dry_run)) > 1:
        raise UsageError("--apply, --branch and --dry-run exclude each other; give one of them")
    for file in (json_file, html_file):
        _check_writable(file)
    project, working_directory = find_project(root, Path.cwd())
    settings = load_settings(project, {"root": str(root), **flags}, os.environ)
    if branch is not None:
        check_branch_possible(project, branch, settings.root)
    if apply_:
        _check_appliable(settings.root)
    progress = Console(stderr=True)
    try:
        with orderly_interruption(), LiveView(progress, quiet=quiet) as view:
            report = run_evolution(
                settings, working_directory=working_directory, environment=os.environ, listen=view
            )
    except KeyboardInterrupt:
        raise InterruptedEvolutionError(
            "interrupted; nothing was changed, what is judged is kept: run the same command to resume"
        ) from None
    # A file or a pipe has no width of its own; names fold at the usual 80.
    render_table(
        report, Console(width=None if sys.stdout.isatty() or "COLUMNS" in os.environ else _PIPE_WIDTH)
    )
    told = report_to_json(report)
    _keep(settings, report, told)
    _write(json_file, lambda: json.dumps(told, indent=2) + "\n")
    _write(html_file, lambda: render_html(report))
    _promote(settings, report, apply_=apply_, branch=branch)


def _keep(settings: Settings, report: EvolutionReport, told: Mapping[str, Any]) -> None:
    try:
        ReportStore(settings.state_dir / "reports").put(told, started=report.started)
    except OSError as error:
        click.echo(f"note: {settings.state_dir}: {error.strerror}; `ouroboros show` will not know this run")
        return
    if report.winners:
        click.echo(
            "ouroboros show ID tells all evidence: "
            + ", ".join(verdict.candidate.identity[:12] for verdict in report.winners)
        )


def _promote(settings: Settings, report: EvolutionReport, *, apply_: bool, branch: str | None) -> None:
    if not report.winners:
        return
    if apply_ or branch is not None:
        _promote_and_remember(settings, report, branch=branch)
    else:
        click.echo("nothing was changed; give --apply or --branch NAME to keep the winners")


def _promote_and_remember(settings: Settings, report: EvolutionReport, *, branch: str | None) -> None:
    # They are caches: whichever text is checked out, only the one that they were made from binds them.
    place_extensions(settings.project, report.extensions)
    if branch is None:
        apply_to_files(settings.project, originals(report), report.texts)
        click.echo(
            f"applied: {counted(len(report.winners), 'winner')} in {counted(len(report.texts), 'file')}"
        )
    else:
        commit = commit_to_branch(settings.project, branch, originals(report), winner_commits(report))
        click.echo(f"branch {branch}: {counted(len(report.winners), 'commit')}, at {commit[:12]}")
    # The decision only moves weights of later runs: a full disk is no reason to fail what is done.
    with contextlib.suppress(OSError):
        keep_decision(settings, report, applied=branch is None)


def _check_appliable(root: Path) -> None:
    folder = root if root.is_dir() else root.parent
    if not os.access(folder, os.W_OK):
        raise UsageError(f"--apply: {folder} cannot be written to; change its permissions, or use --dry-run")


def _check_writable(file: Path | None) -> None:
    """Find out before the work, not after it."""
    if file is not None and not os.access(file.parent, os.W_OK):
        raise UsageError(f"{file}: its folder does not exist or cannot be written to")


def _write(file: Path | None, render: Any) -> None:
    """Write a report whole or not at all."""
    if file is None:
        return
    try:
        handle, name = tempfile.mkstemp(prefix=".ouroboros-", dir=file.parent)
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(render())
        Path(name).chmod(0o644)
        Path(name).replace(file)
    except OSError as error:
        raise UsageError(f"{file}: cannot be written ({error.strerror})") from error
    click.echo(f"written: {file}")
