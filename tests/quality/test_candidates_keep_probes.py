"""No operator needs the arena: every candidate of every trap answers every probe like the original.

The arena is the second line of defence. Here it does not stand in the way: what the operators propose for the
planted modules and for the nasty ones, and what they propose for their own proposals, is applied and asked.
"""

from __future__ import annotations

import difflib
import importlib.util
import sys
from functools import cache
from pathlib import Path

import pytest

from ouroboros.arena.closed_world.security import security_of
from ouroboros.arena.merit.selection import AcceptanceCriteria
from ouroboros.genome.source_tree import SourceGenome
from ouroboros.mutation.catalogue import operators
from ouroboros.mutation.proposal import propose
from ouroboros.records.hotspot import Hotspot
from ouroboros.records.source import RegionKind

HERE = Path(__file__).parent
KEEPING = {
    "keep-patterns",
    "memoise-calls",
    "numba-kernel",
    "numba-loop",
    "scan-to-lookup",
    "words-to-search",
}
"""Operators whose rewrites say that they keep something between calls."""
MODULES = sorted([*HERE.glob("planted/slow_*.py"), *HERE.glob("planted/trap_*.py"), *HERE.glob("nasty/*.py")])
OFFERED = 54
"""Planted slow modules for which some operator has an idea, numeric kernels (which need types) left out."""


@cache
def probing():
    """The module beside this one that evaluates probes."""
    specification = importlib.util.spec_from_file_location("probing", HERE / "probing.py")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def offered(module: Path, folder: Path) -> list[tuple[str, str, str]]:
    """The first generation alone."""
    own = folder / module.stem
    own.mkdir()
    return list(candidates(module.read_text(encoding="utf-8"), own, module.stem))


def candidates(text: str, folder: Path, name: str, only: str = ""):
    """(function, operator, text) of everything proposed for the functions of a module with this ``text``."""
    (folder / f"{name}.py").write_text(text, encoding="utf-8")
    genome = SourceGenome.read(folder, folder, cache=None)
    for region in genome.regions:
        own = region.qualname.startswith("_ouroboros_")
        if region.kind is RegionKind.CLASS or region.is_nested or own or only not in {"", region.qualname}:
            continue
        hotspot = Hotspot(region=region, self_share=0.9, cumulative_share=0.9, samples=900)
        exact = [operator for operator in operators() if not operator.conjecture]
        found = propose(genome.view(region, available=frozenset({"numpy", "pandas"})), hotspot, exact)
        assert not found.problems, found.problems
        for candidate in found.candidates:
            yield region.qualname, candidate.operators[0], candidate.text


@cache
def descendants(module: Path, folder: Path) -> tuple[tuple[tuple[str, ...], str], ...]:
    """(function and operators, text) of the module's candidates and of what comes of changing them again."""
    original = module.read_text(encoding="utf-8")
    found = {}
    for function, operator, text in candidates(original, folder, module.stem):
        found.setdefault(text, (function, operator))
    for text, path in list(found.items()):
        for _, operator, again in candidates(text, folder, module.stem, path[0]):
            found.setdefault(again, (*path, operator))
    return tuple((path, text) for text, path in found.items())


def outcomes(module: Path, file: Path):
    before = sys.modules.get(module.stem)
    try:
        return probing().outcomes(module, file)
    finally:
        sys.modules.pop(module.stem, None)
        if before is not None:
            sys.modules[module.stem] = before


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.stem)
def test_every_candidate_answers_every_probe_alike(module: Path, tmp_path: Path) -> None:
    expected = outcomes(module, module)
    changed = tmp_path / "changed.py.txt"
    wrong = []
    for path, text in descendants(module, tmp_path):
        changed.write_text(text, encoding="utf-8")
        told = outcomes(module, changed)
        if told != expected:
            lines = difflib.unified_diff(
                module.read_text(encoding="utf-8").splitlines(), text.splitlines(), lineterm=""
            )
            asked = probing().probes_of(module)
            wrong.append(
                (path, [pair for pair in zip(asked, expected, told, strict=True) if pair[1] != pair[2]])
            )
            wrong.append("\n".join(lines))
    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.stem)
def test_no_candidate_of_ours_is_taken_for_a_cheat(module: Path, tmp_path: Path) -> None:
    original = module.read_text(encoding="utf-8")
    fallen = []
    for path, text in descendants(module, tmp_path):
        score = security_of(original, text, keeps_state=not KEEPING.isdisjoint(path))
        if score.points < AcceptanceCriteria().minimum_security:
            fallen.append((path, score.findings))
    assert fallen == []


def test_most_planted_slowness_has_a_candidate(tmp_path: Path) -> None:
    slow = [module for module in MODULES if module.stem.startswith("slow_")]
    silent = [
        module.stem
        for module in slow
        if not any(found[0] != "workload" for found in offered(module, tmp_path))
    ]
    assert len(slow) - len(silent) >= OFFERED, silent
