"""Reads a whole tree into files and facts, in parallel when that pays."""

from __future__ import annotations

import os
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

from ouroboros.genome.discovery import (
    is_source_package,
    module_names,
    read_file,
    relative_path,
    source_paths,
)
from ouroboros.genome.fact_cache import FactCache
from ouroboros.genome.facts import FileFacts, collect
from ouroboros.genome.syntax import parse
from ouroboros.records.source import SourceFile

PARALLEL_FROM = 400
"""Files to parse from which starting processes costs less than they save."""

OUTSIDE_LIMIT = 5_000
"""Project files outside the root that are read for facts; beyond it nothing is assumed of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadTree:
    """What was read."""

    files: dict[str, SourceFile]
    facts: dict[str, FileFacts]
    skipped: dict[str, str]
    outside: tuple[FileFacts, ...] | None


def read_tree(project: Path, root: Path, cache: Path | None) -> ReadTree:
    """All source under ``root``, and facts of the rest of ``project`` (who else may rebind our names)."""
    paths = {relative_path(path, project): path for path in source_paths(root)}
    names = module_names(paths)
    files: dict[str, SourceFile] = {}
    skipped: dict[str, str] = {}
    for relative, path in paths.items():
        file, reason = read_file(path, relative, names[relative])
        if reason:
            skipped[relative] = reason
        if file is not None:
            files[relative] = file
    store = FactCache(cache)
    facts, unusable = _facts(files.values(), store)
    for relative, reason in unusable.items():
        skipped[relative] = reason
        del files[relative]
    for relative in files.keys() & skipped.keys():
        # Mixed line ends: the facts count, but nothing may ever be written back.
        facts[relative] = replace(facts[relative], regions=())
    outside = _outside(project, set(paths), store)
    return ReadTree(files=files, facts=facts, skipped=dict(sorted(skipped.items())), outside=outside)


def _outside(project: Path, inside: set[str], store: FactCache) -> tuple[FileFacts, ...] | None:
    """Facts of project files that are no part of the target."""
    others: list[SourceFile] = []
    for path in source_paths(project):
        relative = relative_path(path, project)
        if relative in inside:
            continue
        if len(others) >= OUTSIDE_LIMIT:
            return None
        file, _ = read_file(path, relative, path.stem)
        if file is not None:
            others.append(file)
    return tuple(_facts(others, store)[0].values())


def _facts(files: Iterable[SourceFile], store: FactCache) -> tuple[dict[str, FileFacts], dict[str, str]]:
    """Facts by path, and why a file has none."""
    files = list(files)
    found: dict[str, FileFacts] = {}
    missing: list[SourceFile] = []
    for file in files:
        known = store.load(file)
        if known is None:
            missing.append(file)
        else:
            found[file.path] = known
    skipped: dict[str, str] = {}
    for file, answer in zip(missing, _collect_all(missing), strict=True):
        if isinstance(answer, FileFacts):
            found[file.path] = answer
            store.save(file, answer)
        else:
            skipped[file.path] = answer
    return {file.path: found[file.path] for file in files if file.path in found}, skipped


def _collect_all(files: list[SourceFile]) -> list[FileFacts | str]:
    workers = min(os.cpu_count() or 1, 8)
    if len(files) > PARALLEL_FROM and workers > 1:
        try:
            # "spawn" and not "fork": whoever calls us may have threads that hold locks.
            with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
                return list(pool.map(facts_of, files, chunksize=32))
        except (BrokenProcessPool, OSError):
            pass  # no processes to be had (limits, a stdin script as __main__): one process is only slower
    return [facts_of(file) for file in files]


def facts_of(file: SourceFile) -> FileFacts | str:
    """Facts of one file, or why it has none."""
    try:
        tree = parse(file.text)
        return collect(file.text, tree, file.module, is_package=is_source_package(file.path))
    except SyntaxError as error:
        return (
            f"syntax error in line {error.lineno}: {error.msg}"
            if error.lineno
            else f"syntax error: {error.msg}"
        )
    except RecursionError:
        return "nested too deeply"
