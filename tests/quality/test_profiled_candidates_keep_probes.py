"""What rests on recorded calls is exact on all other calls too.

For every planted and nasty module a profile is made up that tempts the operators as much as possible: the
arguments of the first call are said to be the usual ones, to repeat, and later lines to run more often. Every
candidate, and what comes of changing it again, has to answer all probes like the original, twice over.
"""

from __future__ import annotations

import difflib
import importlib.util
import sys
import types
from functools import cache
from pathlib import Path

import pytest

from ouroboros.agent.call_statistics import CallStatistics
from ouroboros.agent.type_names import Parameters
from ouroboros.arena.closed_world.security import security_of
from ouroboros.arena.merit.selection import AcceptanceCriteria
from ouroboros.genome.source_tree import SourceGenome
from ouroboros.mutation.catalogue import operators
from ouroboros.mutation.proposal import propose
from ouroboros.records.hotspot import Hotspot, TypeProfile
from ouroboros.records.source import RegionKind

HERE = Path(__file__).parent
MODULES = sorted([*HERE.glob("planted/slow_*.py"), *HERE.glob("planted/trap_*.py"), *HERE.glob("nasty/*.py")])
PROFILED = [
    operator
    for operator in operators()
    if not operator.conjecture and any("recorded" in need for need in operator.needs)
]
KEEPING = {"memoise-calls"}
"""Operators whose rewrites say that they keep something between calls."""
CALLS = 40


@cache
def probing():
    """The module beside this one that evaluates probes."""
    specification = importlib.util.spec_from_file_location("probing", HERE / "probing.py")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@cache
def profiles(path: Path) -> dict[str, TypeProfile]:
    """For each function by qualified name: its first call, said to be nearly all of them."""
    text = path.read_text(encoding="utf-8")
    module = types.ModuleType(path.stem)
    seen: dict[str, CallStatistics] = {}
    waiting: dict[int, str] = {}

    def look(frame: types.FrameType, event: str, value: object) -> None:
        code = frame.f_code
        if code.co_filename != "<profiled>":
            return
        if event == "call" and code.co_qualname not in seen:
            seen[code.co_qualname] = statistics = CallStatistics()
            waiting[id(frame)] = code.co_qualname
            parameters = Parameters(types.FunctionType(code, {}, closure=_cells(code)))
            names = {name for name in code.co_varnames if name in frame.f_locals}
            statistics.arguments({name: frame.f_locals[name] for name in parameters._known & names})
        elif event == "return" and id(frame) in waiting:
            seen[waiting.pop(id(frame))].outcome(value, None)

    before = sys.modules.get(path.stem)
    sys.modules[path.stem] = module
    try:
        exec(compile(text, "<profiled>", "exec"), module.__dict__)
        for probe in probing().probes_of(path):
            sys.setprofile(look)
            try:
                eval(probe, module.__dict__)
            except Exception:  # noqa: BLE001
                pass
            finally:
                sys.setprofile(None)
    finally:
        sys.modules.pop(path.stem, None)
        if before is not None:
            sys.modules[path.stem] = before
    lines = {number: number for number in range(1, text.count("\n") + 2)}
    return {name: _profile(statistics, lines) for name, statistics in seen.items()}


def _cells(code: types.CodeType) -> tuple[types.CellType, ...]:
    return tuple(types.CellType() for _ in code.co_freevars)


def _profile(statistics: CallStatistics, lines: dict[int, int]) -> TypeProfile:
    def often(counts):
        return {name: dict.fromkeys(each, CALLS) for name, each in counts.items()}

    return TypeProfile(
        parameters=often(statistics.parameters),
        returns=dict.fromkeys(statistics.returns, CALLS),
        calls_seen=CALLS,
        distinct_share=0.05,
        values=often(statistics.values),
        sizes={name: (max(each), max(each)) for name, each in statistics.sizes.items()},
        attributes=often(statistics.attributes),
        lines=lines,
    )


def candidates(module: Path, text: str, folder: Path, only: str = ""):
    """(function, operator, text) of everything that recorded calls suggest for a text of the module."""
    (folder / f"{module.stem}.py").write_text(text, encoding="utf-8")
    genome = SourceGenome.read(folder, folder, cache=None)
    for region in genome.regions:
        own = region.qualname.startswith("_ouroboros_")
        if region.kind is RegionKind.CLASS or region.is_nested or own or only not in {"", region.qualname}:
            continue
        profile = profiles(module).get(region.qualname, TypeProfile())
        hotspot = Hotspot(region=region, self_share=0.9, cumulative_share=0.9, samples=900)
        found = propose(genome.view(region, types=profile), hotspot, PROFILED)
        assert not found.problems, found.problems
        for candidate in found.candidates:
            yield region.qualname, candidate.operators[0], candidate.text


@cache
def descendants(module: Path, folder: Path) -> dict[str, tuple[str, ...]]:
    """Text → function and operators, of the module's candidates and of what comes of changing them again."""
    found: dict[str, tuple[str, ...]] = {}
    for function, operator, text in candidates(module, module.read_text(encoding="utf-8"), folder):
        found.setdefault(text, (function, operator))
    for text, path in list(found.items()):
        for _, operator, again in candidates(module, text, folder, path[0]):
            found.setdefault(again, (*path, operator))
    return found


def twice(module: Path, file: Path):
    """Outcomes of all probes, and of all probes again in the same module: what is kept shows then."""
    before = sys.modules.get(module.stem)
    try:
        return probing().outcomes(module, file, rounds=2)
    finally:
        sys.modules.pop(module.stem, None)
        if before is not None:
            sys.modules[module.stem] = before


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.stem)
def test_every_candidate_answers_every_probe_alike(module: Path, tmp_path: Path) -> None:
    expected = twice(module, module)
    changed = tmp_path / "changed.py.txt"
    for text, path in descendants(module, tmp_path).items():
        changed.write_text(text, encoding="utf-8")
        told = twice(module, changed)
        if told != expected:
            asked = probing().probes_of(module) * 2
            wrong = [pair for pair in zip(asked, expected, told, strict=True) if pair[1] != pair[2]]
            lines = difflib.unified_diff(
                module.read_text(encoding="utf-8").splitlines(), text.splitlines(), lineterm=""
            )
            pytest.fail("\n".join([str(path), *map(str, wrong), *lines]))


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.stem)
def test_no_candidate_of_ours_is_taken_for_a_cheat(module: Path, tmp_path: Path) -> None:
    original = module.read_text(encoding="utf-8")
    for text, path in descendants(module, tmp_path).items():
        score = security_of(original, text, keeps_state=not KEEPING.isdisjoint(path))
        assert score.points >= AcceptanceCriteria().minimum_security, (path, score.findings)


def test_recorded_calls_suggest_something(tmp_path: Path) -> None:
    told = {operator for module in MODULES for _, operator in _suggested(module, tmp_path)}
    assert "memoise-calls" in told


def _suggested(module: Path, folder: Path) -> set[tuple[str, str]]:
    own = folder / module.stem
    own.mkdir()
    return {
        (function, operator)
        for function, operator, _ in candidates(module, module.read_text(encoding="utf-8"), own)
    }
