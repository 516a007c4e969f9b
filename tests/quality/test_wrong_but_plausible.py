"""Candidates that are right on the few tame calls a workload makes, and wrong elsewhere: none passes.

The modules in ``wrong/`` hold small functions, the calls that were recorded of each, and texts that somebody
in a hurry could take for the same. What the engine sees of a module ends before its calls and wrong texts.
"""

from __future__ import annotations

import importlib.util
import pickle
import random
import sys
from collections import Counter
from pathlib import Path

import pytest

from ouroboros.arena.call_book import CallBook, open_book
from ouroboros.arena.replay import check
from ouroboros.arena.sandbox import Limits, Sandbox, SandboxLevel, SandboxPlan, probe
from ouroboros.records.candidate import MutationCandidate, MutationSeverity, RefactoringOp, Risk
from ouroboros.records.evidence import Gate
from ouroboros.records.hotspot import Hotspot, RecordedCall
from ouroboros.records.source import GenomeRegion, RegionKind, SourceFile, Span

MODULES = sorted((Path(__file__).parent / "wrong").glob("*.py"))
UNSEEN = "# What follows is never seen by the engine."
GENERATED = 200
"""As many as an evolution asks for."""
AT_LEAST = 100


@pytest.fixture(scope="module")
def planted():
    """The modules, imported under the names that their pickles tell."""
    modules = {}
    for path in MODULES:
        specification = importlib.util.spec_from_file_location(path.stem, path)
        modules[path.stem] = importlib.util.module_from_spec(specification)
        sys.modules[path.stem] = modules[path.stem]
        specification.loader.exec_module(modules[path.stem])
    yield modules
    for name in modules:
        del sys.modules[name]


def seen(module):
    return Path(module.__file__).read_text(encoding="utf-8").partition(UNSEEN)[0]


@pytest.fixture(scope="module")
def sandbox(planted, tmp_path_factory):
    if probe().level < SandboxLevel.FULL:
        pytest.skip("this machine offers no full sandbox")
    project = tmp_path_factory.mktemp("planted")
    for name, module in planted.items():
        (project / f"{name}.py").write_text(seen(module), encoding="utf-8")
    plan = SandboxPlan(
        python=Path(sys.executable),
        project=project,
        workspace=project,
        sys_path=(str(project),),
        modules={name: f"{name}.py" for name in planted},
        limits=Limits(memory_bytes=512 << 20, scratch_bytes=16 << 20, output_bytes=64 << 10),
    )
    with Sandbox.start(plan) as started:
        yield started


def opened(sandbox, module, function, generated):
    """The region and the book of its calls."""
    name, text = module.__name__, seen(module)
    region = GenomeRegion(
        file=SourceFile(path=f"{name}.py", module=name, text=text),
        qualname=function,
        kind=RegionKind.FUNCTION,
        span=Span(start=0, end=len(text), first_line=1, last_line=text.count("\n")),
    )
    calls = [
        RecordedCall(function=f"{name}:{function}", payload=pickle.dumps((args, {})), seconds=0.0001)
        for args in module.CALLS[function]
    ]
    book = open_book(
        sandbox,
        region,
        [(region.name, calls)],
        modules=(name,),
        generated=generated,
        rng=random.Random(7),
    )
    assert isinstance(book, CallBook), f"{function}: {book}"
    return region, book


def candidate(region, old, new):
    text = region.file.text
    assert text.count(old) == 1, f"{region.qualname}: {old!r} is there {text.count(old)} times"
    return MutationCandidate(
        hotspot=Hotspot(region=region, self_share=0.9, cumulative_share=0.9, samples=100),
        text=text.replace(old, new),
        operators=("by hand",),
        categories=(RefactoringOp.STRENGTH_REDUCTION,),
        severity=MutationSeverity.MINOR,
        risk=Risk.LOW,
    )


def test_none_passes(sandbox, planted, record_property):
    caught: Counter[str] = Counter()
    passed = []
    for module in planted.values():
        for function, variants in module.WRONG.items():
            region, book = opened(sandbox, module, function, GENERATED)
            for name, (old, new) in variants.items():
                evidence = check(sandbox, book, candidate(region, old, new), tested=True, shrink_seconds=0.0)
                if evidence.gate is not Gate.FAILED:
                    passed.append(f"{function}: {name} ({evidence.gate})")
                    continue
                assert evidence.difference is not None, (function, name, evidence)
                caught[evidence.difference.call.partition(" ")[0]] += 1
    told = ", ".join(f"{count} by {origin}" for origin, count in caught.most_common())
    record_property("caught", told)
    print(f"caught {told}")
    assert sum(caught.values()) + len(passed) >= AT_LEAST
    assert passed == []
