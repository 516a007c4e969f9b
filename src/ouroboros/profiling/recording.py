"""Runs a workload or the tests with recorded hot functions and gathers what they left behind.

Payloads are pickles of somebody else's process: they are moved as bytes and never read here.
"""

from __future__ import annotations

import ast
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from statistics import median_low
from typing import Any

from ouroboros.agent.call_log import SUFFIX, read_entries
from ouroboros.profiling.guest_run import fails, guest_folder, run_to_end
from ouroboros.records.command import Command, environment_for, script_position, without_assignments
from ouroboros.records.hotspot import RecordedCall, TypeProfile
from ouroboros.records.source import GenomeRegion, RegionKind

_MOST_VALUES = 8
"""Values of one parameter that a profile tells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingLimits:
    """How much is kept: calls per function; bytes per call, per function and of all files together."""

    calls: int = 200
    call_bytes: int = 16 << 20
    function_bytes: int = 24 << 20
    total_bytes: int = 256 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """What one recorded run left behind. Regions are named as in ``GenomeRegion.name``."""

    calls: tuple[RecordedCall, ...]
    """In the order in which they were made, process by process."""
    types: Mapping[str, TypeProfile]
    modules: Mapping[str, str]
    """Path relative to the project → import name seen at run time (``__main__`` for a script)."""
    sys_path: tuple[str, ...]
    main_file: str | None
    """Path relative to the project of the script (or module) that ran as ``__main__``."""
    imported: tuple[str, ...]
    """Modules from outside the project and the standard library."""
    skipped: Mapping[str, str]
    """Region → why calls of it could not be recorded."""
    seconds: float


@dataclass(slots=True)
class _Function:
    """What all processes told about one function."""

    calls: list[tuple[tuple[int, int], RecordedCall]] = field(default_factory=list)
    parameters: dict[str, Counter[str]] = field(default_factory=dict)
    returns: Counter[str] = field(default_factory=Counter)
    values: dict[str, Counter[str]] = field(default_factory=dict)
    sizes: dict[str, Counter[int]] = field(default_factory=dict)
    attributes: dict[str, Counter[str]] = field(default_factory=dict)
    skipped: Counter[str] = field(default_factory=Counter)
    seen: int = 0
    distinct: int = 0
    hashed: int = 0


def record(
    command: str,
    *,
    workspace: Path,
    python: Path,
    regions: Sequence[GenomeRegion],
    environment: Mapping[str, str],
    deadline_seconds: float,
    working_directory: str = ".",
    limits: RecordingLimits | None = None,
    origin: str = "workload",
) -> Recording:
    """Run ``command`` once with the recorder around ``regions``.

    Args:
        command: workload or tests, as typed.
        workspace: root of the copy of the project that it runs on; region paths are relative to it.
        python: the interpreter that ``python`` in ``command`` means.
        regions: functions and methods to record; nested ones and classes are part of what encloses them.
        environment: of the run.
        deadline_seconds: after which the run is ended.
        working_directory: relative to ``workspace``.
        limits: how much is kept.
        origin: ``workload`` or ``tests``, noted on every call.

    Returns:
        The calls, types and facts for replaying them.

    Raises:
        WorkloadFailsError: the workload fails or does not end in time (failing tests only when nothing was
            recorded).

    """
    limits = limits or RecordingLimits()
    workspace = workspace.resolve()
    directory = workspace / working_directory
    # Otherwise a PYTHONPATH of its own would keep the recorder out.
    own, bare = without_assignments(command)
    environment = {**environment, **own}
    parsed = Command.parse(bare)
    arguments = parsed.arguments(python)
    with guest_folder() as folder:
        plan = {
            "mode": "record",
            "project": str(workspace),
            "files": {str(workspace / path): lines for path, lines in _definitions(regions).items()},
            "calls": limits.calls,
            "call_bytes": limits.call_bytes,
            "function_bytes": limits.function_bytes,
            "total_bytes": limits.total_bytes,
            "main_module": _main_module(arguments, directory, workspace, regions),
        }
        position = None if parsed.shell else script_position(arguments)
        if position is not None and (directory / arguments[position]).is_file():
            arguments = (*arguments[:position], str(folder.launcher), *arguments[position:])
        ended = run_to_end(
            arguments,
            shown=command,
            directory=directory,
            environment=folder.plan(plan, environment_for(python, environment)),
            deadline_seconds=deadline_seconds,
        )
        contents = [path.read_bytes() for path in sorted(folder.left.glob(f"*{SUFFIX}"))]
        # Tests have passed without the recorder before; one that fails now leaves the calls of all others.
        if ended.status and not (origin == "tests" and any(contents)):
            raise fails(command, ended)
        return _gathered(
            contents,
            workspace=workspace,
            regions=regions,
            limits=limits,
            origin=origin,
            seconds=ended.seconds,
        )


def _definitions(regions: Sequence[GenomeRegion]) -> dict[str, dict[str, str]]:
    """Path → {line of ``def``: region name}."""
    found: dict[str, dict[str, str]] = {}
    for region in regions:
        if region.kind is RegionKind.CLASS or region.is_nested:
            continue
        for qualname, line in _functions(region.file.text):
            if qualname == region.qualname and region.span.first_line <= line <= region.span.last_line:
                found.setdefault(region.file.path, {})[str(line)] = region.name
                break
    return found


def _functions(text: str) -> Iterator[tuple[str, int]]:
    """Qualified name and line of ``def`` of all functions that are not nested in another."""
    pending: list[tuple[str, ast.stmt]] = [("", node) for node in ast.parse(text).body]
    while pending:
        prefix, node = pending.pop(0)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield prefix + node.name, node.lineno
            continue
        inner = f"{prefix}{node.name}." if isinstance(node, ast.ClassDef) else prefix
        for part in ("body", "orelse", "finalbody", "handlers", "cases"):
            pending.extend((inner, child) for child in getattr(node, part, ()))


def _main_module(
    arguments: Sequence[str], directory: Path, workspace: Path, regions: Sequence[GenomeRegion]
) -> str:
    """Import name of what runs as ``__main__``, by which descriptions call it, or nothing."""
    position = script_position(tuple(arguments))
    if position is None:
        if "-m" in arguments[:-1]:
            return arguments[arguments.index("-m") + 1]
        return ""
    path = (directory / arguments[position]).resolve()
    if not path.is_relative_to(workspace):
        return ""
    relative = path.relative_to(workspace).as_posix()
    for region in regions:
        if region.file.path == relative:
            return region.file.module
    parts = PurePosixPath(relative).with_suffix("").parts
    return ".".join(parts[1:] if len(parts) > 1 and parts[0] == "src" else parts)


def _gathered(
    contents: Sequence[bytes],
    *,
    workspace: Path,
    regions: Sequence[GenomeRegion],
    limits: RecordingLimits,
    origin: str,
    seconds: float,
) -> Recording:
    functions = {region.name: _Function() for region in regions}
    processes: list[dict[str, Any]] = []
    for process, data in enumerate(contents):
        slots: dict[tuple[str, int], tuple[dict[str, Any], bytes]] = {}
        summaries: dict[str, dict[str, Any]] = {}
        for head, payload in read_entries(data):
            name = head.get("function")
            if head.get("kind") == "process":
                processes.append(head)
            elif name in functions and head["kind"] == "call":
                slots[name, head["slot"]] = head, payload
            elif name in functions and head["kind"] == "summary":
                summaries[name] = head
        for (name, _), (head, payload) in slots.items():
            call = RecordedCall(
                function=name,
                payload=payload,
                outcome=head["outcome"],
                raised=head["raised"],
                seconds=head["seconds"],
                origin=origin,
            )
            functions[name].calls.append(((process, head["number"]), call))
        for name, head in summaries.items():
            _add(functions[name], head)
    calls: list[RecordedCall] = []
    for told in functions.values():
        ordered = [call for _, call in sorted(told.calls, key=lambda pair: pair[0])]
        step = max(1.0, len(ordered) / limits.calls)
        calls.extend(ordered[int(index * step)] for index in range(min(len(ordered), limits.calls)))
    modules: dict[str, str] = {}
    main_file = None
    for told_process in processes:
        for path, name in told_process["modules"].items():
            relative = os.path.relpath(path, workspace)
            if modules.get(relative, "__main__") == "__main__":
                modules[relative] = name
        main_file = main_file or told_process["main_file"]
    return Recording(
        calls=tuple(calls),
        types={name: _types(told) for name, told in functions.items() if told.seen},
        modules=modules,
        sys_path=tuple(dict.fromkeys(entry for one in processes for entry in one["sys_path"])),
        main_file=os.path.relpath(main_file, workspace) if main_file else None,
        imported=tuple(dict.fromkeys(name for one in processes for name in one["imported"])),
        skipped={
            region.name: reason for region in regions if (reason := _reason(region, functions[region.name]))
        },
        seconds=seconds,
    )


def _add(told: _Function, head: Mapping[str, Any]) -> None:
    told.seen += head["calls"]
    told.distinct += head["distinct"]
    told.hashed += head["hashed"]
    told.returns.update(head["returns"])
    told.skipped.update(head["skipped"])
    for kept, added in (
        (told.parameters, head["types"]),
        (told.values, head["values"]),
        (told.attributes, head["attributes"]),
    ):
        for name, counts in added.items():
            kept.setdefault(name, Counter()).update(counts)
    for name, counts in head["sizes"].items():
        told.sizes.setdefault(name, Counter()).update({int(size): seen for size, seen in counts.items()})


def _types(told: _Function) -> TypeProfile:
    return TypeProfile(
        parameters={name: dict(counts.most_common()) for name, counts in told.parameters.items()},
        returns=dict(told.returns.most_common()),
        calls_seen=told.seen,
        distinct_share=told.distinct / told.hashed if told.hashed else 1.0,
        values={name: dict(counts.most_common(_MOST_VALUES)) for name, counts in told.values.items()},
        sizes={
            name: (median_low(list(counts.elements())), max(counts)) for name, counts in told.sizes.items()
        },
        attributes={name: dict(counts.most_common()) for name, counts in told.attributes.items()},
    )


def _reason(region: GenomeRegion, told: _Function) -> str:
    if told.skipped:
        reason, count = told.skipped.most_common(1)[0]
        return f"{count} of {sum(told.skipped.values()) + len(told.calls)} sampled calls not kept: {reason}"
    if told.calls:
        return ""
    if region.kind is RegionKind.CLASS or region.is_nested:
        return "it is recorded through what encloses it"
    return "it was not called" if not told.seen else "its calls could not be written"
