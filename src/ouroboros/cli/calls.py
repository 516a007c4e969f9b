"""``ouroboros calls``: the recorded calls that are kept for later runs, and how to get rid of them."""

from __future__ import annotations

import fnmatch
import json
import os
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from ouroboros.config.loading import load_settings
from ouroboros.coordination.kept_calls import FOLDER
from ouroboros.coordination.workspace import find_project
from ouroboros.errors import UsageError
from ouroboros.reporting.figures import counted, visible
from ouroboros.storage.call_store import (
    KeptFile,
    delete_expired,
    forget_everything,
    forget_files,
    kept_files,
    unreadable_files,
)

_UNITS = ((86_400.0, "d"), (3_600.0, "h"), (60.0, "min"), (1.0, "s"))
_MOMENTS = ("first_recorded", "last_recorded", "expires")
_SIZES = ((1 << 20, "MiB"), (1 << 10, "KiB"))


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--forget",
    "patterns",
    metavar="PATTERN",
    multiple=True,
    help="Delete the calls of functions like this, of all projects (shop.pricing:*, *:Basket.total).",
)
@click.option("--forget-all", is_flag=True, help="Delete all kept calls of all projects.")
@click.option(
    "--state-dir",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Where they are kept.  [default: that of evolve]",
)
@click.option("--json", "as_json", is_flag=True, help="Print what is known as JSON.")
def calls(patterns: tuple[str, ...], forget_all: bool, state_dir: Path | None, as_json: bool) -> None:
    """List the recorded calls that are kept, by project and function, or delete them.

    They are real arguments of your program, so they may hold private data. They stay on this machine,
    readable by you alone, for as long as `recorded_calls_days` says; 0 keeps none. A function of yours can
    take private values out before anything is kept: see `redact` in `ouroboros init`.
    """
    if patterns and forget_all:
        raise UsageError("--forget and --forget-all exclude each other; give one of them")
    project, _ = find_project(Path.cwd(), Path.cwd())
    given = str(state_dir) if state_dir is not None else None
    folder = load_settings(project, {"state_dir": given}, os.environ).state_dir / FOLDER
    try:
        delete_expired(folder, time.time())
        files = kept_files(folder)
        if forget_all or patterns:
            files = _forgotten(folder, files, patterns)
    except OSError as error:
        raise UsageError(f"{error.filename or folder}: {error.strerror}") from error
    if forget_all or patterns:
        _tell_forgotten(files, as_json=as_json)
    else:
        _list(folder, files, as_json=as_json)


def _forgotten(folder: Path, files: Sequence[KeptFile], patterns: Sequence[str]) -> tuple[KeptFile, ...]:
    """Delete what matches a pattern, everything where there are none, and return it."""
    if not patterns:
        forget_everything(folder)
        return tuple(files)
    for pattern in patterns:
        if not any(_matches(each.function, pattern) for each in files):
            raise UsageError(
                f"--forget {pattern!r} matches no function in {folder}; `ouroboros calls` lists them"
            )
    chosen = tuple(each for each in files if any(_matches(each.function, pattern) for pattern in patterns))
    forget_files(chosen)
    return chosen


def _matches(function: str, pattern: str) -> bool:
    module, _, qualname = function.partition(":")
    return any(fnmatch.fnmatchcase(name, pattern) for name in (function, module, qualname))


def _tell_forgotten(files: Sequence[KeptFile], *, as_json: bool) -> None:
    count, functions = sum(each.calls for each in files), len({(f.project, f.function) for f in files})
    if as_json:
        click.echo(json.dumps({"schema": 1, "forgotten": {"calls": count, "functions": functions}}))
    else:
        click.echo(f"forgotten: {counted(count, 'call')} of {counted(functions, 'function')}")


def _list(folder: Path, files: Sequence[KeptFile], *, as_json: bool) -> None:
    rows = _rows(files)
    unreadable = len(unreadable_files(folder))
    if as_json:
        functions = [{**row, **{name: _moment(row[name]) for name in _MOMENTS}} for row in rows]
        told = {"schema": 1, "folder": str(folder), "functions": functions, "unreadable_files": unreadable}
        click.echo(json.dumps(told, indent=2))
        return
    now, project = time.time(), ""
    for row in rows:
        if row["project"] != project:
            project = row["project"]
            click.echo(visible(project))
        count, age = counted(row["calls"], "call"), _span(now - row["last_recorded"])
        click.echo(visible(f"  {count:>12}  {_size(row['bytes']):>9}  {age:>7} old  {row['function']}"))
    if unreadable:
        click.echo(
            f"{counted(unreadable, 'file')} damaged, of another version or not yours alone, and not used; "
            "--forget-all deletes what is there"
        )
    if rows:
        count, size = sum(row["calls"] for row in rows), sum(row["bytes"] for row in rows)
        click.echo(
            f"{counted(count, 'call')} of {counted(len(rows), 'function')}, {_size(size)}, in {folder}"
        )
    else:
        click.echo(f"no recorded calls are kept in {folder}")


def _rows(files: Sequence[KeptFile]) -> list[dict[str, Any]]:
    """One row for each project and function."""
    grouped: dict[tuple[str, str], list[KeptFile]] = {}
    for each in files:
        grouped.setdefault((each.project, each.function), []).append(each)
    return [
        {
            "project": project,
            "function": function,
            "calls": sum(each.calls for each in kept),
            "bytes": sum(each.size for each in kept),
            "first_recorded": min(each.recorded for each in kept),
            "last_recorded": max(each.recorded for each in kept),
            "expires": max(each.expires for each in kept),
        }
        for (project, function), kept in grouped.items()
    ]


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, tz=UTC).isoformat(timespec="seconds")


def _span(seconds: float) -> str:
    """``12 d``, ``3 h``, ``5 min`` or ``0 s``."""
    for length, unit in _UNITS:
        if seconds >= length:
            return f"{seconds / length:.0f} {unit}"
    return "0 s"


def _size(count: int) -> str:
    for unit, name in _SIZES:
        if count >= unit:
            return f"{count / unit:.1f} {name}"
    return f"{count} bytes"
