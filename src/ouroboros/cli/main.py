"""The ``ouroboros`` command: sub-commands load on demand, every failure ends in one sentence."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import click

from ouroboros import __version__
from ouroboros.errors import OuroborosError

INTERRUPTED = 130


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Where a sub-command lives (``module:attribute``) and the line that ``--help`` shows for it."""

    place: str
    summary: str


COMMANDS: Mapping[str, Entry] = {
    "evolve": Entry(
        place="ouroboros.cli.evolve:evolve",
        summary="Find hot code, rewrite it, prove that it behaves the same, measure it, apply it.",
    ),
    "show": Entry(
        place="ouroboros.cli.show:show",
        summary="List past winners, or show all evidence for one of them.",
    ),
    "calls": Entry(
        place="ouroboros.cli.calls:calls",
        summary="List the recorded calls that are kept for later runs, or delete them.",
    ),
    "init": Entry(
        place="ouroboros.cli.init:init",
        summary="Write a commented evolution_config.toml for this project.",
    ),
    "doctor": Entry(
        place="ouroboros.cli.doctor:doctor",
        summary="Say what this machine offers, what is missing and how to get it.",
    ),
    "operators": Entry(
        place="ouroboros.cli.operators:operators",
        summary="List the rewrites of the catalogue, or show all about one of them.",
    ),
}


class LazyGroup(click.Group):
    """A group whose commands are imported on demand, so that ``--help`` stays fast however much they need."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order in which a user meets them."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module behind ``cmd_name``; ``None`` when there is no such command."""
        del ctx
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        module, _, attribute = entry.place.partition(":")
        command = getattr(importlib.import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands from the table above, without importing a single one."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.summary) for name, entry in COMMANDS.items()])

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Run a command line and leave with its exit status; no traceback ever reaches the user."""
        if not standalone_mode:
            return super().main(
                args,
                prog_name,
                complete_var,
                standalone_mode=False,
                windows_expand_args=windows_expand_args,
                **extra,
            )
        try:
            # Outside standalone mode click hands over what it would otherwise print and exit with.
            status = super().main(
                args,
                prog_name,
                complete_var,
                standalone_mode=False,
                windows_expand_args=windows_expand_args,
                **extra,
            )
        except click.ClickException as error:
            error.show()
            sys.exit(error.exit_code)
        except OuroborosError as error:
            click.echo(f"error: {error}", err=True)
            sys.exit(error.exit_status)
        except (click.Abort, KeyboardInterrupt):
            click.echo("interrupted", err=True)
            sys.exit(INTERRUPTED)
        except Exception as error:  # noqa: BLE001 (the outermost place: whatever came here is our own mistake)
            sys.exit(_report_crash(error))
        sys.exit(status if isinstance(status, int) else 0)


def _report_crash(error: Exception) -> int:
    """Save the traceback, tell where, and return the exit status."""
    from ouroboros.cli.crashes import save_traceback  # noqa: PLC0415 (only a crash pays for it)

    click.echo(f"error: ouroboros failed unexpectedly ({type(error).__name__}: {error})", err=True)
    try:
        click.echo(f"the traceback is in {save_traceback(error)}; please attach it to a bug report", err=True)
    except OSError as failure:
        click.echo(f"the traceback could not be saved: {failure}", err=True)
    return 1


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="ouroboros")
def main() -> None:
    """Make Python programs faster, and prove it.

    Start with `ouroboros evolve ROOT --workload "python bench.py" --tests "pytest -q"`.
    """
