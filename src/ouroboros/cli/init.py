"""``ouroboros init``: a commented settings file for this project."""

from __future__ import annotations

from pathlib import Path

import click

from ouroboros.config.template import write_template


@click.command()
@click.argument("project", type=click.Path(exists=True, file_okay=False, path_type=Path), default=".")
@click.option("--force", is_flag=True, help="Replace a file that is there already.")
def init(project: Path, force: bool) -> None:
    """Write a commented evolution_config.toml into PROJECT (default: the current folder)."""
    path, facts = write_template(project, force=force)
    click.echo(f"wrote {path}")
    click.echo(f"packages: {', '.join(facts.packages) or 'none found'}")
    click.echo(f"tests:    {facts.tests or 'none'} ({facts.tests_reason})")
    if facts.workloads:
        click.echo(f"workload: choose one in the file, for instance {facts.workloads[0]}")
    else:
        click.echo("workload: none found; name a command that exercises the hot code")
